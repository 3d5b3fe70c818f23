import { type Db, rowsOf } from '../../platform/db.ts'
import { rowFromJson } from '../../platform/from-json.ts'
import { FOLLOWS_TOLD, type FollowNews, type MovedFollow, type Person } from '../accounts/index.ts'
import { cardsOf, type ProductCardRow, type SkuRow, skusWhere } from '../catalog/index.ts'
import type { FlashOffer } from '../inventory/index.ts'
import {
  type CartRow,
  type ChatRow,
  cartOf,
  latestChatOf,
  ROOM_COLUMNS,
  type Room,
} from './rooms.sql.ts'

const CHAT_SHOWN = 50

/** All that many see alike of a room, at one instant. */
export type RoomParts = {
  room: Room
  host: Person | null
  cart: CartRow[]
  cards: ProductCardRow[]
  skus: SkuRow[]
  offers: FlashOffer[]
  /** Oldest first. */
  chat: ChatRow[]
}

/** What is known of a room before it is read again. */
export type RoomAsked = { id: string; mark: string | null; follows_from: number | null }
export type RoomRead = {
  id: string
  /** Digest of the parts: the same as asked with when nothing in them changed, and then they are not sent. */
  mark: string
  parts: RoomParts | undefined
  host_id: string
  follows: FollowNews
  rules_mark: string
}

const COPIES = `
  select asked.id, r.host_id, md5(copy.body) as mark, case when md5(copy.body) is distinct from asked.mark then copy.body end as body,
    link_rules_mark('self') as rules_mark, coalesce(m.changes, 0) as changes, moved.moved
  from unnest($1::uuid[], $2::text[], $3::bigint[]) as asked (id, mark, follows_from)
  join rooms as r on r.id = asked.id
  left join pictures as p on p.id = r.cover_id
  left join follow_marks as m on m.account_id = r.host_id
  left join lateral (
    select json_agg(json_build_array(c.follower_id, c.number,
      exists (select from follows as f where f.follower_id = c.follower_id and f.followed_id = r.host_id))) as moved
    from follow_changes as c
    where c.followed_id = r.host_id and c.number > asked.follows_from and m.changes - asked.follows_from <= ${FOLLOWS_TOLD}
  ) as moved on true
  cross join lateral (
    with cart as (${cartOf('asked.id')}), goods as (select product_id, 0 from cart)
    select json_build_object(
      'room', (select to_json(one) from (select ${ROOM_COLUMNS}) as one),
      'host', (select to_json(one) from (
        select a.id, a.nickname, a.avatar_key, a.bio, a.is_creator, coalesce(m.followers, 0) as followers
        from accounts as a where a.id = r.host_id and a.closed_at is null) as one),
      'cart', (select coalesce(json_agg(one), '[]') from cart as one),
      'cards', (select coalesce(json_agg(one), '[]') from (${cardsOf('goods')}) as one),
      'skus', (select coalesce(json_agg(one), '[]') from (${skusWhere('k.product_id in (select product_id from goods)')}) as one),
      'offers', (select coalesce(json_agg(one), '[]') from (
        select f.id, f.room_id, f.shop_id, f.sku_id, k.product_id, f.price, f.quota, f.taken, f.limit_per_buyer, f.opens_at,
          f.closes_at, f.state
        from flash_offers as f join skus as k on k.id = f.sku_id where f.room_id = asked.id and f.state <> 'closed'
        order by f.id desc limit 500) as one),
      'chat', (select coalesce(json_agg(one), '[]') from (${latestChatOf('asked.id', CHAT_SHOWN)}) as one)
    )::text as body
  ) as copy`

const roomOf = rowFromJson<Room>({
  state_at: 'instant',
  deadline_at: 'instant',
  scheduled_at: 'instant',
  started_at: 'instant',
  ended_at: 'instant',
  event_seq: 'bigint',
  likes: 'bigint',
  item_clicks: 'bigint',
  orders_count: 'bigint',
  orders_paid: 'bigint',
  gmv: 'bigint',
  replay_ready_at: 'instant',
  created_at: 'instant',
  items_count: 'bigint',
})
const hostOf = rowFromJson<Person>({ followers: 'bigint' })
const itemOf = rowFromJson<CartRow>({
  sold_count: 'bigint',
  explained_from_ms: 'bigint',
  explained_to_ms: 'bigint',
})
const cardOf = rowFromJson<ProductCardRow>({
  price_from: 'bigint',
  price_to: 'bigint',
  list_price: 'bigint',
  sold_count: 'bigint',
  stock: 'bigint',
})
const skuOf = rowFromJson<SkuRow>({ price: 'bigint', list_price: 'bigint', stock: 'bigint' })
const offerOf = rowFromJson<FlashOffer>({
  price: 'bigint',
  quota: 'bigint',
  taken: 'bigint',
  opens_at: 'instant',
  closes_at: 'instant',
})
const chatOf = rowFromJson<ChatRow>({ id: 'bigint', at: 'instant' })

function partsOf(body: string): RoomParts {
  const { room, host, cart, cards, skus, offers, chat } = JSON.parse(body)
  return {
    room: roomOf(room),
    host: host && hostOf(host),
    cart: cart.map(itemOf),
    cards: cards.map(cardOf),
    skus: skus.map(skuOf),
    offers: offers.map(offerOf),
    chat: chat.map(chatOf).reverse(),
  }
}

/**
 * Reads rooms whole, as many as are asked for, in one statement: one instant for all that belongs to a room, and one
 * question to the database however many look at how many rooms. Rooms that do not exist are left out.
 */
export async function readRooms(
  db: Db,
  asked: readonly RoomAsked[],
): Promise<Map<string, RoomRead>> {
  type Row = Pick<RoomRead, 'id' | 'host_id' | 'mark' | 'rules_mark'> & {
    body: string | null
    changes: bigint
    moved: MovedFollow[] | null
  }
  const found = await rowsOf<Row>(db, COPIES, [
    asked.map(({ id }) => id),
    asked.map(({ mark }) => mark),
    asked.map(({ follows_from }) => follows_from),
  ])
  const fromOf = new Map(asked.map(({ id, follows_from }) => [id, follows_from]))
  return new Map(
    found.map(({ body, changes, moved, ...one }) => {
      const from = fromOf.get(one.id) ?? null
      const number = Number(changes)
      const is_told = from !== null && number - from <= FOLLOWS_TOLD
      return [
        one.id,
        {
          ...one,
          parts: body === null ? undefined : partsOf(body),
          follows: { changes: number, moved: is_told ? (moved ?? []) : undefined },
        },
      ]
    }),
  )
}
