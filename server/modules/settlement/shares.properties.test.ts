import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromDecimal, toDecimal } from '../../kernel/currency.ts'
import { split, sum } from '../../kernel/money.ts'
import {
  isEmpty,
  lost,
  nothingReturned,
  type Returned,
  type Shares,
  shareOut,
  type Terms,
  totalOf,
} from './shares.ts'

type Line = Terms & Returned
type Order = {
  currency: string
  lines: Line[]
  prices: bigint[]
  discounts: Record<Funder, bigint>
}
type Funder = 'shop' | 'platform' | 'creator'

/** Nine million million in a currency of two decimals; sums of an order stay beyond any real one. */
const LARGEST = 10n ** 15n
const upTo = (max: bigint) => fc.bigInt({ min: 0n, max })
const amount = fc.oneof(upTo(LARGEST), upTo(100_000n), upTo(9n))
const rate = (max: bigint) => fc.oneof(upTo(max), fc.constantFrom(0n, 20_000n, 50_000n))

/** An order as it is sold: list prices, then each funder's discount split over the lines, then the terms of each line. */
const anyOrder: fc.Arbitrary<Order> = fc
  .record({
    currency: fc.constantFrom('JPY', 'CNY', 'KWD'),
    lines: fc.array(
      fc.record({
        price: amount,
        quantity: fc.integer({ min: 1, max: 50 }),
        fee_ppm: rate(100_000n),
        commission_ppm: rate(500_000n),
        leader_ppm: rate(400_000n),
        leader_cut_ppm: fc.constantFrom(0n, 100_000n, 1_000_000n),
        refund_admin_ppm: fc.constantFrom(0n, 0n, 200_000n),
        agency_ppm: rate(1_000_000n),
        premium: upTo(2_000n),
        creator_id: fc.constantFrom(null, 'lin', 'wu'),
        leader_id: fc.constantFrom(null, 'mei', 'wei'),
        agency_id: fc.constantFrom(null, 'house'),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    /** Of what is left of the price each time, in thousandths. */
    off: fc.tuple(fc.nat(600), fc.nat(600), fc.nat(600)),
    freight: upTo(3_000n),
  })
  .map(({ currency, lines, off, freight }) => {
    const prices = lines.map(({ price }) => price)
    let left = [...prices]
    const parts = (['shop', 'platform', 'creator'] as const).map((funder, at) => {
      const total = (sum(left) * BigInt(off[at] as number)) / 1_000n
      const split_over = split(total, left)
      left = left.map((one, index) => one - (split_over[index] as bigint))
      return [funder, split_over] as const
    })
    const by = Object.fromEntries(parts) as Record<Funder, bigint[]>
    return {
      currency,
      prices,
      discounts: { shop: sum(by.shop), platform: sum(by.platform), creator: sum(by.creator) },
      lines: lines.map(({ price: _, ...terms }, index) => ({
        ...terms,
        paid_amount: left[index] as bigint,
        platform_discount: by.platform[index] as bigint,
        creator_discount: by.creator[index] as bigint,
        freight: index === 0 ? freight : 0n,
        ...nothingReturned,
      })),
    }
  })

/** What everybody gets, by who it is: the platform once, whatever its parts are called. */
function byReceiver(lines: readonly Line[]): Map<string, bigint> {
  const got = new Map<string, bigint>()
  const give = (who: string, what: bigint) => got.set(who, (got.get(who) ?? 0n) + what)
  for (const [index, one] of shareOut(lines).entries()) {
    const line = lines[index] as Line
    give('platform', one.fee + one.leader_cut)
    give(`creator ${line.creator_id}`, one.commission - one.agency_fee)
    give(`agency ${line.agency_id}`, one.agency_fee)
    give(`leader ${line.leader_id}`, one.leader_fee - one.leader_cut)
    give('insurer', one.premium)
    give('merchant', one.merchant_net)
  }
  return got
}

const once = { numRuns: 400 }

test('property: Σ lines = order, and what the buyer pays is the price less every discount', () => {
  fc.assert(
    fc.property(anyOrder, ({ lines, prices, discounts }) => {
      const all = totalOf(shareOut(lines))
      assert.equal(all.paid, sum(prices) - discounts.shop - discounts.platform - discounts.creator)
      assert.equal(all.income, sum(prices) - discounts.shop)
      for (const line of lines)
        assert.ok(
          line.paid_amount >= 0n && line.platform_discount >= 0n && line.creator_discount >= 0n,
        )
    }),
    once,
  )
})

test('property: Σ shares of all receivers = paid + subsidies + freight, to the last unit', () => {
  fc.assert(
    fc.property(anyOrder, ({ lines, discounts }) => {
      const paid = sum(lines.map(({ paid_amount, freight }) => paid_amount + freight))
      assert.equal(sum(byReceiver(lines).values()), paid + discounts.platform + discounts.creator)
      for (const [who, what] of byReceiver(lines))
        if (who !== 'merchant') assert.ok(what >= 0n, who)
    }),
    once,
  )
})

test('property: the order of lines and receivers is irrelevant to what each of them gets', () => {
  fc.assert(
    fc.property(
      anyOrder.chain(({ lines }) =>
        fc.tuple(
          fc.constant(lines),
          fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length }),
        ),
      ),
      ([lines, shuffled]) => {
        const [one, other] = [byReceiver(lines), byReceiver(shuffled)]
        for (const who of new Set([...one.keys(), ...other.keys()]))
          assert.equal(one.get(who) ?? 0n, other.get(who) ?? 0n, who)
      },
    ),
    once,
  )
})

/** Gives pieces back one bite after the other, as `picks` says, until nothing is left; what each bite posted. */
function giveBackAll(
  sold: readonly Line[],
  picks: readonly number[],
  is_unsent: boolean,
): { lines: Line[]; posted: Shares[] } {
  let lines = [...sold]
  const posted: Shares[] = []
  const bite = (at: number, quantity: number) => {
    const before = totalOf(shareOut(lines))
    lines = lines.map((line, index) =>
      index !== at
        ? line
        : {
            ...line,
            refunded_quantity: line.refunded_quantity + quantity,
            refunded_unshipped: line.refunded_unshipped + (is_unsent ? quantity : 0),
          },
    )
    posted.push(lost(before, totalOf(shareOut(lines))))
  }
  for (const pick of picks) {
    const at = pick % lines.length
    const { quantity, refunded_quantity } = lines[at] as Line
    if (quantity > refunded_quantity) bite(at, 1 + (pick % (quantity - refunded_quantity)))
  }
  for (const [at, { quantity, refunded_quantity }] of lines.entries())
    if (quantity > refunded_quantity) bite(at, quantity - refunded_quantity)
  if (is_unsent) {
    const before = totalOf(shareOut(lines))
    lines = lines.map((line) => ({ ...line, is_freight_refunded: true }))
    posted.push(lost(before, totalOf(shareOut(lines))))
  }
  return { lines, posted }
}

const bites = fc.array(fc.nat(30_000), { maxLength: 40 })

test('property: full refund before sending = exactly zero, in any number of steps and any order', () => {
  fc.assert(
    fc.property(anyOrder, bites, ({ lines }, picks) => {
      const start = totalOf(shareOut(lines))
      const { lines: end, posted } = giveBackAll(lines, picks, true)
      assert.ok(shareOut(end).every(isEmpty))
      assert.deepEqual(totalOf(posted), start)
    }),
    once,
  )
})

test('property: full return after sending leaves freight, premium and the agreed administration fee, nothing else', () => {
  fc.assert(
    fc.property(anyOrder, bites, bites, ({ lines }, picks, others) => {
      const start = shareOut(lines)
      const { lines: end, posted } = giveBackAll(lines, picks, false)
      const left = totalOf(shareOut(end))
      assert.deepEqual(
        [
          left.paid,
          left.income,
          left.commission,
          left.agency_fee,
          left.leader_fee,
          left.leader_cut,
        ],
        [0n, 0n, 0n, 0n, 0n, 0n],
      )
      const kept = sum(
        lines.map(
          ({ refund_admin_ppm = 0n }, index) =>
            (start[index]!.fee * refund_admin_ppm * 2n + 1_000_000n) / 2_000_000n,
        ),
      )
      assert.equal(left.fee, kept)
      assert.equal(left.merchant_net, left.freight - left.premium - kept)
      assert.deepEqual(totalOf(posted), lost(totalOf(start), left))
      assert.deepEqual(totalOf(giveBackAll(lines, others, false).posted), totalOf(posted))
    }),
    once,
  )
})

test('property: shares written and read as decimal text of a currency with 0, 2 or 3 decimals still add up', () => {
  fc.assert(
    fc.property(anyOrder, ({ currency, lines }) => {
      const parts = [...byReceiver(lines).values()].filter((part) => part >= 0n)
      const read = parts.map((part) => fromDecimal(toDecimal(part, currency), currency) as bigint)
      assert.equal(sum(read), sum(parts))
    }),
    once,
  )
})
