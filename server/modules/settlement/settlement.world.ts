import { newId, showId } from '../../kernel/ids.ts'
import { split } from '../../kernel/money.ts'
import { after, DAY } from '../../kernel/time.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import { claimOf } from '../../platform/idempotency.ts'
import { publish } from '../../platform/outbox.ts'
import { type SeededShop, seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import type { Person, World } from '../../test-world.ts'
import { aftersaleRefunding } from '../aftersales/index.ts'
import { claimStock, reserveStock } from '../inventory/index.ts'
import { outside, platformAccount, post } from '../ledger/index.ts'
import { linesOf, lockOrder, orderPaid, recordRefunded } from '../orders/index.ts'
import { orderFact } from '../orders/orders.events.ts'
import { requestRefund } from '../payments/index.ts'
import { pay } from '../payments/payments.world.ts'
import { sendParcel } from '../shipping/send-parcel.ts'
import { noteScore } from './scores.ts'
import { scoreDay } from './tiers.ts'

/** Orders with terms that no checkout makes yet (coupons, red packets, leaders), written as they were frozen. */

export type SoldOrder = {
  order_id: string
  number: string
  shop: SeededShop
  buyer: Person
  lines: { id: string; paid_amount: bigint }[]
}

type Terms = {
  prices: readonly bigint[]
  quantities?: readonly number[]
  discounts?: { shop?: bigint; platform?: bigint; creator?: bigint }
  fee_ppm?: bigint
  commission_ppm?: bigint
  leader_ppm?: bigint
  leader_cut_ppm?: bigint
  /** On the first line. */
  premium?: bigint
  freight?: bigint
  creator?: Person
  leader?: Person
  /** Who has this part of the creator's commission. */
  agency?: Person
  agency_ppm?: bigint
  /** In hundredths, of the day that counts for the payment; null: new. Unless said, both are good: T+4 and T+7. */
  scores?: { shop?: number | null; creator?: number | null }
  return_days?: number
  /** When the order says it was paid, if we hear of it only now. */
  paid_at?: Date
}

let count = 0

/** The creator's room on air; a person has one at a time. */
const roomOf = async (world: World, host: Person): Promise<{ id: string }> =>
  (await row<{ id: string }>(
    world.db,
  )`select id from rooms where host_id = ${uuidOf(host.id)} and state = 'live'`) ??
  (await seedRoom(world, host))

/** An order that waits for shipping, its payment received by the provider; the facts are told as orders and payments do. */
export async function sellOrder(
  world: World,
  { shop, buyer }: { shop?: SeededShop; buyer?: Person },
  terms: Terms,
): Promise<SoldOrder> {
  const seller = shop ?? (await seedShop(world))
  const person = buyer ?? (await world.person())
  const { prices, discounts = {}, freight = 0n } = terms
  const parts = (amount = 0n) => split(amount, prices)
  const [by_shop, by_platform, by_creator] = [
    parts(discounts.shop),
    parts(discounts.platform),
    parts(discounts.creator),
  ]
  const now = world.now()
  const order_id = newId()
  const payment_id = newId()
  const checkout_id = newId()
  count += 1
  const number = String(260_301_000_000_000_000n + BigInt(count))
  const address = JSON.stringify({
    recipient: 'Sam',
    phone: '13800000000',
    province: '浙江省',
    city: '杭州市',
    district: '余杭区',
    street: '1',
  })
  const lines = prices.map((price, index) => ({
    id: newId(),
    price,
    quantity: terms.quantities?.[index] ?? 1,
    shop_discount: by_shop[index] as bigint,
    platform_discount: by_platform[index] as bigint,
    creator_discount: by_creator[index] as bigint,
    paid_amount:
      price -
      (by_shop[index] as bigint) -
      (by_platform[index] as bigint) -
      (by_creator[index] as bigint),
    premium: index === 0 ? (terms.premium ?? 0n) : 0n,
  }))
  const goods = prices.reduce((a, b) => a + b, 0n)
  const paid = lines.reduce((all, line) => all + line.paid_amount, 0n) + freight
  const skus = await Promise.all(
    lines.map((line) => seedSku(world, seller, { price: line.price / BigInt(line.quantity) })),
  )
  const room = terms.creator ? await roomOf(world, terms.creator) : undefined
  const buyer_id = uuidOf(person.id)

  await seedScores(world, seller.id, terms)
  await inTransaction(world.db, async (tx) => {
    await rows(tx)`
      insert into payments (id, subject_kind, subject_id, payer_id, provider, number, amount, currency, provider_number, state, state_at, paid_at, created_at)
      values (${payment_id}, 'checkout', ${checkout_id}, ${buyer_id}, 'sandbox', ${payment_id.replaceAll('-', '')}, ${paid}, 'CNY', ${`trade-${payment_id}`}, 'succeeded', ${now}, ${now}, ${now})`
    await rows(tx)`
      insert into checkouts (id, buyer_id, payment_id, amount, currency, created_at)
      values (${checkout_id}, ${buyer_id}, ${payment_id}, ${paid}, 'CNY', ${now})`
    await rows(tx)`
      insert into orders (id, number, checkout_id, buyer_id, shop_id, payment_id, currency, goods_amount, discount_amount, freight_amount,
        paid_amount, address, state, state_at, ship_within_hours, paid_at, ship_by, deadline_at, created_at)
      values (${order_id}, ${number}, ${checkout_id}, ${buyer_id}, ${seller.id}, ${payment_id}, 'CNY', ${goods}, ${goods + freight - paid}, ${freight},
        ${paid}, ${address}::jsonb, 'to_ship', ${now}, 48, ${terms.paid_at ?? now}, ${after(now, 2 * DAY)}, ${after(now, 5 * DAY)}, ${now})`
    for (const [position, line] of lines.entries())
      await rows(tx)`
        insert into order_lines (id, order_id, shop_id, position, product_id, sku_id, quantity, title, option_values, unit_price, price_amount,
          shop_discount, platform_discount, creator_discount, paid_amount, fee_ppm, commission_ppm, leader_ppm, leader_cut_ppm, premium,
          creator_id, leader_id, plan_id, room_id, return_days, agency_id, agency_ppm)
        values (${line.id}, ${order_id}, ${seller.id}, ${position}, ${skus[position]?.product_id}, ${skus[position]?.sku_id}, ${line.quantity},
          ${`=Tea ${position}`}, '{}', ${line.price / BigInt(line.quantity)}, ${line.price}, ${line.shop_discount}, ${line.platform_discount},
          ${line.creator_discount}, ${line.paid_amount}, ${terms.fee_ppm ?? 50_000n}, ${terms.creator ? (terms.commission_ppm ?? 200_000n) : 0n}, ${terms.leader ? (terms.leader_ppm ?? 50_000n) : 0n},
          ${terms.leader_cut_ppm ?? 100_000n}, ${line.premium}, ${terms.creator ? uuidOf(terms.creator.id) : null},
          ${terms.leader ? uuidOf(terms.leader.id) : null}, ${room ? newId() : null}, ${room?.id ?? null}, ${terms.return_days ?? 7}, ${terms.agency ? uuidOf(terms.agency.id) : null}, ${terms.agency_ppm ?? 0n})`
    for (const [noun, id, state] of [
      ['payments', payment_id, 'succeeded'],
      ['orders', order_id, 'to_ship'],
    ])
      await rows(tx)`
        insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at) values (${noun}, ${id}, ${state}, 'system', 'seed', 'seeded', ${now})`
    // As placing does it: the room hears of it by one row.
    if (room) await rows(tx)`insert into room_order_counts (room_id, orders) values (${room.id}, 1)`
    await reserveStock(tx, {
      buyer_id,
      lines: lines.map(({ id, quantity }, position) => ({
        line_id: id,
        sku_id: skus[position]?.sku_id as string,
        quantity,
        flash_offer_id: null,
      })),
      now,
      deadline_at: null,
    })
    await claimStock(
      tx,
      lines.map(({ id }) => id),
      now,
    )
    await post(tx, [
      {
        event: `payment:${payment_id}`,
        kind: 'payment',
        at: now,
        entries: [
          { account: outside('CNY'), amount: -paid },
          { account: platformAccount('unallocated', 'CNY'), amount: paid },
        ],
      },
    ])
    await tell(tx, orderPaid, order_id, now)
  })
  await world.settle()
  return {
    order_id,
    number,
    shop: seller,
    buyer: person,
    lines: lines.map(({ id, paid_amount }) => ({ id, paid_amount })),
  }
}

const seedScores = async (world: World, shop_id: string, { scores, creator }: Terms) => {
  const note = { day: scoreDay(world.now()), by: 'seed', now: world.now() }
  const of_shop = scores?.shop === undefined ? 460 : scores.shop
  const of_creator = scores?.creator === undefined ? 460 : scores.creator
  if (of_shop !== null) await noteScore(world.db, 'shop', { ...note, id: shop_id, score: of_shop })
  if (creator && of_creator !== null)
    await noteScore(world.db, 'creator', { ...note, id: uuidOf(creator.id), score: of_creator })
}

/** Shipped by the shop and received by the buyer: completed now. */
export async function completeOrder(
  world: World,
  { order_id, shop, buyer }: SoldOrder,
): Promise<void> {
  const account_id = uuidOf(shop.owner.id)
  await sendParcel(world.app.context, claimOf(account_id, 'test', newId(), ''), {
    shop_id: shop.id,
    order_id,
    account_id,
    carrier: 'sandbox',
    now: world.now(),
  })
  await world.settle()
  const received = await buyer.post(`/v1/orders/${showId('ord', order_id)}/receipt`)
  if (received.status !== 201) throw new Error(received.text)
  await world.settle()
}

/** Completed, and its time to settle over. */
export async function settleOrder(world: World, sold: SoldOrder, days = 8): Promise<void> {
  await completeOrder(world, sold)
  await world.pass(days * DAY)
}

/** What an owner's account holds, minor units. */
export const booked = async (
  world: World,
  kind: string,
  owner_id: string | null = null,
): Promise<bigint> =>
  (
    await row<{ balance: bigint }>(world.db)`
    select balance from ledger_accounts where kind = ${kind} and owner_id is not distinct from ${owner_id}::uuid`
  )?.balance ?? 0n

async function tell(
  tx: World['db'],
  what: typeof orderPaid,
  order_id: string,
  now: Date,
): Promise<void> {
  const order = await lockOrder(tx, order_id)
  if (!order) throw new Error('no such order')
  await publish(
    tx,
    what,
    [{ key: order_id, payload: orderFact(order, await linesOf(tx, [order_id]), now, {}) }],
    now,
  )
}

/** Pieces of a line go back, as the after-sales module decides and tells it; the clock plays no part. */
export async function refund(
  world: World,
  sold: SoldOrder,
  line: number,
  quantity: number,
  { amount, before_ship = false, again }: { amount: bigint; before_ship?: boolean; again?: string },
): Promise<string> {
  const aftersale_id = again ?? newId()
  const now = world.now()
  const { id: order_line_id } = sold.lines[line] as { id: string }
  await inTransaction(world.db, async (tx) => {
    const order = await row<{ payment_id: string }>(
      tx,
    )`select payment_id from orders where id = ${sold.order_id} for no key update`
    let refund_id: string | null = null
    if (!again) {
      await recordRefunded(tx, { order_line_id, quantity, amount, before_ship }, now)
      refund_id = await requestRefund(tx, {
        payment_id: order?.payment_id as string,
        // There is no after-sale behind it that could hear how the refund went.
        reason_kind: 'order_cancelled',
        reason_id: aftersale_id,
        order_id: sold.order_id,
        amount,
        now,
      })
    }
    await publish(
      tx,
      aftersaleRefunding,
      [
        {
          key: aftersale_id,
          payload: {
            aftersale_id,
            refund_id,
            order_id: sold.order_id,
            order_line_id,
            quantity,
            amount,
            currency: 'CNY',
            before_ship,
          },
        },
      ],
      now,
    )
  })
  return aftersale_id
}

/** The order of DESIGN section 6, paid, and what the books say of it. */
export const example = async (world: World) => {
  const [creator, leader] = await Promise.all([
    world.person({ nickname: 'Lin' }),
    world.person({ nickname: 'Mei' }),
  ])
  const sold = await sellOrder(
    world,
    {},
    {
      prices: [9_990n, 5_990n],
      discounts: { shop: 2_000n, platform: 1_000n, creator: 500n },
      premium: 54n,
      creator,
      leader,
    },
  )
  const books = async () => ({
    escrow: await booked(world, 'escrow'),
    fee: await booked(world, 'platform_fee'),
    cut: await booked(world, 'leader_cut'),
    insurer: await booked(world, 'insurer'),
    platform_subsidy: await booked(world, 'platform_subsidy'),
    creator_subsidy: await booked(world, 'creator_subsidy', uuidOf(creator.id)),
    creator: await booked(world, 'creator_available', uuidOf(creator.id)),
    leader: await booked(world, 'leader_available', uuidOf(leader.id)),
    merchant: await booked(world, 'shop_available', sold.shop.id),
    unallocated: await booked(world, 'unallocated'),
  })
  return { sold, creator, leader, books }
}

/** Those books once it is settled. */
export const SETTLED = {
  escrow: 0n,
  fee: 699n,
  cut: 62n,
  insurer: 54n,
  platform_subsidy: -1_000n,
  creator_subsidy: -500n,
  creator: 2_496n,
  leader: 562n,
  merchant: 10_107n,
  unallocated: 0n,
}

/** The shop waits for a deposit of 1,000 yuan. */
export async function askDeposit(world: World, shop: SeededShop): Promise<void> {
  await rows(world.db)`
    insert into state_edges (noun, from_state, to_state) values ('shops', 'open', 'deposit_due') on conflict do nothing`
  await rows(world.db)`
    update shops set state = 'deposit_due', deposit_required = 100000, deadline_at = ${new Date(world.now().getTime() + 30 * DAY)} where id = ${shop.id}`
  await rows(world.db)`
    insert into state_changes (noun, noun_id, from_state, to_state, actor_kind, actor_id, reason, at) values ('shops', ${shop.id}, 'open', 'deposit_due', 'system', 'seed', 'seeded', ${world.now()})`
}

/** Pays what is due of the deposit. */
export async function topUp(world: World, shop: SeededShop): Promise<void> {
  const asked = await shop.owner.post(`/v1/shops/${shop.shown}/deposit-payments`)
  if (asked.status !== 201) throw new Error(asked.text)
  await pay(world, shop.owner, asked.body.id)
  await world.settle()
}

/** The states of an order's settlements, line by line. */
export const statesOf = async (world: World, { order_id }: SoldOrder) =>
  (
    await rows<{ state: string }>(
      world.db,
    )`select state from settlements where order_id = ${order_id} order by position`
  ).map(({ state }) => state)
