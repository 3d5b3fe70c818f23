import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { row, rows } from '../../platform/db.ts'
import { claimOf } from '../../platform/idempotency.ts'
import { type SeededSku, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { type Answer, type Person, testWorld, type World } from '../../test-world.ts'
import { openCashierOf, press } from '../payments/payments.world.ts'
import { sendParcel } from '../shipping/send-parcel.ts'

/** Orders made the way people make them, for tests whose subject comes later in an order's life. */

export type Wish = {
  sku: SeededSku
  quantity?: number
  room?: { shown: string }
  /** Shown id of a flash offer. */
  flash?: string
}
export type Made = {
  /** The first order; `orders` has them all. Ids are uuids, `shown` is the wire form. */
  id: string
  shown: string
  number: string
  shop_id: string
  orders: { id: string; shown: string; number: string; shop_id: string }[]
  checkout_id: string
  payment: { id: string; shown: string }
  lines: { id: string; order_id: string; sku_id: string; quantity: number }[]
}

const home = {
  recipient: '林小满',
  phone: '13800001234',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  street: '文一西路 969 号',
}

/** Shown id of an address of this person, made when there is none. */
export async function addressOf(person: Person): Promise<string> {
  const [first] = (await person.get('/v1/me/addresses')).body.data
  return first?.id ?? (await person.post('/v1/me/addresses', home)).body.id
}

/** The body of a checkout of these things. */
export const checkoutBody = async (buyer: Person, wishes: readonly Wish[]) => ({
  address_id: await addressOf(buyer),
  lines: wishes.map(({ sku, quantity = 1, room, flash }) => ({
    sku_id: sku.shown_sku,
    quantity,
    ...(room ? { room_id: room.shown } : {}),
    ...(flash ? { flash_offer_id: flash } : {}),
  })),
})

/** Tries to buy; the answer as it comes. */
export const tryToBuy = async (
  buyer: Person,
  wishes: readonly Wish[],
  key?: string,
): Promise<Answer> =>
  buyer.post(
    '/v1/checkouts',
    await checkoutBody(buyer, wishes),
    key ? { 'idempotency-key': key } : {},
  )

/** Buys, unpaid. */
export async function buy(
  world: World,
  buyer: Person,
  wishes: readonly Wish[],
  more: { coupon_ids?: readonly string[] } = {},
): Promise<Made> {
  const { status, body, text } = await buyer.post('/v1/checkouts', {
    ...(await checkoutBody(buyer, wishes)),
    ...more,
  })
  assert.equal(status, 201, text)
  const orders = body.orders.map((order: { id: string; number: string; shop_id: string }) => ({
    id: uuidOf(order.id),
    shown: order.id,
    number: order.number,
    shop_id: uuidOf(order.shop_id),
  }))
  const lines = await rows<Made['lines'][number]>(world.db)`
    select id, order_id, sku_id, quantity from order_lines
    where order_id = any(${orders.map((order: { id: string }) => order.id)}::uuid[]) order by order_id, position`
  return {
    ...orders[0],
    orders,
    checkout_id: uuidOf(body.id),
    payment: { id: uuidOf(body.payment.id), shown: body.payment.id },
    lines,
  }
}

/** Pays at the sandbox cashier as a browser would; with `settle: false` the callback is left to come by itself. */
export async function payFor(
  world: World,
  buyer: Person,
  made: Pick<Made, 'payment'>,
  { settle = true } = {},
): Promise<void> {
  const answer = await press(world, await openCashierOf(buyer, made.payment.shown), 'pay')
  assert.equal(answer.status, 303, 'the cashier took the money')
  if (settle) await world.settle()
}

/** Bought and paid; the orders are to be shipped. */
export async function paidOrder(
  world: World,
  buyer: Person,
  wishes: readonly Wish[],
): Promise<Made> {
  const made = await buy(world, buyer, wishes)
  await payFor(world, buyer, made)
  return made
}

/** Sends all that is left of the first order (or of all), as its shop's owner would. Returns tracking numbers. */
export async function ship(world: World, made: Pick<Made, 'orders'>): Promise<string[]> {
  const numbers: string[] = []
  for (const order of made.orders) {
    const [owner] = await rows<{ owner_id: string }>(world.db)`
      select owner_id from shops where id = ${order.shop_id}`
    const account_id = owner?.owner_id as string
    const claim = claimOf(account_id, 'test', randomUUID(), '')
    const parcel = await sendParcel(world.app.context, claim, {
      shop_id: order.shop_id,
      order_id: order.id,
      account_id,
      carrier: 'sandbox',
      now: world.now(),
    })
    numbers.push(parcel.tracking_number)
  }
  await world.settle()
  return numbers
}

/** Paid and handed to the sandbox carrier, which has not moved it yet. */
export async function shippedOrder(
  world: World,
  buyer: Person,
  wishes: readonly Wish[],
): Promise<Made & { tracking_numbers: string[] }> {
  const made = await paidOrder(world, buyer, wishes)
  return { ...made, tracking_numbers: await ship(world, made) }
}

/** Moves a parcel of the sandbox carrier on by so many steps, now; four of them end in "signed". */
export async function advance(world: World, tracking_number: string, steps = 4): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const moved = await world.stranger.post(`/sandbox/carrier/waybills/${tracking_number}/advance`)
    assert.equal(moved.status, 201, moved.text)
  }
  await world.settle()
}

/** Shipped, and confirmed by the buyer: completed. */
export async function completedOrder(
  world: World,
  buyer: Person,
  wishes: readonly Wish[],
): Promise<Made & { tracking_numbers: string[] }> {
  const made = await shippedOrder(world, buyer, wishes)
  for (const order of made.orders) {
    const confirmed = await buyer.post(`/v1/orders/${order.shown}/receipt`)
    assert.equal(confirmed.status, 201, confirmed.text)
  }
  await world.settle()
  return made
}

/** From the table: sessions end sooner than some of these clocks. */
export const stateOf = async (world: World, made: Pick<Made, 'id'>) =>
  (await row<{ state: string }>(world.db)`select state from orders where id = ${made.id}`)?.state
/** How many of a SKU can still be sold. */
export const available = async (world: World, sku: SeededSku) =>
  Number(
    (
      await row<{ available: bigint }>(
        world.db,
      )`select available from stock where sku_id = ${sku.sku_id}`
    )?.available,
  )
/** Every refund, oldest first. */
export const refundsOf = (world: World) =>
  rows<{ amount: bigint; reason_kind: string; state: string }>(
    world.db,
  )`select amount, reason_kind, state from refunds order by id`
/** The payloads of one kind of event, oldest first. */
export const facts = async (world: World, type: string) =>
  (
    await rows<{ payload: any }>(
      world.db,
    )`select payload from outbox where type = ${type} order by id`
  ).map((one) => one.payload)

/** A world with a shop, one SKU and a buyer. */
export async function ready(wish: { stock?: bigint; price?: bigint } = {}) {
  const world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, wish)
  const buyer = await world.person()
  return { world, shop, tea, buyer }
}
