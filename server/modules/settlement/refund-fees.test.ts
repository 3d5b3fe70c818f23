import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/ids.ts'
import { BUSINESS_ZONE, DAY, dayIn } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { testWorld, type World } from '../../test-world.ts'
import {
  booked,
  completeOrder,
  type SoldOrder,
  sellOrder,
  settleOrder,
} from './settlement.world.ts'
import { noteRefund, takeBack } from './take-back.ts'

/** Sent goods of a line go back, so many pieces, as an after-sale says it. */
async function giveBack(
  world: World,
  sold: SoldOrder,
  line: number,
  quantity: number,
): Promise<void> {
  const { id } = sold.lines[line] as { id: string }
  // By the cumulative method the order's own count is kept, as after-sales keep it.
  await rows(world.db)`
    update order_lines set refunded_quantity = refunded_quantity + ${quantity},
      refunded_amount = round(paid_amount::numeric * (refunded_quantity + ${quantity}::int) / quantity) where id = ${id}`
  await rows(world.db)`
    update orders set refunded_amount = (select sum(refunded_amount) from order_lines where order_id = ${sold.order_id}) where id = ${sold.order_id}`
  await noteRefund(
    world.db,
    {
      event: `aftersale:${newId()}`,
      line_id: id,
      order_id: sold.order_id,
      quantity,
      is_unshipped: false,
      is_cancellation: false,
    },
    world.now(),
  )
  await takeBack(world.db, world.now())
}

const feeOf = async (world: World, sold: SoldOrder, line: number) =>
  (await row<{ fee: bigint; merchant_net: bigint; state: string }>(world.db)`
    select fee, merchant_net, state from settlements where id = ${(sold.lines[line] as { id: string }).id}`) as {
    fee: bigint
    merchant_net: bigint
    state: string
  }

/** What part of the fee each line lets the platform keep. */
const keptOf = async (world: World, { order_id }: SoldOrder) =>
  (
    await rows<{ refund_admin_ppm: bigint }>(
      world.db,
    )`select refund_admin_ppm from settlements where order_id = ${order_id} order by position`
  ).map(({ refund_admin_ppm }) => refund_admin_ppm)

test('a refund-administration fee of 20 % keeps 52 of 262 for what was sold under it, before and after settlement', async () => {
  await using world = await testWorld()
  const [creator, leader, finance] = await Promise.all([
    world.person(),
    world.person(),
    world.operator('finance'),
  ])
  const tomorrow = dayIn(new Date(world.now().getTime() + DAY), BUSINESS_ZONE)
  const rule = { ppm: 200_000, valid_from: tomorrow, reason: 'returns cost more than they did' }
  assert.equal((await finance.post('/v1/refund-fee-rules', rule)).status, 201)
  assert.equal((await finance.post('/v1/refund-fee-rules', rule)).body.code, 'rule_taken')
  assert.equal(
    (await finance.post('/v1/refund-fee-rules', { ...rule, valid_from: '2026-01-01' })).body.code,
    'rule_not_ahead',
  )
  assert.deepEqual((await creator.get('/v1/refund-fee-rules')).body.data[0], rule)

  const terms = {
    prices: [9_990n, 5_990n],
    discounts: { shop: 2_000n, platform: 1_000n, creator: 500n },
    premium: 54n,
    creator,
    leader,
  }
  const before = await sellOrder(world, {}, terms)
  const paid_before = world.now()
  await settleOrder(world, before)
  const fees = await booked(world, 'platform_fee')
  const had = await booked(world, 'shop_available', before.shop.id)
  await giveBack(world, before, 1, 1)
  assert.equal(
    await booked(world, 'platform_fee'),
    fees - 262n,
    'sold before the rule: all of it goes back',
  )
  assert.equal(await booked(world, 'shop_available', before.shop.id), had - 3_808n)

  const { shop, buyer } = before
  // Paid before the rule and heard of under it: sold before the rule.
  const late = await sellOrder(world, { shop, buyer }, { prices: [1n], paid_at: paid_before })
  assert.deepEqual(await keptOf(world, late), [0n])

  const later = await sellOrder(world, { shop, buyer }, terms)
  assert.deepEqual(await keptOf(world, later), [200_000n, 200_000n])
  await settleOrder(world, later)
  const [fees_now, had_now] = [
    await booked(world, 'platform_fee'),
    await booked(world, 'shop_available', shop.id),
  ]
  await giveBack(world, later, 1, 1)
  assert.equal(await booked(world, 'platform_fee'), fees_now - 210n)
  assert.equal(await booked(world, 'shop_available', shop.id), had_now - 3_808n - 52n)

  // Returned before it settles: the kept part waits on the line and is settled in its time, out of the shop's purse.
  const early = await sellOrder(world, { shop, buyer }, terms)
  await completeOrder(world, early)
  await giveBack(world, early, 1, 1)
  assert.deepEqual(await feeOf(world, early, 1), {
    fee: 52n,
    merchant_net: -52n,
    state: 'counting',
  })
  const fees_then = await booked(world, 'platform_fee')
  await world.pass(8 * DAY)
  assert.equal((await feeOf(world, early, 1)).state, 'settled')
  assert.equal(await booked(world, 'platform_fee'), fees_then + 437n + 52n)
  await world.verify()
})
