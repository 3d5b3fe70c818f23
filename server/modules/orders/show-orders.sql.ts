import { BUSINESS_ZONE } from '../../kernel/time.ts'
import { type Db, row, rows, sql } from '../../platform/db.ts'
import type { OrderRow, OrderState } from './order.ts'

export type ListedOrder = OrderRow & { shop_name: string; buyer_nickname: string }
export type ListedLine = {
  id: string
  order_id: string
  title: string
  option_values: string[]
  picture_key: string | null
  quantity: number
  unit_price: bigint
}

type ListQuery = {
  buyer_id?: string
  shop_id?: string
  states?: readonly OrderState[]
  /** Begins an order number, or is part of a recipient's name. */
  q?: string
  of?: 'paid' | 'refunded' | 'own'
  /** A business day. */
  paid_on?: string
  before?: string
  limit: number
}

/** Orders of a buyer, of a shop, or all, newest first; one row more than `limit` tells of a next page. */
export const listOrders = (
  db: Db,
  { buyer_id, shop_id, states, q, of, paid_on, before, limit }: ListQuery,
) => {
  let query = db
    .selectFrom('orders')
    .innerJoin('shops', 'shops.id', 'orders.shop_id')
    .innerJoin('accounts', 'accounts.id', 'orders.buyer_id')
    .selectAll('orders')
    .select(['shops.name as shop_name', 'accounts.nickname as buyer_nickname'])
  if (buyer_id) query = query.where('orders.buyer_id', '=', buyer_id)
  if (shop_id) query = query.where('orders.shop_id', '=', shop_id)
  if (states) query = query.where('orders.state', 'in', [...states])
  if (of || paid_on) query = query.where('orders.paid_at', 'is not', null)
  if (of === 'refunded') query = query.where(sql<boolean>`orders.refunded_amount > 0`)
  if (of === 'own') query = query.where('shops.is_self_operated', '=', true)
  if (paid_on)
    query = query.where(
      sql<boolean>`(orders.paid_at at time zone ${BUSINESS_ZONE}::text)::date = ${paid_on}::date`,
    )
  if (before) query = query.where('orders.id', '<', before)
  if (q)
    query = query.where(
      sql<boolean>`(starts_with(orders.number, ${q}) or strpos(orders.address ->> 'recipient', ${q}) > 0)`,
    )
  return query
    .orderBy('orders.id', 'desc')
    .limit(limit + 1)
    .execute() as unknown as Promise<ListedOrder[]>
}

export const listLines = (db: Db, order_ids: readonly string[]) => rows<ListedLine>(db)`
  select id, order_id, title, option_values, picture_key, quantity, unit_price from order_lines
  where order_id = any(${order_ids}::uuid[]) order by order_id, position`

/** One order with the names of both sides; `buyer_id` or `shop_id` binds it to whoever asks. */
export const findShownOrder = (
  db: Db,
  order_id: string,
  whose: { buyer_id?: string; shop_id?: string },
) => row<ListedOrder>(db)`
  select orders.*, shops.name as shop_name, accounts.nickname as buyer_nickname
  from orders join shops on shops.id = orders.shop_id join accounts on accounts.id = orders.buyer_id
  where orders.id = ${order_id} and (${whose.buyer_id ?? null}::uuid is null or orders.buyer_id = ${whose.buyer_id ?? null})
    and (${whose.shop_id ?? null}::uuid is null or orders.shop_id = ${whose.shop_id ?? null})`

export type LineAftersale = {
  aftersale_id: string
  order_line_id: string
  kind: string
  state: string
}

/** The latest after-sale of each line. */
export const aftersalesOf = (db: Db, line_ids: readonly string[]) => rows<LineAftersale>(db)`
  select distinct on (order_line_id) aftersale_id, order_line_id, kind, state from order_line_aftersales
  where order_line_id = any(${line_ids}::uuid[]) order by order_line_id, aftersale_id desc`

/** How many of a buyer's orders stand where; `part_shipped` counts as shipped. */
export const countOrders = (db: Db, buyer_id: string) =>
  row<Record<'unpaid' | 'to_ship' | 'shipped' | 'completed' | 'cancelled' | 'aftersales', bigint>>(
    db,
  )`
    select count(*) filter (where state = 'unpaid') as unpaid,
      count(*) filter (where state = 'to_ship') as to_ship,
      count(*) filter (where state in ('part_shipped', 'shipped')) as shipped,
      count(*) filter (where state = 'completed') as completed,
      count(*) filter (where state = 'cancelled') as cancelled,
      count(*) filter (where open_aftersales > 0) as aftersales
    from orders where buyer_id = ${buyer_id}`

export type SoldBy = {
  id: string
  fee_ppm: bigint
  commission_ppm: bigint
  leader_ppm: bigint
  leader_cut_ppm: bigint
  agency_ppm: bigint
  placement: 'room' | 'video' | 'showcase' | 'shop'
  content_id: string | null
  creator_id: string | null
  creator_nickname: string | null
  room_id: string | null
  room_title: string | null
  has_replay: boolean
  stream_offset_ms: bigint | null
  plan_id: string | null
  plan_kind: string | null
  campaign_id: string | null
  campaign_title: string | null
  leader_name: string | null
  agency_name: string | null
  shop_discount: bigint
  platform_discount: bigint
  creator_discount: bigint
}

/** By which rates, placement, creator, plan, campaign, agency and second of which stream each line was sold. */
export const soldBy = (db: Db, order_id: string) => rows<SoldBy>(db)`
  select line.id, line.fee_ppm, line.commission_ppm, line.leader_ppm, line.leader_cut_ppm, line.agency_ppm, line.placement, line.content_id,
    line.creator_id, creator.nickname as creator_nickname, line.room_id, rooms.title as room_title,
    coalesce(rooms.state = 'ended' and rooms.replay_ready_at is not null, false) as has_replay, line.stream_offset_ms,
    line.plan_id, line.plan_kind, line.campaign_id, campaigns.title as campaign_title, leaders.name as leader_name, agencies.name as agency_name,
    line.shop_discount, line.platform_discount, line.creator_discount
  from order_lines as line left join accounts as creator on creator.id = line.creator_id left join rooms on rooms.id = line.room_id
    left join campaigns on campaigns.id = line.campaign_id left join leaders on leaders.account_id = line.leader_id
    left join agencies on agencies.account_id = line.agency_id
  where line.order_id = ${order_id} order by line.position`
