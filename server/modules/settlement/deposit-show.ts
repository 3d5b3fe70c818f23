import { notFound } from '../../kernel/refusal.ts'
import { type Db, row, rows } from '../../platform/db.ts'
import { cursorOf, INSTANT, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { historyOf } from '../../platform/transition.ts'
import { DEPOSIT_CURRENCY, type Deposit, type DepositState, freeOf, missingOf } from './deposit.ts'
import { type DepositBlock, depositBlocks } from './deposit-blocks.ts'
import type { DepositLine } from './deposit-required.ts'
import type { DepositRecordKind } from './deposits.sql.ts'

type Row = Deposit & {
  shop_name: string
  state_at: Date
  sales: bigint
  lines: DepositLine[]
  computed_on: string | null
  refund_applied_at: Date | null
  refund_answer: string
  refund_blocks: DepositBlock[]
}

/**
 * A shop's deposit with everything that explains it: how what is required was reckoned, what is missing, what would
 * block a refund now. A shop that has none yet shows what its opening asks.
 */
export async function showDeposit(db: Db, shop_id: string, now: Date) {
  const found = await row<Row & { is_known: boolean; shop_state: string; opening: bigint }>(db)`
    select s.id as shop_id, s.name as shop_name, s.listings_stopped, s.state as shop_state, s.deposit_required as opening, d.shop_id is not null as is_known,
      d.state, d.state_at, d.deadline_at, d.currency, d.required, d.paid, d.frozen, d.sales, d.lines, d.computed_on::text as computed_on, d.share_ppm,
      d.filling_since, d.refund_applied_by, d.refund_payout_id, d.refund_applied_at, d.refund_answer, d.refund_blocks
    from shops as s left join deposits as d on d.shop_id = s.id where s.id = ${shop_id}`
  if (!found) throw notFound()
  const blocks = found.is_known ? await depositBlocks(db, shop_id, now) : []
  const history = found.is_known ? await historyOf(db, 'deposits', shop_id) : []
  const is_asked = found.shop_state === 'deposit_due'
  const deposit = found.is_known
    ? found
    : {
        ...found,
        state: is_asked ? ('unpaid' as const) : ('not_required' as const),
        state_at: now,
        currency: DEPOSIT_CURRENCY,
        required: is_asked ? found.opening : 0n,
        paid: 0n,
        frozen: 0n,
        sales: 0n,
        lines: [],
        refund_answer: '',
        refund_blocks: [],
      }
  const { paid, frozen } = deposit
  return {
    shop_id,
    shop_name: found.shop_name,
    state: deposit.state,
    state_at: deposit.state_at,
    deadline_at: deposit.deadline_at,
    currency: deposit.currency,
    required: deposit.required,
    paid,
    frozen,
    available: freeOf(deposit),
    missing: missingOf(deposit),
    sales: deposit.sales,
    lines: deposit.lines,
    computed_on: deposit.computed_on,
    share_ppm: deposit.share_ppm,
    listings_stopped: found.listings_stopped,
    refund: {
      applied_at: deposit.refund_applied_at,
      answer: deposit.refund_answer,
      refused_for: deposit.refund_blocks,
      blocks: paid > 0n ? blocks : [],
    },
    history: history.map(({ to_state, reason, at, deadline_at }) => ({
      state: to_state as DepositState,
      reason,
      at,
      deadline_at,
    })),
  }
}

type RecordRow = {
  id: string
  kind: DepositRecordKind
  amount: bigint
  frozen: bigint
  paid_after: bigint
  frozen_after: bigint
  journal_id: bigint | null
  case_id: string | null
  loss_of: 'buyer' | 'platform' | null
  reason: string
  at: Date
}

/** What happened to a deposit, newest first; of one kind or within a time when asked. */
export async function listDepositRecords(
  db: Db,
  shop_id: string,
  {
    kind,
    from,
    until,
    ...page
  }: { kind?: DepositRecordKind; from?: string; until?: string; after?: string; limit?: number },
) {
  const limit = pageSize(page.limit)
  const [at, id] = readCursor(page.after, INSTANT, UUID) ?? []
  const found = await rows<RecordRow>(db)`
    select r.id, r.kind, r.amount, r.frozen, r.paid_after, r.frozen_after, j.id as journal_id, r.case_id, r.loss_of, r.reason,
      date_trunc('milliseconds', r.at) as at
    from deposit_records as r left join journals as j on j.event = r.event and j.kind = r.journal_kind
    where r.shop_id = ${shop_id} and (${kind ?? null}::text is null or r.kind = ${kind ?? null})
      and (${from ?? null}::timestamptz is null or r.at >= ${from ?? null}::timestamptz)
      and (${until ?? null}::timestamptz is null or r.at < ${until ?? null}::timestamptz)
      and (${at ?? null}::timestamptz is null or (date_trunc('milliseconds', r.at), r.id) < (${at ?? null}::timestamptz, ${id ?? null}::uuid))
    order by date_trunc('milliseconds', r.at) desc, r.id desc limit ${limit + 1}`
  return pageOf(found, limit, (one) => cursorOf(one.at, one.id))
}

type ListRow = {
  shop_id: string
  shop_name: string
  state: DepositState
  state_at: Date
  deadline_at: Date | null
  currency: string
  required: bigint
  paid: bigint
  frozen: bigint
  share_ppm: bigint | null
  listings_stopped: Deposit['listings_stopped']
}

/** Deposits of all shops, those that wait first by their deadline. */
export async function listDeposits(
  db: Db,
  { state, q, ...page }: { state?: DepositState; q?: string; after?: string; limit?: number },
) {
  const limit = pageSize(page.limit)
  const [due, id] = readCursor(page.after, INSTANT, UUID) ?? []
  const found = await rows<ListRow & { due: Date }>(db)`
    select * from (
      select d.shop_id, s.name as shop_name, d.state, d.state_at, d.deadline_at, d.currency, d.required, d.paid, d.frozen, d.share_ppm, s.listings_stopped,
        date_trunc('milliseconds', coalesce(d.deadline_at, '9999-12-31T00:00:00Z')) as due
      from deposits as d join shops as s on s.id = d.shop_id
      where (${state ?? null}::text is null or d.state = ${state ?? null}) and (${q ?? null}::text is null or position(lower(${q ?? ''}::text) in lower(s.name)) > 0)
    ) as one
    where ${due ?? null}::timestamptz is null or (due, shop_id) > (${due ?? null}::timestamptz, ${id ?? null}::uuid)
    order by due, shop_id limit ${limit + 1}`
  const { data, next } = pageOf(found, limit, (one) => cursorOf(one.due, one.shop_id))
  return { data: data.map(({ due: _, ...one }) => one), next }
}
