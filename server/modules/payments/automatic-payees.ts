import { notFound, wrongState } from '../../kernel/refusal.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import {
  type AccountOwner,
  type ProviderAccountRow,
  payeeLine,
  splitsTrades,
} from './provider-account.ts'

/** Where what settles is sent by itself, with the payee's line as the provider takes it. */
export type Payee = AccountOwner & {
  provider: string
  bank_account: string
  named_by: string
}

/**
 * Says whether what settles from now on is sent to this account by itself.
 * @throws `not_found`, `wrong_state` where it is disabled
 */
export const chooseSending = (
  db: Db,
  { owner_kind, owner_id }: AccountOwner,
  id: string,
  is_automatic: boolean,
  now: Date,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const account = await row<ProviderAccountRow>(tx)`
      select * from provider_accounts where id = ${id} and owner_kind = ${owner_kind} and owner_id = ${owner_id} for no key update`
    if (!account) throw notFound()
    if (account.state === 'disabled') throw wrongState({ state: account.state })
    if (is_automatic === (account.automatic_since !== null)) return
    await rows(
      tx,
    )`update provider_accounts set automatic_since = ${is_automatic ? now : null} where id = ${id}`
  })

/** Those of these accounts that are verified and automatic, by id, held until the transaction ends; others are left out. */
export async function lockAutomaticPayees(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, Payee>> {
  const held = await rows<ProviderAccountRow>(tx)`
    select * from provider_accounts where id = any(${ids}::uuid[]) and state = 'verified' and automatic_since is not null
    order by id for no key update skip locked`
  return new Map(
    held.map((account) => [account.id, { ...account, bank_account: payeeLine(account) }]),
  )
}

/**
 * The trade out of whose own money a payout of this amount can be split off; undefined where its provider splits none, or
 * refunds and earlier payouts leave less.
 */
export async function tradeWithRoom(
  tx: Tx,
  payment_id: string,
  amount: bigint,
): Promise<{ payment_id: string; number: string } | undefined> {
  const payment = await row<{ provider: string; number: string | null; left: bigint }>(tx)`
    select provider, provider_number as number, p.amount - p.refunded - coalesce((
        select sum(o.amount) from payouts as o where o.payment_id = p.id and o.state not in ('failed', 'bounced')), 0)::bigint as left
    from payments as p where id = ${payment_id}`
  if (!payment?.number || !splitsTrades(payment.provider) || payment.left < amount) return undefined
  return { payment_id, number: payment.number }
}
