import { showId } from '../../kernel/ids.ts'
import { system } from '../../kernel/state.ts'
import { bigints, instants, pick, texts, uuids } from '../../platform/columns.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { type Consumer, type Heard, hear, type Wire } from '../../platform/outbox.ts'
import { findNicknames, maskName } from '../accounts/index.ts'
import { productChanged, productLeft } from '../catalog/index.ts'
import { flashChanged, stockChanged } from '../inventory/index.ts'
import { linkRuleAnnounced } from '../policies/index.ts'
import { dressCart, itemOnWire } from './cart-view.ts'
import { takeOut } from './fill-cart.ts'
import { hideBlocked, warnHosts } from './link-watch.ts'
import { type OrderFact, orderCancelled, orderPaid, orderPlaced } from './live.events.ts'
import type { FlashWire } from './live.protocol.ts'
import { type Told, tell } from './room-events.ts'
import { findItems } from './rooms.sql.ts'

/*
 * Listeners only note what happened, a row each; a sweep counts it into rooms and carts a few times a second, set by
 * set. So a festival's orders never queue for a room's row, and viewers get one "sold" for many.
 */

type HeardOrder = Heard<OrderFact>

/** So many of the orders placed last are shown on a host's desk. */
const SHOWN = 30

/**
 * Placed: counts orders into their rooms, a row a room however many were placed. Only the last few are written down, for
 * the host's desk: most of a rush is told of again when it is paid.
 */
async function placed(tx: Tx, heard: readonly HeardOrder[]): Promise<void> {
  const of_room = new Map<string, HeardOrder[]>()
  for (const fact of heard)
    for (const room_id of new Set(fact.payload.lines.map((line) => line.room_id)))
      if (room_id) {
        const orders = of_room.get(room_id)
        if (orders) orders.push(fact)
        else of_room.set(room_id, [fact])
      }
  if (of_room.size === 0) return
  const counts = [...of_room].map(([room_id, orders]) => ({ room_id, orders: orders.length }))
  await rows(tx)`
    insert into room_order_counts (room_id, orders)
    select room_id, orders from unnest(${uuids(pick(counts, 'room_id'))}::uuid[], ${bigints(pick(counts, 'orders'))}::bigint[]) as one (room_id, orders)
    where room_id in (select id from rooms) order by room_id`
  const last = new Set([...of_room.values()].flatMap((orders) => orders.slice(-SHOWN)))
  await note(tx, [...last], 'placed')
}

/** Writes down lines that were bought from rooms, many at once; told again it changes nothing. `countSales` counts them. */
async function note(tx: Tx, heard: readonly HeardOrder[], state: 'placed' | 'paid'): Promise<void> {
  const lines = heard.flatMap(({ payload: { order_id, buyer_id, lines }, at }) =>
    lines
      .filter((line) => line.room_id !== null)
      .map((line) => ({ ...line, order_id, buyer_id, at })),
  )
  if (lines.length === 0) return
  const buyers = [...new Set(lines.map((line) => line.buyer_id))]
  const names = new Map(
    (await findNicknames(tx, buyers)).map(({ id, nickname }) => [id, maskName(nickname)]),
  )
  const is_paid = state === 'paid'
  await rows(tx)`
    insert into room_orders (line_id, order_id, room_id, product_id, is_head, buyer, title, quantity, amount, state, is_paid, counted, at, paid_at)
    select line_id, order_id, room_id, product_id, row_number() over (partition by order_id, room_id order by line_id) = 1,
      buyer, title, quantity, amount, ${state}, ${is_paid}, 'placed', at, case when ${is_paid}::boolean then at end
    from unnest(${uuids(pick(lines, 'line_id'))}::uuid[], ${uuids(pick(lines, 'order_id'))}::uuid[], ${uuids(pick(lines, 'room_id'))}::uuid[],
      ${uuids(pick(lines, 'product_id'))}::uuid[], ${texts(lines.map((line) => names.get(line.buyer_id) ?? maskName('')))}::text[],
      ${texts(pick(lines, 'title'))}::text[], ${bigints(pick(lines, 'quantity'))}::bigint[], ${bigints(pick(lines, 'paid_amount'))}::bigint[],
      ${instants(pick(lines, 'at'))}::timestamptz[])
      as line (line_id, order_id, room_id, product_id, buyer, title, quantity, amount, at)
    where room_id in (select id from rooms)
    on conflict (line_id) do update set state = 'paid', is_paid = true, paid_at = coalesce(room_orders.paid_at, excluded.paid_at)
      where excluded.is_paid and room_orders.state = 'placed'`
}

async function later(tx: Tx, heard: readonly HeardOrder[]): Promise<void> {
  const ids = heard.flatMap(({ payload }) =>
    payload.lines.flatMap((line) => (line.room_id === null ? [] : line.line_id)),
  )
  if (ids.length > 0)
    await rows(tx)`update room_orders set state = 'cancelled' where line_id = any(${ids}::uuid[])`
}

/** Placed, paid, cancelled: whatever of it stands in line together happened to an order in this sequence. */
async function noteAll(tx: Tx, heard: readonly HeardOrder[]): Promise<void> {
  const of = ({ type }: { type: string }) => heard.filter((fact) => fact.type === type)
  await placed(tx, of(orderPlaced))
  await note(tx, of(orderPaid), 'paid')
  await later(tx, of(orderCancelled))
}

/** Of many moves of one product or offer only the last matters: rooms are told how it stands, not how it came about. */
async function markAll(tx: Tx, heard: readonly Heard[]): Promise<void> {
  const products = (type: string) => [
    ...new Set(heard.filter((fact) => fact.type === type).map((fact) => fact.payload.product_id)),
  ]
  const stocked = products(stockChanged.type)
  if (stocked.length > 0)
    await rows(tx)`
      update room_items set is_stock_stale = true
      where product_id = any(${stocked}::uuid[]) and state = 'listed' and not is_stock_stale`
  const changed = products(productChanged.type)
  if (changed.length > 0)
    await rows(tx)`
      update room_items set is_card_stale = true
      where product_id = any(${changed}::uuid[]) and state = 'listed' and not is_card_stale`
  const offers = new Map<string, Wire<FlashWire>>()
  for (const { type, payload } of heard)
    if (type === flashChanged.type) {
      const { shop_id: _, product_id: __, ...offer } = payload
      offers.set(offer.id, offer)
    }
  const latest = [...offers.values()]
  if (latest.length > 0)
    await rows(tx)`
      insert into room_flash_moves (flash_offer_id, room_id, payload)
      select one.id, rooms.id, one.payload
      from unnest(${pick(latest, 'id')}::uuid[], ${pick(latest, 'room_id')}::uuid[], ${latest.map((offer) => JSON.stringify(offer))}::jsonb[])
        as one (id, room_id, payload) join rooms on rooms.id = one.room_id order by one.id
      on conflict (flash_offer_id) do update set payload = excluded.payload`
}

/** What rooms hear of orders, stock, goods, flash offers and rules. */
export const liveConsumers = (now: () => Date): Consumer[] => [
  {
    name: 'live.orders',
    on: {
      ...hear(orderPlaced, (tx, fact) => noteAll(tx, [fact])),
      ...hear(orderPaid, (tx, fact) => noteAll(tx, [fact])),
      ...hear(orderCancelled, (tx, fact) => noteAll(tx, [fact])),
    },
    all: noteAll,
  },
  {
    // Only marks items, so it waits for no room.
    name: 'live.marks',
    on: {
      ...hear(stockChanged, (tx, fact) => markAll(tx, [fact])),
      ...hear(productChanged, (tx, fact) => markAll(tx, [fact])),
      ...hear(flashChanged, (tx, fact) => markAll(tx, [fact])),
    },
    all: markAll,
  },
  {
    name: 'live.shelf',
    on: hear(productLeft, async (tx, { payload, at }) => {
      const items = await rows<{ id: string; room_id: string }>(tx)`
          select i.id, i.room_id from room_items as i join rooms as r on r.id = i.room_id
          where i.product_id = ${payload.product_id} and i.state in ('listed', 'hidden_by_policy') and r.state in ('preview', 'live', 'paused')
            and (${payload.why === 'shop_suspended'} or exists (select from products as p where p.id = i.product_id and p.state <> 'on_shelf'))
          order by i.id`
      await takeOut(tx, items, {
        to: 'removed',
        actor: system('live.off_shelf'),
        reason: 'off_shelf',
        why: 'off_shelf',
        now: at,
      })
    }),
  },
  {
    name: 'live.link_policy',
    on: hear(linkRuleAnnounced, async (tx) => {
      await hideBlocked(tx, now())
      await warnHosts(tx, now())
    }),
  },
]

const BATCH = 2_000

type Counted = {
  room_id: string
  item_id: string
  sold_count: bigint
  quantity: string
  buyer: string
}

/** Adds what was placed to the rooms' counts. */
export const countPlaced = (db: Db): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ room_id: string; orders: string }>(tx)`
      with due as (select id from room_order_counts order by id limit ${BATCH} for update skip locked),
        taken as (delete from room_order_counts as c using due where c.id = due.id returning c.room_id, c.orders)
      select room_id, sum(orders) as orders from taken group by room_id order by room_id`
    if (due.length === 0) return 0
    await rows(tx)`
      with held as (select id from rooms where id = any(${pick(due, 'room_id')}::uuid[]) order by id for no key update)
      update rooms as r set orders_count = r.orders_count + one.orders
      from unnest(${pick(due, 'room_id')}::uuid[], ${pick(due, 'orders')}::bigint[]) as one (id, orders), held
      where r.id = one.id and held.id = r.id`
    return due.length
  })

/**
 * Counts noted lines into rooms, items and minutes, each step of a line once, and tells rooms what was sold. A line
 * cancelled after payment is taken back out of what was sold and of the turnover.
 */
export const countSales = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ line_id: string; room_id: string; step: string }>(tx)`
      select line_id, room_id, case when counted = 'paid' then 'taken_back' when is_paid then 'paid' else 'placed' end as step
      from room_orders
      where counted = 'none' or (counted = 'placed' and is_paid) or (counted = 'paid' and state = 'cancelled')
      order by line_id limit ${BATCH} for no key update skip locked`
    if (due.length === 0) return 0
    await lockRooms(tx, [...new Set(due.map(({ room_id }) => room_id))])
    const told = await rows<Counted>(tx)`
      with due as (
        select o.*, part.step, case part.step when 'paid' then 1 when 'taken_back' then -1 else 0 end as sign
        from unnest(${due.map(({ line_id }) => line_id)}::uuid[], ${due.map(({ step }) => step)}::text[]) as part (line_id, step)
        join room_orders as o using (line_id)
      ), marked as (
        update room_orders as o set counted = due.step from due where o.line_id = due.line_id
      ), room as (
        select room_id, count(*) filter (where is_head and counted = 'none') as orders, coalesce(sum(sign) filter (where is_head), 0) as paid,
          sum(amount * sign) as gmv
        from due group by room_id
      ), rooms_moved as (
        update rooms as r set orders_count = r.orders_count + room.orders, orders_paid = r.orders_paid + room.paid, gmv = r.gmv + room.gmv
        from room where r.id = room.room_id
      ), minutes as (
        insert into room_minutes (room_id, minute, gmv)
        select room_id, date_trunc('minute', paid_at), sum(amount * sign) from due where sign <> 0 group by 1, 2
        on conflict (room_id, minute) do update set gmv = room_minutes.gmv + excluded.gmv
      ), sold as (
        select room_id, product_id, sum(quantity * sign) as quantity, (array_agg(buyer order by line_id desc))[1] as buyer
        from due where sign <> 0 group by room_id, product_id
      ), target as (
        select distinct on (s.room_id, s.product_id) i.id, s.*
        from sold as s join room_items as i on i.room_id = s.room_id and i.product_id = s.product_id
        order by s.room_id, s.product_id, (i.state <> 'removed') desc, i.added_at desc
      ), items_moved as (
        update room_items as i set sold_count = greatest(0, i.sold_count + target.quantity)
        from target where i.id = target.id
        returning i.id as item_id, i.room_id, i.state, i.sold_count, target.quantity, target.buyer
      )
      select room_id, item_id, sold_count, quantity, buyer from items_moved where state <> 'removed' and quantity > 0 order by item_id`
    const facts: Told[] = told.map(({ room_id, item_id, sold_count, quantity, buyer }) => ({
      room_id,
      fact: {
        e: 'sold',
        item_id: showId('itm', item_id),
        sold_count: Number(sold_count),
        buyer,
        quantity: Number(quantity),
      },
    }))
    await tell(tx, facts, now)
    return due.length
  })

/** Rooms before items, in id order: as everybody else who changes a cart. */
const lockRooms = (tx: Tx, ids: readonly string[]) =>
  rows(tx)`select from rooms where id = any(${ids}::uuid[]) order by id for no key update`

/** Tells rooms how stock, cards and flash offers of their carts stand now, once for however many moves. */
export const tellMoves = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const waiting = await rows<{ room_id: string }>(tx)`
      select room_id from room_items where is_stock_stale or is_card_stale union select room_id from room_flash_moves limit 200`
    if (waiting.length === 0) return 0
    const ids = waiting.map(({ room_id }) => room_id)
    await lockRooms(tx, ids)
    const stale = await rows<{ id: string; is_card_stale: boolean; tells: boolean }>(tx)`
      with due as (
        select id from room_items where (is_stock_stale or is_card_stale) and room_id = any(${ids}::uuid[])
        order by id limit 500 for no key update skip locked
      )
      update room_items as i set is_stock_stale = false, is_card_stale = false
      from due, rooms as r where i.id = due.id and r.id = i.room_id
      returning i.id, old.is_card_stale, i.state = 'listed' and r.state in ('preview', 'live', 'paused') as tells`
    const offers = await rows<{ room_id: string; payload: Wire<FlashWire>; tells: boolean }>(tx)`
      with due as (
        select flash_offer_id from room_flash_moves where room_id = any(${ids}::uuid[])
        order by flash_offer_id limit 500 for update skip locked
      ), taken as (
        delete from room_flash_moves as m using due where m.flash_offer_id = due.flash_offer_id returning m.room_id, m.payload
      )
      select taken.room_id, taken.payload, r.state in ('preview', 'live', 'paused') as tells from taken join rooms as r on r.id = taken.room_id`
    const cards = new Set(stale.filter((one) => one.is_card_stale).map(({ id }) => id))
    const items = await dressCart(
      tx,
      await findItems(
        tx,
        stale.filter((one) => one.tells).map(({ id }) => id),
      ),
    )
    const told: Told[] = items.map((item) => ({
      room_id: item.room_id,
      fact: cards.has(item.id)
        ? { e: 'item', item: itemOnWire(item) }
        : {
            e: 'stock',
            product_id: showId('prd', item.product_id),
            stock: Number(item.product.stock),
            skus: item.skus.map((sku) => ({ id: showId('sku', sku.id), stock: Number(sku.stock) })),
          },
    }))
    for (const { room_id, payload, tells } of offers)
      if (tells) told.push({ room_id, fact: { e: 'flash', offer: shownOffer(payload) } })
    await tell(tx, told, now)
    return stale.length + offers.length
  })

const shownOffer = (offer: Wire<FlashWire>): FlashWire => ({
  ...offer,
  id: showId('fla', offer.id),
  room_id: showId('room', offer.room_id),
  sku_id: showId('sku', offer.sku_id),
})

type RecentOrder = {
  buyer: string
  title: string
  quantity: bigint
  amount: bigint
  state: string
  at: Date
}
/** The latest lines bought from a room, for its desk; buyers masked. */
export const recentOrders = (db: Db, room_id: string) => rows<RecentOrder>(db)`
  select buyer, title, quantity, amount, state, at from room_orders where room_id = ${room_id} order by at desc, line_id limit 30`

/** Turnover and viewers by minute, oldest first. */
export const trendOf = async (db: Db, room_id: string) =>
  (
    await rows<{ at: Date; gmv: bigint; viewers: number }>(db)`
      select minute as at, gmv, viewers from room_minutes where room_id = ${room_id} order by minute desc limit 60`
  ).reverse()
