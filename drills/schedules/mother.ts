import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../../server/kernel/ids.ts'
import { after, DAY } from '../../server/kernel/time.ts'
import { ask } from '../../server/modules/aftersales/aftersales.world.ts'
import { openFlash } from '../../server/modules/inventory/index.ts'
import type { Journal } from '../../server/modules/ledger/index.ts'
import { addressOf, buy, payFor, ship, stateOf } from '../../server/modules/orders/orders.world.ts'
import { openCashierOf } from '../../server/modules/payments/payments.world.ts'
import { changePayoutAccount } from '../../server/modules/settlement/payouts.ts'
import { inTransaction } from '../../server/platform/db.ts'
import { seedRoom, seedShop, seedSku, uuidOf } from '../../server/test-seed.ts'
import { testWorld, type World } from '../../server/test-world.ts'
import { dropDatabase, fillDatabase } from './copies.ts'
import { readMother } from './read-mother.ts'

/**
 * One small world, made through the platform's own front doors and kept at the stations of its life. Schedules are
 * played on copies of it, so no row of theirs was written by a fixture that the platform would not write.
 */

/** The names by which operations speak of the world; each a uuid unless it says otherwise. */
export type Names = {
  shop_id: string
  owner_id: string
  other_shop_id: string
  buyer_id: string
  rival_id: string
  address_id: string
  rival_address_id: string
  creator_id: string
  room_id: string
  tea: string
  cup: string
  lamp: string
  pot: string
  tea_product: string
  flash_id: string
  checkout_id: string
  payment_id: string
  order_id: string
  other_order_id: string
  tea_line: string
  cup_line: string
  pot_line: string
  aftersale_id: string
}

/** What is where in a life: goods on the shelf; a checkout at the cashier; paid; with the carrier; received; a refund
 * asked for; the money shared out. */
export type Station = 'listed' | 'unpaid' | 'paid' | 'shipped' | 'completed' | 'asked' | 'settled'

export type Mother = {
  names: Names
  /** Rows of every table as JSON, in the order of their ids. */
  tables: { table: string; columns: string[]; rows: string[] }[]
  journals: Journal[]
  /** Milliseconds that its clock is ahead of the wall. */
  offset: number
}

/** Amounts in fen. Tea earns its creator 20 %; lamp has a flash offer; pot is another shop's. */
const PRICE = { tea: 9_990n, cup: 4_500n, lamp: 25_800n, pot: 12_000n } as const

/** What the checkout costs: two tea, a cup, a pot. */
export const CHECKOUT_AMOUNT = 2n * PRICE.tea + PRICE.cup + PRICE.pot

export type Mothers = AsyncDisposable & {
  world: World
  at: (station: Station) => Mother
  /** The name of a database full of copies; made when first asked for. */
  databaseAt: (station: Station) => Promise<string>
}

/** Leads one world through its life and keeps what stands in the tables at each station. */
export async function makeMothers(): Promise<Mothers> {
  await using making = new AsyncDisposableStack()
  const world = making.use(await testWorld({ env: { RATE_LIMITS: '0' } }))
  const kept = new Map<Station, Mother>()
  const databases = new Map<Station, Promise<string>>()
  const names = {} as Names
  const keep = async (station: Station) => {
    await world.settle()
    kept.set(station, await readMother(world, { ...names }))
  }
  const { db } = world
  const now = world.now()
  const [shop, other_shop] = [await seedShop(world), await seedShop(world)]
  const [tea, cup, lamp] = [
    await seedSku(world, shop, {
      title: 'Longjing tea',
      price: PRICE.tea,
      stock: 10n,
      commission_ppm: 200_000n,
    }),
    await seedSku(world, shop, { title: 'Cup', price: PRICE.cup, stock: 10n }),
    await seedSku(world, shop, { title: 'Lamp', price: PRICE.lamp, stock: 10n }),
  ]
  const pot = await seedSku(world, other_shop, { title: 'Pot', price: PRICE.pot, stock: 10n })
  const [buyer, rival, host] = [
    await world.person(),
    await world.person(),
    await world.person({ is_creator: true }),
  ]
  const room = await seedRoom(world, host, [tea, lamp])
  const flash = await inTransaction(db, (tx) =>
    openFlash(tx, {
      room_id: room.id,
      sku_id: lamp.sku_id,
      price: 9_900n,
      quota: 5n,
      limit_per_buyer: 2,
      opens_at: now,
      closes_at: after(now, DAY),
      created_by: uuidOf(host.id),
      now,
    }),
  )
  await changePayoutAccount(
    db,
    { owner_kind: 'shop', owner_id: shop.id },
    { holder: 'Tea House', bank: 'CMB', account_number: '6225880100001111' },
    { account_id: uuidOf(shop.owner.id), now },
  )
  Object.assign(names, {
    shop_id: shop.id,
    owner_id: uuidOf(shop.owner.id),
    other_shop_id: other_shop.id,
    buyer_id: uuidOf(buyer.id),
    rival_id: uuidOf(rival.id),
    address_id: uuidOf(await addressOf(buyer)),
    rival_address_id: uuidOf(await addressOf(rival)),
    creator_id: uuidOf(host.id),
    room_id: room.id,
    tea: tea.sku_id,
    cup: cup.sku_id,
    lamp: lamp.sku_id,
    pot: pot.sku_id,
    tea_product: tea.product_id,
    flash_id: flash.id,
    // Named before they are, so that every copy has all names.
    checkout_id: newId(),
    payment_id: newId(),
    order_id: newId(),
    other_order_id: newId(),
    tea_line: newId(),
    cup_line: newId(),
    pot_line: newId(),
    aftersale_id: newId(),
  } satisfies Names)
  await keep('listed')

  const made = await buy(world, buyer, [
    { sku: tea, quantity: 2, room },
    { sku: cup },
    { sku: pot },
  ])
  const orderOf = (shop_id: string) =>
    made.orders.find((one) => one.shop_id === shop_id)?.id as string
  const lineOf = (sku_id: string) => made.lines.find((one) => one.sku_id === sku_id)?.id as string
  Object.assign(names, {
    checkout_id: made.checkout_id,
    payment_id: made.payment.id,
    order_id: orderOf(shop.id),
    other_order_id: orderOf(other_shop.id),
    tea_line: lineOf(tea.sku_id),
    cup_line: lineOf(cup.sku_id),
    pot_line: lineOf(pot.sku_id),
  })
  await openCashierOf(buyer, made.payment.shown)
  await keep('unpaid')
  await payFor(world, buyer, made)
  // The provider's callback comes by itself, when this machine has time for it.
  for (let look = 0; look < 100 && (await stateOf(world, made)) !== 'to_ship'; look++) {
    await sleep(100)
    await world.settle()
  }
  await keep('paid')
  await ship(world, made)
  await keep('shipped')
  for (const order of made.orders) await buyer.post(`/v1/orders/${order.shown}/receipt`)
  await keep('completed')
  const asked = await ask(buyer, names.tea_line, { kind: 'refund_only', reason: 'damaged' })
  names.aftersale_id = uuidOf(asked.id)
  await keep('asked')
  await buyer.post(`/v1/aftersales/${asked.id}/withdrawal`)
  await world.settle()
  await world.pass(16 * DAY)
  await keep('settled')
  await world.verify()
  making.defer(async () => {
    for (const name of await Promise.all(databases.values())) await dropDatabase(name)
  })
  const made_all = making.move()
  return {
    world,
    at: (station) => kept.get(station) as Mother,
    databaseAt: (station) => {
      const standing = databases.get(station) ?? fillDatabase(kept.get(station) as Mother)
      databases.set(station, standing)
      return standing
    },
    [Symbol.asyncDispose]: () => made_all.disposeAsync(),
  }
}
