import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verify } from '../../drills/crash/stage.ts'
import { checkClaims, checkUses } from '../coupons/check-coupons.ts'
import { couponClaim, handOut, makeCoupon } from '../coupons/make-coupons.ts'
import { runLoad } from '../load/index.ts'
import { checkRows } from './check-rows.ts'
import {
  analyze,
  type Buyer,
  type Goods,
  makeBuyers,
  makeFlash,
  makeGoods,
  makeRoom,
} from './market.ts'
import { median } from './median.ts'
import { AGAIN, BOUGHT, couponOrder, flashOrder, shelfOrder } from './order-requests.ts'
import { runLeg } from './our-leg.ts'
import { openStage } from './stage.ts'
import { startSide } from './yardsticks/side-server.ts'

const STOCK = 120
const BUYERS = 200

test('a small sale on a stage of its own sells what there is, and the check sees what is wrong', {
  timeout: 120_000,
}, async () => {
  const stage = await openStage()
  try {
    const goods = await makeGoods(stage.sql, { shops: 2, skus: 3, stock: STOCK, price: 2_900 })
    const [hot, naive, plain] = goods as [Goods, Goods, Goods]
    const room_id = await makeRoom(stage.sql, [hot, naive, plain])
    const offer = { room_id, price: 1_900, quota: STOCK, limit: 1 }
    const flash = await makeFlash(stage.sql, { ...offer, goods: hot })
    const naive_flash = await makeFlash(stage.sql, { ...offer, goods: naive })
    const buyers = await makeBuyers(stage.sql, BUYERS)
    await analyze(stage.sql)
    const plan = { connections: 16, note: BOUGHT, again: AGAIN, limit_s: 30 }

    const leg = await runLeg(stage, {
      ...plan,
      requests: buyers.map((buyer) => flashOrder(buyer, hot, flash)),
      count: BUYERS,
    })
    assert.equal(leg.orders, STOCK)
    assert.equal(leg.load.answered - leg.load.resent, BUYERS)
    assert.ok(leg.server_us > 0 && leg.database_us > 0 && leg.wal_bytes > 1_000)
    const honest = {
      orders: STOCK,
      acknowledged: STOCK,
      oversold: 0,
      lost: 0,
      doubled: 0,
      astray: 0,
    }
    assert.deepEqual(await checkRows(stage.sql, leg.load, [hot.id]), honest)

    // Its teeth: an acknowledgement without an order, orders nobody was told of, a quota and a stock that were smaller.
    const [first, second] = leg.load.acknowledged as [
      { key: string; id: string },
      { key: string; id: string },
    ]
    const lied = { acknowledged: [{ key: 'nobody', id: first.id }], unknown: [second.key] }
    const caught = await checkRows(stage.sql, lied, [hot.id])
    assert.deepEqual([caught.lost, caught.doubled], [1, STOCK - 1])
    await stage.sql.query('begin')
    await stage.sql.query('alter table flash_offers drop constraint flash_quota_holds')
    await stage.sql.query('alter table stock drop constraint stock_adds_up')
    await stage.sql.query('update flash_offers set quota = quota - 3 where id = $1', [flash.id])
    await stage.sql.query('update stock set received = received - 4 where sku_id = $1', [hot.id])
    const over = await checkRows(stage.sql, leg.load, [hot.id])
    assert.deepEqual([over.oversold, over.astray], [3 + 4, 4])
    await stage.sql.query('rollback')

    const side = await startSide('naive-server.ts', { DATABASE_URL: stage.database_url, POOL: '4' })
    const theirs = await runLoad({
      ...plan,
      host: stage.host,
      port: side.port,
      requests: buyers.map((buyer) => flashOrder(buyer, naive, naive_flash)),
      count: BUYERS,
    }).finally(side.close)
    assert.equal(theirs.kinds['201']?.count, STOCK, JSON.stringify(theirs.kinds))
    assert.deepEqual(await checkRows(stage.sql, theirs, [naive.id]), honest)

    const shelf = await runLoad({
      ...plan,
      host: stage.host,
      port: stage.port,
      requests: buyers.map((buyer) => shelfOrder(buyer, [plain])),
      count: 20,
    })
    assert.equal(shelf.kinds['201']?.count, 20, JSON.stringify(shelf.kinds))

    // Coupons: twelve for all, claimed as one does; then used at a flash price, each once.
    const few = await makeCoupon(stage.sql, { amount_off: 500, quantity: 12, per_person: 1 })
    const rush = await runLoad({
      ...plan,
      host: stage.host,
      port: stage.port,
      note: { status: 201, after: '"coupon_id":"' },
      requests: buyers.map((buyer) => couponClaim(buyer, few)),
      count: BUYERS,
    })
    assert.equal(rush.kinds['201']?.count, 12, JSON.stringify(rush.kinds))
    const claimed = { coupons: 12, acknowledged: 12, oversold: 0, lost: 0, doubled: 0, astray: 0 }
    assert.deepEqual(await checkClaims(stage.sql, rush, [few.id]), claimed)
    const [one] = rush.acknowledged as [{ key: string; id: string }]
    const told_twice = { acknowledged: [one, one], unknown: [] }
    const seen = await checkClaims(stage.sql, told_twice, [few.id])
    assert.deepEqual([seen.lost, seen.doubled], [0, 1 + 11])
    const many = await makeCoupon(stage.sql, { amount_off: 500, quantity: 500, per_person: 9 })
    const [in_hand] = (await handOut(stage.sql, many, [buyers[0]?.id as string])) as [string]
    const last = await makeFlash(stage.sql, { ...offer, goods: plain, limit: 9 })
    const use = { coupon_id: in_hand, amount_off: 500 }
    const used = await runLoad({
      ...plan,
      host: stage.host,
      port: stage.port,
      connections: 2,
      requests: [couponOrder(buyers[0] as Buyer, plain, last, use)],
      count: 2,
    })
    assert.deepEqual(
      [used.kinds['201']?.count, used.kinds['409 coupon_used']?.count],
      [1, 1],
      JSON.stringify(used.kinds),
    )
    assert.deepEqual(await checkUses(stage.sql, many.id), { uses: 1, misused: 0 })
    await stage.catchUp(10_000)
    const { violations, said } = await verify(stage.env)
    assert.equal(violations, 0, said)
  } finally {
    await stage.close()
  }
})

test('medians', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 3, 2]), 2.5)
  assert.ok(Number.isNaN(median([])))
})
