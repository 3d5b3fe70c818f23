import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { type Entry, type Journal, post } from '../ledger/index.ts'
import { nothingReturned, type Shares, shareOut } from '../settlement/index.ts'
import { type ExceptionKind, exceptionOf } from './exception.ts'
import type { ImportRow } from './history.sql.ts'

type Order = { id: string; source_id: string; status: string }
type SoldUnit = { id: string; order_id: string; seller_id: string; price: bigint; freight: bigint }
type Paid = { order_id: string; amount: bigint; payments_count: number; instalments: number }

/**
 * Books the next orders of an import that are not booked yet, in one transaction: compares what was paid with goods and
 * freight, and shares out what was delivered by the same rules as any sale. Returns how many orders.
 */
export const bookOrders = (
  db: Db,
  { import: one, size, now }: { import: ImportRow; size: number; now: Date },
): Promise<number> =>
  inTransaction(db, async (tx) => {
    const orders = await rows<Order>(tx)`
      select id, source_id, status from past_orders where past_id = ${one.id} and booked_at is null
      order by id limit ${size} for no key update`
    if (orders.length === 0) return 0
    const ids = orders.map(({ id }) => id)
    const units = Map.groupBy(
      await rows<SoldUnit>(tx)`
        select id, order_id, seller_id, price, freight from past_lines where order_id = any(${ids}::uuid[]) order by order_id, position`,
      ({ order_id }) => order_id,
    )
    const payments = new Map(
      (
        await rows<Paid>(tx)`
        select order_id, sum(amount)::bigint as amount, count(*)::int as payments_count, max(instalments) as instalments
        from past_payments where order_id = any(${ids}::uuid[]) group by order_id`
      ).map((paid) => [paid.order_id, paid]),
    )
    const booked = orders.map((order) => {
      const lines = units.get(order.id) ?? []
      const { amount = 0n, payments_count = 0, instalments = 0 } = payments.get(order.id) ?? {}
      const due = lines.reduce((sum, { price, freight }) => sum + price + freight, 0n)
      const sides = { due, paid: amount, lines_count: lines.length, payments_count, instalments }
      const shares = order.status === 'delivered' ? sharesOf(lines, one.fee_ppm) : []
      return { order, lines, shares, ...sides, kind: exceptionOf(sides) }
    })
    await writeBooked(tx, one.id, booked, now)
    await post(
      tx,
      booked
        .filter(({ order }) => order.status === 'delivered')
        .map((order) => journalOf(one, order, now)),
    )
    return orders.length
  })

type Booked = {
  order: Order
  lines: readonly SoldUnit[]
  /** Of each line; empty where nothing was delivered. */
  shares: readonly Shares[]
  due: bigint
  paid: bigint
  lines_count: number
  payments_count: number
  kind: ExceptionKind | undefined
}

/** The past had no creators, leaders or agencies. */
const NOBODY_ELSE = { creator_id: null, leader_id: null, agency_id: null, agency_ppm: 0n }

/** Each unit is a line of its own: price is its income, the fee is rounded for it alone. */
export const sharesOf = (
  units: readonly Pick<SoldUnit, 'price' | 'freight'>[],
  fee_ppm: bigint,
): Shares[] =>
  shareOut(
    units.map(({ price, freight }) => ({
      quantity: 1,
      paid_amount: price,
      platform_discount: 0n,
      creator_discount: 0n,
      fee_ppm,
      commission_ppm: 0n,
      leader_ppm: 0n,
      leader_cut_ppm: 0n,
      premium: 0n,
      freight,
      ...NOBODY_ELSE,
      ...nothingReturned,
    })),
  )

async function writeBooked(tx: Tx, past_id: string, booked: readonly Booked[], now: Date) {
  const lines = booked.flatMap((order) =>
    order.shares.map(({ fee }, index) => ({ id: (order.lines[index] as SoldUnit).id, fee })),
  )
  await rows(tx)`
    update past_lines as l set fee = one.fee
    from unnest(${lines.map(({ id }) => id)}::uuid[], ${lines.map(({ fee }) => fee)}::bigint[]) as one (id, fee) where l.id = one.id`
  await rows(tx)`
    update past_orders as o set due_amount = one.due, paid_amount = one.paid, booked_at = ${now}
    from unnest(${booked.map(({ order }) => order.id)}::uuid[], ${booked.map(({ due }) => due)}::bigint[],
      ${booked.map(({ paid }) => paid)}::bigint[]) as one (id, due, paid) where o.id = one.id`
  const odd = booked.filter(({ kind }) => kind !== undefined)
  await rows(tx)`
    insert into past_exceptions (order_id, past_id, kind, due_amount, paid_amount, lines_count, payments_count)
    select order_id, ${past_id}, kind, due, paid, lines_count, payments_count
    from unnest(${odd.map(({ order }) => order.id)}::uuid[], ${odd.map(({ kind }) => kind)}::text[], ${odd.map(({ due }) => due)}::bigint[],
      ${odd.map(({ paid }) => paid)}::bigint[], ${odd.map((one) => one.lines_count)}::int[], ${odd.map((one) => one.payments_count)}::int[])
      as one (order_id, kind, due, paid, lines_count, payments_count)`
}

/**
 * A delivered order in the books: what buyers paid elsewhere becomes the seller's and the platform's, and what does not
 * add up is named. Accounts of the past are apart from all others, so nobody can be paid from them.
 */
function journalOf(
  one: ImportRow,
  { order, lines, shares, due, paid }: Booked,
  now: Date,
): Journal {
  const { currency } = one
  const platform = (kind: 'past_payments' | 'past_fee' | 'past_difference', amount: bigint) => ({
    account: { kind, owner_kind: 'platform' as const, owner_id: null, currency },
    amount,
    order_id: order.id,
  })
  const entries: Entry[] = [
    platform('past_payments', -paid),
    platform('past_difference', paid - due),
    ...shares.flatMap(({ fee, merchant_net }, index) => {
      const { id, seller_id } = lines[index] as SoldUnit
      return [
        { ...platform('past_fee', fee), order_line_id: id },
        {
          account: {
            kind: 'past_seller' as const,
            owner_kind: 'shop' as const,
            owner_id: seller_id,
            currency,
          },
          amount: merchant_net,
          order_id: order.id,
          order_line_id: id,
        },
      ]
    }),
  ]
  return {
    event: `import:${one.name}:${order.id}`,
    kind: 'import',
    memo: order.source_id,
    at: now,
    entries,
  }
}
