import { notFound } from '../../kernel/refusal.ts'
import { type Db, row, rows } from '../../platform/db.ts'
import type { SettlementState } from './settle.ts'

type Explained = {
  id: string
  order_id: string
  order_number: string
  title: string
  currency: string
  state: SettlementState
  tier: string
  hold_days: number
  settle_at: Date | null
  settled_at: Date | null
  creator_tier: string | null
  creator_hold_days: number | null
  creator_settle_at: Date | null
  creator_settled_at: Date | null
  reserve_ppm: bigint
  reserve_days: number
}
type Step = {
  journal_id: bigint
  kind: string
  at: Date
  booked_on: string
  entry_id: bigint
  account_kind: string
  amount: bigint
  is_mine: boolean
}

/**
 * How a shop's line came to its figures: by which tier it waits, and every journal that moved its money with all
 * entries, whosever they are; other people are named by their kind of account only.
 * @throws notFound for a line of another shop.
 */
export async function explainLine(db: Db, shop_id: string, line_id: string) {
  const line = await row<Explained>(db)`
    select s.id, s.order_id, o.number as order_number, l.title, s.currency, s.state, s.tier, s.hold_days, coalesce(s.deadline_at, s.settle_at) as settle_at,
      s.settled_at, s.creator_tier, s.creator_hold_days, s.creator_settle_at, s.creator_settled_at, s.reserve_ppm, s.reserve_days
    from settlements as s join orders as o on o.id = s.order_id join order_lines as l on l.id = s.id
    where s.id = ${line_id} and s.shop_id = ${shop_id}`
  if (!line) throw notFound()
  const steps = await rows<Step>(db)`
    select j.id as journal_id, j.kind, j.at, j.booked_on::text as booked_on, e.id as entry_id, a.kind as account_kind, e.amount,
      a.owner_kind = 'shop' and a.owner_id = ${shop_id} as is_mine
    from ledger_entries as e join journals as j on j.id = e.journal_id join ledger_accounts as a on a.id = e.account_id
    where e.order_line_id = ${line_id} order by e.id limit 500`
  const journals = [...Map.groupBy(steps, ({ journal_id }) => journal_id)].map(([id, own]) => ({
    id: String(id),
    kind: (own[0] as Step).kind,
    at: (own[0] as Step).at,
    booked_on: (own[0] as Step).booked_on,
    entries: own.map(({ entry_id, account_kind, amount, is_mine }) => ({
      id: String(entry_id),
      account_kind,
      amount,
      is_mine,
    })),
  }))
  return { ...line, journals }
}
