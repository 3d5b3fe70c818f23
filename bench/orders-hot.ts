import { checkUses } from './coupons/check-coupons.ts'
import { type CouponOffer, handOut, makeCoupon } from './coupons/make-coupons.ts'
import { readArguments } from './orders/arguments.ts'
import { checkRows } from './orders/check-rows.ts'
import {
  analyze,
  type Buyer,
  type Flash,
  type Goods,
  makeBuyers,
  makeFlash,
  makeGoods,
  makeRoom,
} from './orders/market.ts'
import { round } from './orders/median.ts'
import { AGAIN, BOUGHT, couponOrder, flashOrder } from './orders/order-requests.ts'
import { makeProfiler } from './orders/profile.ts'
import { ratio, readPace, runRounds, sumLegs, type Variant } from './orders/rounds.ts'
import { openStage, type Stage } from './orders/stage.ts'
import { openYardsticks } from './orders/yardsticks/index.ts'

const STOCK = 50_000_000
const BUYERS = 10_000
/** So many pieces one buyer may have: the same buyers come again and again. */
const LIMIT = 999
/** More orders with a coupon in hand than a second may see: each coupon is used once. */
const COUPONS_PER_S = 7_000
const OFF = 500

/**
 * Thousands of buyers on one flash SKU, its room on air. Each round: ours, the same order written naively, an HTTP
 * floor, pgbench; printed are medians over the rounds.
 *
 * `--connections 256`, `--rounds 5`, `--seconds 6` of each of our legs; `--quick` is one short round, `--only ours`
 * leaves the yardsticks out. With `--coupons` each round has a second leg of ours, in which every buyer uses a coupon of
 * the platform (a shop's does not take part at flash prices), all from one budget. Both of these slow it down a little: `--profile FILE` keeps where the server's processor time
 * goes, with a flame picture beside it, `--statements` lists where PostgreSQL's goes.
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const options = readArguments(args)
  const pace = readPace(options)
  const file = options.text('profile')
  const profiler = file ? await makeProfiler() : undefined
  const stage = await openStage({
    env: profiler?.env ?? {},
    counts_statements: pace.lists_statements,
  })
  try {
    // The second is for the naive order: each has a hot row of its own.
    const goods = (await makeGoods(stage.sql, {
      shops: 1,
      skus: 2,
      stock: STOCK,
      price: 25_800,
    })) as [Goods, Goods]
    const room_id = await makeRoom(stage.sql, goods)
    const buyers = await makeBuyers(stage.sql, BUYERS)
    const sales: { flash: Flash; requests: string[] }[] = []
    for (const one of goods) {
      const offer = { room_id, goods: one, price: 9_900, quota: STOCK, limit: LIMIT }
      const flash = await makeFlash(stage.sql, offer)
      sales.push({ flash, requests: buyers.map((buyer) => flashOrder(buyer, one, flash)) })
    }
    const [{ flash, requests: ours }, { requests: naive }] = sales as [
      (typeof sales)[0],
      (typeof sales)[0],
    ]
    const coupons = options.has('coupons')
      ? await withCoupons(stage, { buyers, goods: goods[0], flash })
      : undefined
    await analyze(stage.sql)
    const plan = { connections: pace.connections, note: BOUGHT, again: AGAIN }
    const yardsticks = pace.with_yardsticks
      ? await openYardsticks(stage, {
          plan,
          naive_requests: naive,
          floor_requests: ours,
          seconds: pace.yardstick_s,
          with_pgbench: true,
        })
      : undefined
    try {
      const { legs, variants, seen } = await runRounds(stage, {
        pace,
        plan: { ...plan, requests: ours },
        variant: coupons?.variant,
        yardsticks,
        profile: profiler && file ? { profiler, file } : undefined,
      })
      const sums = sumLegs(legs)
      const held_against = yardsticks?.sums()
      return {
        ...sums,
        ...held_against,
        ratio_naive: ratio(sums.orders_per_s, held_against?.naive_per_s),
        ratio_pgbench: ratio(sums.orders_per_s, held_against?.pgbench_per_s),
        ratio_http_floor: ratio(sums.orders_per_s, held_against?.http_floor_per_s),
        ...(await checkRows(stage.sql, seen, [goods[0].id])),
        coupons: coupons && {
          ...sumLegs(variants),
          ...besides(sums, sumLegs(variants)),
          each: variants.map((leg, place) => ratio(leg.per_s, legs[place]?.per_s)),
        },
        ...(coupons && (await checkUses(stage.sql, coupons.offer.id))),
        naive_check: yardsticks && (await checkRows(stage.sql, yardsticks.seen, [goods[1].id])),
        connections: pace.connections,
        rounds: pace.rounds,
        seconds: pace.seconds,
        buyers: BUYERS,
        with: WITH,
        cpu_profile: file,
      }
    } finally {
      await yardsticks?.close()
    }
  } finally {
    await stage.close()
  }
}

/** Orders with a coupon each: before a leg as many are handed out as it may use, dealt to the buyers in turn. */
async function withCoupons(
  stage: Stage,
  sale: { buyers: readonly Buyer[]; goods: Goods; flash: Flash },
): Promise<{ offer: CouponOffer; variant: Variant }> {
  const { buyers, goods, flash } = sale
  const offer = await makeCoupon(stage.sql, {
    amount_off: OFF,
    quantity: STOCK,
    per_person: 99,
  })
  const requests = async (seconds: number): Promise<string[]> => {
    const holders = Array.from(
      { length: Math.ceil(seconds * COUPONS_PER_S) },
      (_, place) => buyers[place % buyers.length] as Buyer,
    )
    const ids = await handOut(
      stage.sql,
      offer,
      holders.map(({ id }) => id),
    )
    await stage.sql.query('vacuum analyze coupons')
    return holders.map((buyer, place) =>
      couponOrder(buyer, goods, flash, { coupon_id: ids[place] as string, amount_off: OFF }),
    )
  }
  return { offer, variant: { name: 'with coupons', requests } }
}

type Sums = ReturnType<typeof sumLegs>
/** What the coupon costs an order, against the plain legs of the same rounds. */
const besides = (plain: Sums, coupons: Sums) => ({
  ratio_plain: ratio(coupons.orders_per_s, plain.orders_per_s),
  costs_server_us: round(coupons.server_us - plain.server_us),
  costs_database_us: round(coupons.database_us - plain.database_us),
  costs_wal_bytes: round(coupons.wal_bytes_per_order - plain.wal_bytes_per_order),
})

/** What each measured order goes through; coupons with `--coupons`, in legs of their own. */
const WITH = [
  'session',
  'price check',
  'link policy',
  'flash quota',
  'limit per buyer',
  'idempotency key',
  'lines',
  'payment',
  'outbox',
  'room attribution',
]
