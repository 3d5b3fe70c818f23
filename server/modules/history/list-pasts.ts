import { type Db, rows } from '../../platform/db.ts'
import type { ExceptionKind } from './exception.ts'
import type { Stage } from './olist.ts'

type Past = {
  id: string
  name: string
  source: string
  currency: string
  fee_ppm: bigint
  started_at: Date
  finished_at: Date | null
  runs: number
  orders: number
  booked_orders: number
  sellers: number
  paid: bigint
  fees: bigint
  sellers_net: bigint
  difference: bigint
}
type Step = { past_id: string; stage: Stage; rows_done: bigint; is_over: boolean }
type Odd = { past_id: string; kind: ExceptionKind; count: number; difference: bigint }

/** Every imported past with how far it is, what it came to and what did not add up; newest first. */
export async function listPasts(db: Db) {
  const [pasts, steps, odd] = await Promise.all([
    rows<Past>(db)`
      select p.id, p.name, p.source, p.currency, p.fee_ppm, p.started_at, p.finished_at, p.runs, o.orders, o.booked_orders,
        (select count(*)::int from past_sellers where past_id = p.id) as sellers, o.paid, l.fees, o.due - l.fees as sellers_net, o.paid - o.due as difference
      from pasts as p cross join lateral (
          select count(*)::int as orders, count(booked_at)::int as booked_orders,
            coalesce(sum(paid_amount) filter (where status = 'delivered'), 0)::bigint as paid,
            coalesce(sum(due_amount) filter (where status = 'delivered'), 0)::bigint as due
          from past_orders where past_id = p.id) as o
        cross join lateral (select coalesce(sum(fee), 0)::bigint as fees from past_lines where past_id = p.id) as l
      where ${true}::boolean order by p.started_at desc, p.id limit 100`,
    rows<Step>(db)`
      select past_id, stage, rows_done, is_over from past_progress where ${true}::boolean order by at, stage`,
    rows<Odd>(db)`
      select past_id, kind, count(*)::int as count, sum(difference)::bigint as difference from past_exceptions
      where ${true}::boolean group by 1, 2 order by 1, 2`,
  ])
  return pasts.map((past) => ({
    ...past,
    progress: steps
      .filter(({ past_id }) => past_id === past.id)
      .map(({ past_id: _, ...step }) => step),
    exceptions: odd
      .filter(({ past_id }) => past_id === past.id)
      .map(({ past_id: _, ...one }) => one),
  }))
}
