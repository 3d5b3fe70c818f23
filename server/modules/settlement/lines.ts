import { notFound } from '../../kernel/refusal.ts'
import { BUSINESS_ZONE } from '../../kernel/time.ts'
import { type Db, rows } from '../../platform/db.ts'
import {
  CALENDAR_DAY,
  cursorOf,
  INTEGER,
  pageOf,
  pageSize,
  readCursor,
  UUID,
} from '../../platform/paging.ts'
import type { Payee } from './balances.ts'
import type { SettlementState } from './settle.ts'
import { findStatement, type StatementSum, statementPage } from './statement-rows.ts'

type Page = { after?: string; limit?: number }

type LineRow = {
  id: string
  order_id: string
  order_number: string
  title: string
  quantity: number
  currency: string
  state: SettlementState
  settle_at: Date | null
  settled_at: Date | null
  paid_amount: bigint
  refunded_amount: bigint
  platform_discount: bigint
  creator_discount: bigint
  income: bigint
  fee_ppm: bigint
  fee: bigint
  commission_ppm: bigint
  commission: bigint
  leader_fee: bigint
  premium: bigint
  merchant_net: bigint
  clawed_back: bigint
  tier: string
  hold_days: number
  estimated_commission: bigint
  agency_fee: bigint
  creator_settle_at: Date | null
  creator_settled_at: Date | null
}

/** A shop's lines, newest first; of one state or all that wait, or settled on one business day, when asked. */
export async function listLines(
  db: Db,
  shop_id: string,
  { state, day, ...page }: Page & { state?: SettlementState | 'waiting'; day?: string },
) {
  const limit = pageSize(page.limit)
  const [before] = readCursor(page.after, UUID) ?? []
  const found = await rows<LineRow>(db)`
    select s.id, s.order_id, o.number as order_number, l.title, l.quantity, s.currency, s.state,
      coalesce(s.deadline_at, s.settle_at) as settle_at, s.settled_at, l.paid_amount, s.refunded_amount, s.platform_discount, s.creator_discount,
      s.income, l.fee_ppm, s.fee, l.commission_ppm, s.commission, s.leader_fee, s.premium, s.merchant_net, s.merchant_clawed as clawed_back,
      s.tier, s.hold_days, s.estimated_commission, s.agency_fee, s.creator_settle_at, s.creator_settled_at
    from settlements as s join order_lines as l on l.id = s.id join orders as o on o.id = s.order_id
    where s.shop_id = ${shop_id} and (${state ?? null}::text is null or s.state = ${state ?? null}
        or ${state ?? null} = 'waiting' and s.state in ('pending', 'counting', 'held'))
      and (${day ?? null}::date is null or (s.settled_at at time zone ${BUSINESS_ZONE}::text)::date = ${day ?? null}::date)
      and (${before ?? null}::uuid is null or s.id < ${before ?? null}::uuid)
    order by s.id desc limit ${limit + 1}`
  return pageOf(found, limit, (line) => cursorOf(line.id))
}

type EntryRow = {
  id: bigint
  kind: string
  memo: string
  amount: bigint
  balance_after: bigint
  currency: string
  account_kind: string
  order_number: string | null
  at: Date
}

const ACCOUNTS = {
  available: 'shop_available',
  debt: 'shop_debt',
  reserve: 'shop_reserve',
  in_transit: 'payout_transit',
  deposit: 'shop_deposit',
} as const

/** Every entry on a shop's accounts, or on one of them, newest first. */
export async function listEntries(
  db: Db,
  shop_id: string,
  { account, ...page }: Page & { account?: keyof typeof ACCOUNTS },
) {
  const kind = account ? ACCOUNTS[account] : null
  const limit = pageSize(page.limit)
  const [before] = readCursor(page.after, INTEGER) ?? []
  const found = await rows<EntryRow>(db)`
    select e.id, j.kind, j.memo, e.amount, e.balance_after, e.currency, a.kind as account_kind, o.number as order_number, j.at
    from ledger_accounts as a join ledger_entries as e on e.account_id = a.id join journals as j on j.id = e.journal_id
      left join orders as o on o.id = e.order_id
    where a.owner_kind = 'shop' and a.owner_id = ${shop_id} and (${kind}::text is null or a.kind = ${kind})
      and (${before ?? null}::bigint is null or e.id < ${before ?? null}::bigint)
    order by e.id desc limit ${limit + 1}`
  const shown = pageOf(found, limit, (entry) => cursorOf(entry.id))
  return { ...shown, data: shown.data.map((entry) => ({ ...entry, id: String(entry.id) })) }
}

type StatementRow = {
  id: string
  day: string
  currency: string
  lines_count: number
  income: bigint
  fees: bigint
  commissions: bigint
  clawed_back: bigint
  reserved: bigint
  given: bigint
  net: bigint
  paid_out: bigint
  paid_back: bigint
  balance_after: bigint
}

/** An owner's daily statements, newest first. */
export async function listStatements(db: Db, { owner_kind, owner_id }: Payee, page: Page) {
  const limit = pageSize(page.limit)
  const [day, id] = readCursor(page.after, CALENDAR_DAY, UUID) ?? []
  const found = await rows<StatementRow>(db)`
    select id, day, currency, lines_count, income, fees, commissions, greatest(clawed_back, 0) as clawed_back, reserved, given, net, paid_out, balance_after,
      -- A payout's return is booked under its name; nobody has many of them.
      (select coalesce(sum(p.amount), 0)::bigint from payouts as p join journals as j on j.event = 'payout:' || p.id and j.kind = 'payout_return'
        where p.owner_kind = s.owner_kind and p.owner_id = s.owner_id and p.currency = s.currency and p.state in ('failed', 'bounced')
          and j.booked_on = s.day)
        + (select coalesce(sum(r.amount), 0)::bigint from payout_reversals as r join payouts as p on p.id = r.payout_id
            join journals as j on j.event = 'reversal:' || r.id and j.kind = 'payout_return'
          where p.owner_kind = s.owner_kind and p.owner_id = s.owner_id and p.currency = s.currency and r.state = 'succeeded'
            and j.booked_on = s.day) as paid_back
    from statements as s
    where owner_kind = ${owner_kind} and owner_id = ${owner_id} and (${day ?? null}::date is null or (day, id) < (${day ?? null}::date, ${id ?? null}::uuid))
    order by day desc, id desc limit ${limit + 1}`
  return pageOf(found, limit, (one) => cursorOf(one.day, one.id))
}

/** What moved on an owner's accounts on one day, oldest first; or what one sum of that day adds up. @throws notFound when there is no statement of it */
export async function listStatementEntries(
  db: Db,
  payee: Payee,
  day: string,
  { of, ...page }: Page & { of?: StatementSum },
) {
  const limit = pageSize(page.limit)
  const [after] = readCursor(page.after, INTEGER) ?? []
  const statement = await findStatement(db, payee, day)
  if (!statement) throw notFound()
  const found = await statementPage(db, payee, statement, {
    after: after === undefined ? undefined : BigInt(after),
    limit: limit + 1,
    of,
  })
  const shown = pageOf(found, limit, (entry) => cursorOf(entry.id))
  return {
    ...shown,
    data: shown.data.map(({ id, journal_id, ...entry }) => ({
      ...entry,
      id: String(id),
      journal_id: String(journal_id),
    })),
  }
}
