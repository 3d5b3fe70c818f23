import { notAllowed, notFound, wrongState } from '../../kernel/refusal.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { findByName, normaliseSignInName } from '../accounts/index.ts'
import { MAX_STAFF, type StaffRole, tooManyStaff } from './shop.ts'
import { findRole, lockShop } from './shops.sql.ts'

async function assertOwner(tx: Tx, shop_id: string, account_id: string): Promise<void> {
  await lockShop(tx, shop_id)
  const role = await findRole(tx, shop_id, account_id)
  if (!role) throw notFound()
  if (role !== 'owner') throw notAllowed({ needs: 'owner' })
}

const note = (
  tx: Tx,
  shop_id: string,
  account_id: string,
  role: StaffRole | null,
  by: string,
  now: Date,
) => rows(tx)`
  insert into shop_staff_changes (shop_id, account_id, role, changed_by, at) values (${shop_id}, ${account_id}, ${role}, ${by}, ${now})`

/** Adds somebody by phone or e-mail, or changes a role. The owner's role is nobody's to change. */
export const addStaff = (
  db: Db,
  {
    shop_id,
    sign_in_name,
    role,
    by,
    now,
  }: { shop_id: string; sign_in_name: string; role: 'manager' | 'clerk'; by: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    await assertOwner(tx, shop_id, by)
    const person = await findByName(tx, normaliseSignInName(sign_in_name).name)
    if (!person) throw notFound({ what: 'person' })
    if ((await findRole(tx, shop_id, person.id)) === 'owner')
      throw wrongState({ why: 'owner_stays' })
    await rows(tx)`
      insert into shop_staff (shop_id, account_id, role, added_at) values (${shop_id}, ${person.id}, ${role}, ${now})
      on conflict (shop_id, account_id) do update set role = excluded.role`
    const count = await row<{ count: bigint }>(
      tx,
    )`select count(*) from shop_staff where shop_id = ${shop_id}`
    if ((count?.count ?? 0n) > MAX_STAFF) throw tooManyStaff()
    await note(tx, shop_id, person.id, role, by, now)
  })

/** Takes somebody off; their next request finds nothing of the shop any more. The owner stays. */
export const removeStaff = (
  db: Db,
  { shop_id, account_id, by, now }: { shop_id: string; account_id: string; by: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    await assertOwner(tx, shop_id, by)
    const role = await findRole(tx, shop_id, account_id)
    if (!role) throw notFound()
    if (role === 'owner') throw wrongState({ why: 'owner_stays' })
    await rows(tx)`delete from shop_staff where shop_id = ${shop_id} and account_id = ${account_id}`
    await note(tx, shop_id, account_id, null, by, now)
  })
