import pg from 'pg'
import { readId } from '../../server/kernel/ids.ts'
import type { Seen } from './client-log.ts'

export type Verdict = {
  acknowledged: number
  paid: number
  /** Acknowledged, and not there. */
  lost: number
  /** Acknowledged as paid, and not paid. */
  unpaid: number
  /** One purchase that became several, or one that nobody made or that was refused. */
  doubled: number
  /** Units sold beyond what there was. */
  oversold: number
  /** Units that the stock's own columns and the orders do not agree about. */
  astray: number
}

type Line = {
  attempt: string
  checkout_id: string
  state: string
  payment_id: string | null
  paid: boolean
  sku_id: string
  quantity: number
}

/** Holds what clients saw against the rows, with SQL of its own: no code of the platform takes part. */
export async function checkOrders(
  url: string,
  seen: readonly Seen[],
  stock: readonly { id: string; stock: number }[],
): Promise<Verdict> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: lines } = await client.query<Line>(`
      select o.buyer_note as attempt, o.checkout_id, o.state, o.payment_id, o.paid_at is not null as paid, l.sku_id, l.quantity
      from orders as o join order_lines as l on l.order_id = o.id`)
    const { rows: succeeded } = await client.query<{ id: string }>(
      `select id from payments where state = 'succeeded'`,
    )
    const { rows: stocks } = await client.query<Record<string, string>>(
      'select sku_id, received, available, reserved, sold, written_off from stock',
    )
    return judge(seen, stock, { lines, stocks, succeeded: new Set(succeeded.map(({ id }) => id)) })
  } finally {
    await client.end()
  }
}

function judge(
  seen: readonly Seen[],
  stock: readonly { id: string; stock: number }[],
  {
    lines,
    stocks,
    succeeded,
  }: { lines: Line[]; stocks: Record<string, string>[]; succeeded: Set<string> },
): Verdict {
  const acknowledged = seen.filter((one) => one.saw === 'acknowledged')
  const paid = seen.filter((one) => one.saw === 'paid')
  const tried = new Set(seen.filter((one) => one.saw === 'tried').map((one) => one.attempt))
  const said = new Set(acknowledged.map((one) => one.attempt))
  const refused = seen.filter((one) => one.saw === 'refused' && !said.has(one.attempt))
  const there = new Set(lines.map((line) => `${line.attempt} ${line.checkout_id}`))
  const by_attempt = Map.groupBy(lines, (line) => line.attempt)

  const lost = acknowledged.filter(
    (one) => !there.has(`${one.attempt} ${readId('chk', one.checkout_id)}`),
  ).length
  const unpaid = paid.filter((one) => {
    const payment_id = readId('pay', one.payment_id) ?? ''
    return (
      !succeeded.has(payment_id) ||
      lines.some((line) => line.payment_id === payment_id && !line.paid)
    )
  }).length
  let doubled = 0
  for (const [attempt, its] of by_attempt) {
    const checkouts = new Set(its.map((line) => line.checkout_id)).size
    doubled += tried.has(attempt) ? checkouts - 1 : checkouts
  }
  doubled += refused.filter((one) => by_attempt.has(one.attempt)).length

  let oversold = 0
  let astray = 0
  for (const { id, stock: given } of stock) {
    const sku_id = readId('sku', id)
    const held = lines
      .filter((line) => line.sku_id === sku_id && line.state !== 'cancelled')
      .reduce((sum, line) => sum + Number(line.quantity), 0)
    oversold += Math.max(0, held - given)
    const row = stocks.find((one) => one.sku_id === sku_id)
    const figure = (name: string) => Number(row?.[name] ?? Number.NaN)
    const off =
      Math.abs(figure('reserved') + figure('sold') - held) +
      Math.abs(
        figure('received') -
          figure('available') -
          figure('reserved') -
          figure('sold') -
          figure('written_off'),
      )
    // No row at all is as wrong as can be.
    astray += Number.isNaN(off) ? given : off
  }
  return {
    acknowledged: said.size,
    paid: paid.length,
    lost,
    unpaid,
    doubled,
    oversold,
    astray,
  }
}
