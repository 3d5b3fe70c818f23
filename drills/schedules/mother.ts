import { newId } from '../../server/kernel/ids.ts'
import { after, DAY } from '../../server/kernel/time.ts'
import { ask } from '../../server/modules/aftersales/aftersales.world.ts'
import { openFlash } from '../../server/modules/inventory/index.ts'
import type { Journal } from '../../server/modules/ledger/index.ts'
import { addressOf, buy, payFor, ship } from '../../server/modules/orders/orders.world.ts'
import { openCashierOf } from '../../server/modules/payments/payments.world.ts'
import { changePayoutAccount } from '../../server/modules/settlement/payouts.ts'
import { type Db, inTransaction, rows, sql } from '../../server/platform/db.ts'
import { seedRoom, seedShop, seedSku, uuidOf } from '../../server/test-seed.ts'
import { testWorld, type World } from '../../server/test-world.ts'

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
}

/** Leads one world through its life and keeps what stands in the tables at each station. */
export async function makeMothers(): Promise<Mothers> {
  const world = await testWorld({ env: { RATE_LIMITS: '0' } })
  const kept = new Map<Station, Mother>()
  const names = {} as Names
  const keep = async (station: Station) => {
    await world.settle()
    kept.set(station, await read(world, { ...names }))
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
  await world.pass(8 * DAY)
  await keep('settled')
  await world.verify()
  return {
    world,
    at: (station) => kept.get(station) as Mother,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

/** Not of one world but of the whole platform, or of a connection: what stands there already is right for copies too. */
const NOT_COPIED = new Set([
  ...['schema_migrations', 'state_edges', 'clock', 'sweep_runs', 'categories', 'link_rules'],
  ...[
    'outbox',
    'outbox_positions',
    'outbox_dead_letters',
    'idempotency_keys',
    'provider_callbacks',
  ],
  ...['journals', 'ledger_entries', 'ledger_accounts', 'ledger_book', 'ledger_days', 'statements'],
  ...['sessions', 'demo_people', 'room_tickets', 'provider_bills'],
])

async function read(world: World, names: Names): Promise<Mother> {
  const { db } = world
  const columns = await rows<{ table: string; name: string; is_made: boolean }>(db)`
    select c.table_name as table, c.column_name as name, c.is_identity = 'YES' or c.is_generated = 'ALWAYS' as is_made
    from information_schema.columns as c join information_schema.tables as t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and ${true}::boolean order by 1, c.ordinal_position`
  const tables: Mother['tables'] = []
  for (const [table, all] of Map.groupBy(columns, (one) => one.table)) {
    if (NOT_COPIED.has(table)) continue
    const in_order = all.some(({ name }) => name === 'id') ? sql`order by id` : sql``
    const found = await sql<{ row: string }>`
      select to_jsonb(one)::text as row from ${sql.table(table)} as one ${in_order}`.execute(db)
    if (found.rows.length > 0)
      tables.push({
        table,
        columns: all.filter(({ is_made }) => !is_made).map(({ name }) => name),
        rows: found.rows.map(({ row }) => row),
      })
  }
  return {
    names,
    tables,
    journals: await readJournals(db),
    offset: world.app.context.clock.offset(),
  }
}

/** What was posted, as it was handed to the ledger: copies post it again, and the ledger keeps its own sums. */
async function readJournals(db: Db): Promise<Journal[]> {
  type Row = Omit<Journal, 'entries'> & {
    id: bigint
    amount: bigint
    order_id: string | null
    order_line_id: string | null
  } & Journal['entries'][number]['account'] & {
      account_kind: Journal['entries'][number]['account']['kind']
    }
  const found = await rows<Row>(db)`
    select j.id, j.event, j.kind, j.memo, j.at, e.amount, e.order_id, e.order_line_id, a.kind as account_kind, a.owner_kind, a.owner_id, a.currency
    from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
    where ${true}::boolean order by e.id`
  return [...Map.groupBy(found, ({ id }) => id).values()].map((entries) => {
    const { event, kind, memo, at } = entries[0] as Row
    return {
      event,
      kind,
      memo: memo ?? '',
      at,
      entries: entries.map((one) => ({
        account: {
          kind: one.account_kind,
          owner_kind: one.owner_kind,
          owner_id: one.owner_id,
          currency: one.currency,
        },
        amount: one.amount,
        ...(one.order_id ? { order_id: one.order_id } : {}),
        ...(one.order_line_id ? { order_line_id: one.order_line_id } : {}),
      })),
    }
  })
}
