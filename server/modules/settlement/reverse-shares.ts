import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { type Entry, post } from '../ledger/index.ts'
import { requestReversals } from '../payments/index.ts'
import { accountOf, holdPurses, type Owner } from './owners.ts'

/** A clawback as it was booked: the journal's name, the line it is of, and its entries. */
type Clawback = { event: string; line_id: string; entries: readonly Entry[] }

const PART_OF = { shop_debt: 'merchant', creator_debt: 'commission' } as const

/**
 * What clawbacks could not take from a balance is taken back where it went, when the line's share was split off its trade
 * for this owner: up to the debt, and up to what is left of that payout. What cannot be reversed stays a debt. Runs in the
 * clawback's own transaction.
 */
export async function reverseShares(tx: Tx, all: readonly Clawback[], now: Date): Promise<void> {
  const owed = all.flatMap(({ event, line_id, entries }) =>
    (['shop_debt', 'creator_debt'] as const).flatMap((kind) => {
      const debt = entries
        .filter(({ account, order_line_id }) => account.kind === kind && order_line_id === line_id)
        .reduce((sum, { amount }) => sum - amount, 0n)
      return debt > 0n ? [{ event, line_id, part: PART_OF[kind], debt }] : []
    }),
  )
  if (owed.length === 0) return
  const sent = await rows<{ line_id: string; part: string; payout_id: string }>(tx)`
    select line_id, part, payout_id from sent_shares
    where line_id = any(${owed.map(({ line_id }) => line_id)}::uuid[]) and payout_id is not null`
  const wished = owed.flatMap((one) => {
    const share = sent.find(({ line_id, part }) => line_id === one.line_id && part === one.part)
    return share ? [{ ...one, payout_id: share.payout_id }] : []
  })
  const asked = await requestReversals(
    tx,
    wished.map(({ payout_id, debt }) => ({ payout_id, up_to: debt })),
    now,
  )
  const made = wished.flatMap((one, index) => {
    const reversal_id = asked[index]?.id
    return reversal_id ? [{ ...one, reversal_id }] : []
  })
  await rows(tx)`
    insert into clawback_reversals (reversal_id, event, line_id, part, debt)
    select * from unnest(${made.map(({ reversal_id }) => reversal_id)}::uuid[], ${made.map(({ event }) => event)}::text[],
      ${made.map(({ line_id }) => line_id)}::uuid[], ${made.map(({ part }) => part)}::text[], ${made.map(({ debt }) => debt)}::bigint[])`
}

/**
 * Gives what reversals brought to its owner: it pays what they owe, and what later sales have paid of that meanwhile is
 * available. Returns how many ended, with or without money.
 */
export const postReversals = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const ended = await rows<{
      id: string
      number: string
      amount: bigint
      currency: string
      state: 'succeeded' | 'failed'
      part: 'merchant' | 'commission'
      owner_kind: 'shop' | 'account'
      owner_id: string
    }>(tx)`
      select r.id, r.number, r.amount, r.currency, r.state, c.part, p.owner_kind, p.owner_id
      from clawback_reversals as c join payout_reversals as r on r.id = c.reversal_id join payouts as p on p.id = r.payout_id
      where c.ended_at is null and r.state in ('succeeded', 'failed') order by r.id limit 50 for update of c skip locked`
    if (ended.length === 0) return 0
    const back = ended
      .filter(({ state }) => state === 'succeeded')
      .map((one) => {
        const kind = one.part === 'merchant' ? ('shop' as const) : ('creator' as const)
        return { ...one, owner: { kind, id: one.owner_id, currency: one.currency } as Owner }
      })
    const purses = await holdPurses(
      tx,
      back.map(({ owner }) => owner),
    )
    await post(
      tx,
      back.map(({ id, number, owner, owner_kind, owner_id, amount, currency }) => ({
        event: `reversal:${id}`,
        kind: 'payout_return',
        memo: number,
        at: now,
        entries: [
          { account: accountOf('payout_transit', owner_kind, owner_id, currency), amount: -amount },
          ...purses.put(owner, amount),
        ],
      })),
    )
    await rows(tx)`
      update clawback_reversals set ended_at = ${now} where reversal_id = any(${ended.map(({ id }) => id)}::uuid[])`
    return ended.length
  })
