import pg from 'pg'
import type { Seen, WantedLine } from './client-log.ts'

export type Verdict = {
  acknowledged: number
  paid: number
  /** Acknowledged, and not there. */
  lost: number
  /** Acknowledged as paid, and not paid. */
  unpaid: number
  /** One purchase that became several, or one that nobody made or that was refused. */
  doubled: number
  /** Units sold beyond what there was, flash quotas among it. */
  oversold: number
  /** Units of a flash offer that a buyer holds beyond the limit. */
  over_limit: number
  /** Purchases that stand there otherwise than they were asked for or answered. */
  altered: number
  /** Order lines without their one reservation, and reservations of nobody. */
  unreserved: number
  /** Units that the counters of stock, quota and limit do not agree about with the orders. */
  astray: number
}

type Line = {
  attempt: string
  buyer_id: string
  checkout_id: string
  amount: string
  payment_id: string | null
  paid: boolean
  is_live: boolean
  sku_id: string
  quantity: number
  flash_offer_id: string | null
  /** What is held for this line: as many reservations, and of which units. */
  reservations: number
  is_held: boolean
}
type Shelf = Record<'received' | 'available' | 'reserved' | 'sold' | 'written_off', string> & {
  sku_id: string
}
export type Rows = {
  lines: Line[]
  shelves: Shelf[]
  pools: { id: string; taken: string }[]
  takings: { flash_offer_id: string; buyer_id: string; quantity: string }[]
  succeeded: Set<string>
  orphans: number
}
/** What is known of the goods from who brought them. */
export type Given = readonly { id: string; stock: number }[]

/** Holds what buyers saw against the rows as they stand at one instant, with SQL of its own: no code of the platform takes part. */
export async function checkOrders(
  url: string,
  seen: readonly Seen[],
  given: Given,
): Promise<Verdict> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const ask = async <T extends pg.QueryResultRow>(text: string): Promise<T[]> =>
    (await client.query<T>(text)).rows
  try {
    await client.query('begin isolation level repeatable read read only')
    const rows: Rows = {
      lines: await ask<Line>(`
        select o.buyer_note as attempt, o.buyer_id, o.checkout_id, c.amount, o.payment_id, o.paid_at is not null as paid,
          o.state <> 'cancelled' as is_live, l.sku_id, l.quantity, l.flash_offer_id, r.count::int as reservations,
          coalesce(r.units = l.quantity and r.sku_id = l.sku_id and r.flash_offer_id is not distinct from l.flash_offer_id
            and r.buyer_id = o.buyer_id and (o.state = 'cancelled') = (r.state = 'released'), false) as is_held
        from orders as o join order_lines as l on l.order_id = o.id join checkouts as c on c.id = o.checkout_id
        left join lateral (
          select count(*), sum(quantity) as units, min(sku_id::text)::uuid as sku_id, min(buyer_id::text)::uuid as buyer_id,
            min(flash_offer_id::text)::uuid as flash_offer_id, min(state) as state
          from reservations where id = l.id
        ) as r on true`),
      shelves: await ask<Shelf>(
        'select sku_id, received, available, reserved, sold, written_off from stock',
      ),
      pools: await ask('select id, taken from flash_offers'),
      takings: await ask('select flash_offer_id, buyer_id, quantity from flash_takings'),
      succeeded: new Set(
        (await ask<{ id: string }>(`select id from payments where state = 'succeeded'`)).map(
          ({ id }) => id,
        ),
      ),
      orphans: (
        await ask(`
        select id from reservations where not exists (select from order_lines where order_lines.id = reservations.id)`)
      ).length,
    }
    return judge(seen, given, rows)
  } finally {
    await client.end()
  }
}

const sum = <T>(all: Iterable<T>, count: (one: T) => number): number => {
  let total = 0
  for (const one of all) total += count(one)
  return total
}
const units = (line: { quantity: number | string }) => Number(line.quantity)

export function judge(seen: readonly Seen[], given: Given, rows: Rows): Verdict {
  const live = rows.lines.filter((line) => line.is_live)
  const { acknowledged, ...promised } = judgePromises(seen, rows)
  const sold = judgeFlash(seen, live, rows)
  let oversold = sold.oversold
  let astray = sold.astray
  for (const { id, stock } of given) {
    const sku_id = uuidOf(id)
    const held = sum(
      live.filter((line) => line.sku_id === sku_id),
      units,
    )
    oversold += Math.max(0, held - stock)
    const row = rows.shelves.find((one) => one.sku_id === sku_id)
    const figure = (name: keyof Shelf) => Number(row?.[name] ?? Number.NaN)
    const off =
      Math.abs(figure('reserved') + figure('sold') - held) +
      Math.abs(figure('received') - stock) +
      Math.abs(
        figure('received') -
          figure('available') -
          figure('reserved') -
          figure('sold') -
          figure('written_off'),
      )
    // No row at all is as wrong as can be.
    astray += Number.isNaN(off) ? stock : off
  }
  return {
    acknowledged,
    ...promised,
    oversold,
    over_limit: sold.over_limit,
    unreserved:
      rows.orphans + rows.lines.filter((line) => line.reservations !== 1 || !line.is_held).length,
    astray,
  }
}

/** Every answer that a buyer got, held against what stands there. */
function judgePromises(seen: readonly Seen[], { lines, succeeded }: Rows) {
  const of = <S extends Seen['saw']>(saw: S) =>
    seen.filter((one): one is Extract<Seen, { saw: S }> => one.saw === saw)
  const tried = new Map(of('tried').map((one) => [one.attempt, one]))
  const acknowledged = of('acknowledged')
  const paid = of('paid')
  const said = new Set(acknowledged.map((one) => one.attempt))
  const refused = new Set(
    of('refused').flatMap((one) => (said.has(one.attempt) ? [] : [one.attempt])),
  )
  const by_attempt = Map.groupBy(lines, (line) => line.attempt)
  const by_checkout = Map.groupBy(lines, (line) => `${line.attempt} ${line.checkout_id}`)
  const by_payment = Map.groupBy(lines, (line) => line.payment_id)

  let altered = 0
  for (const one of acknowledged) {
    const its = by_checkout.get(`${one.attempt} ${uuidOf(one.checkout_id)}`)
    if (its?.some((line) => Number(line.amount) !== one.amount)) altered += 1
  }
  let doubled = 0
  for (const [attempt, its] of by_attempt) {
    const checkouts = Map.groupBy(its, (line) => line.checkout_id)
    const wish = tried.get(attempt)
    doubled += wish && !refused.has(attempt) ? checkouts.size - 1 : checkouts.size
    if (!wish) continue
    for (const lines_there of checkouts.values())
      if (
        lines_there.some((line) => line.buyer_id !== wish.buyer) ||
        spelled(lines_there) !== spelled(wish.lines.map(asRow))
      )
        altered += 1
  }
  return {
    acknowledged: said.size,
    paid: paid.length,
    lost: acknowledged.filter(
      (one) => !by_checkout.has(`${one.attempt} ${uuidOf(one.checkout_id)}`),
    ).length,
    unpaid: paid.filter((one) => {
      const payment_id = uuidOf(one.payment_id)
      return !succeeded.has(payment_id) || by_payment.get(payment_id)?.some((line) => !line.paid)
    }).length,
    doubled,
    altered,
  }
}

/** Flash offers by their terms as the host set them, never as the database remembers them. */
function judgeFlash(seen: readonly Seen[], live: readonly Line[], { pools, takings }: Rows) {
  const verdict = { oversold: 0, over_limit: 0, astray: 0 }
  const by_offer = Map.groupBy(live, (line) => line.flash_offer_id)
  for (const one of seen) {
    if (one.saw !== 'offered') continue
    const id = uuidOf(one.flash_offer_id)
    const its = by_offer.get(id) ?? []
    const taken = sum(its, units)
    verdict.oversold += Math.max(0, taken - one.quota)
    verdict.astray += Math.abs(Number(pools.find((pool) => pool.id === id)?.taken ?? 0) - taken)
    const noted = new Map(
      takings
        .filter((taking) => taking.flash_offer_id === id)
        .map((taking) => [taking.buyer_id, units(taking)]),
    )
    for (const [buyer_id, lines] of Map.groupBy(its, (line) => line.buyer_id)) {
      const holds = sum(lines, units)
      verdict.over_limit += Math.max(0, holds - one.limit)
      verdict.astray += Math.abs((noted.get(buyer_id) ?? 0) - holds)
      noted.delete(buyer_id)
    }
    verdict.astray += sum(noted.values(), Math.abs)
  }
  return verdict
}

const asRow = (line: WantedLine) => ({
  sku_id: uuidOf(line.sku_id),
  quantity: line.quantity,
  flash_offer_id: line.flash_offer_id === undefined ? null : uuidOf(line.flash_offer_id),
})

/** The same for the same lines, in whatever order. */
const spelled = (
  lines: readonly { sku_id: string; quantity: number; flash_offer_id: string | null }[],
): string =>
  lines
    .map((line) => `${line.sku_id} ${line.quantity} ${line.flash_offer_id}`)
    .sort()
    .join('\n')

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** The uuid behind an id as buyers see it, read by the published rule: a prefix and 26 letters of Crockford's base 32. */
function uuidOf(shown: string): string {
  let value = 0n
  for (const letter of shown.slice(shown.indexOf('_') + 1))
    value = value * 32n + BigInt(ALPHABET.indexOf(letter))
  const hex = value.toString(16).padStart(32, '0')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
