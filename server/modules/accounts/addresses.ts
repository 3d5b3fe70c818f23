import { newId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import { tooManyAddresses } from './account.ts'
import { type Address, findAddress } from './accounts.sql.ts'

type Written = Omit<Address, 'id' | 'is_default'> & { is_default?: boolean }

/** Adds or replaces an address. The first one is the default; there is always at most one default. */
export const saveAddress = (
  db: Db,
  account_id: string,
  id: string | undefined,
  wish: Written,
  now: Date,
): Promise<Address> =>
  inTransaction(db, async (tx) => {
    await rows(tx)`select from accounts where id = ${account_id} for no key update`
    const count =
      (
        await row<{ count: bigint }>(
          tx,
        )`select count(*) from addresses where account_id = ${account_id} and removed_at is null`
      )?.count ?? 0n
    if (!id && count >= 20n) throw tooManyAddresses()
    if (id && !(await findAddress(tx, account_id, id))) throw notFound()
    const is_default = wish.is_default ?? (id ? undefined : count === 0n)
    if (is_default)
      await rows(
        tx,
      )`update addresses set is_default = false where account_id = ${account_id} and is_default`
    const saved = id ?? newId()
    await rows(tx)`
      insert into addresses (id, account_id, recipient, phone, province, city, district, street, is_default, created_at)
      values (${saved}, ${account_id}, ${wish.recipient}, ${wish.phone}, ${wish.province}, ${wish.city}, ${wish.district}, ${wish.street}, ${is_default ?? false}, ${now})
      on conflict (id) do update set recipient = excluded.recipient, phone = excluded.phone, province = excluded.province, city = excluded.city,
        district = excluded.district, street = excluded.street, is_default = coalesce(${is_default ?? null}::boolean, addresses.is_default)`
    return (await findAddress(tx, account_id, saved)) as Address
  })

/** Removes an address; orders keep their own copy. The next newest becomes the default. */
export const removeAddress = (db: Db, account_id: string, id: string, now: Date): Promise<void> =>
  inTransaction(db, async (tx) => {
    await rows(tx)`select from accounts where id = ${account_id} for no key update`
    const removed = await row<{ was_default: boolean }>(tx)`
      update addresses set removed_at = ${now}, is_default = false
      where id = ${id} and account_id = ${account_id} and removed_at is null returning old.is_default as was_default`
    if (!removed) throw notFound()
    if (removed.was_default)
      await rows(tx)`
        update addresses set is_default = true where id = (
          select id from addresses where account_id = ${account_id} and removed_at is null order by created_at desc limit 1)`
  })
