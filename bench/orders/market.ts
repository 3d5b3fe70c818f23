import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { newId, showId } from '../../server/kernel/ids.ts'

/** Somebody signed in with an address, as the wire shows it; their own uuid is for the database. */
export type Buyer = { id: string; cookie: string; address_id: string }
/** A SKU on the shelf; ids as the wire shows them, uuids for the database. */
export type Goods = {
  id: string
  shown: string
  product_id: string
  shop_id: string
  price: number
}
export type Flash = { id: string; shown: string; room_id: string; price: number; limit: number }

const times = (count: number): string[] => Array.from({ length: count }, () => newId())
const HOME = {
  recipient: '压测',
  phone: '13900001111',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  street: '仓前街道 1 号',
}

/** People with a session and a default address each, set by set. Their tokens exist only here. */
export async function makeBuyers(sql: pg.Client, count: number): Promise<Buyer[]> {
  const accounts = times(count)
  const addresses = times(count)
  const tokens = accounts.map(() => randomBytes(32).toString('base64url'))
  await sql.query('begin')
  await sql.query(
    `insert into accounts (id, nickname, password_hash, created_at)
     select id, '买家 ' || place, 'nobody signs in with this', now() from unnest($1::uuid[]) with ordinality as one (id, place)`,
    [accounts],
  )
  await sql.query(
    `insert into sign_in_names (name, account_id, kind)
     select 'buyer-' || id || '@bench.example', id, 'email' from unnest($1::uuid[]) as id`,
    [accounts],
  )
  await sql.query(
    `insert into sessions (id, account_id, token_hash, created_at, seen_at, expires_at, user_agent)
     select gen_random_uuid(), account_id, hash, now(), now(), now() + interval '90 days', 'bench'
     from unnest($1::uuid[], $2::bytea[]) as one (account_id, hash)`,
    [accounts, tokens.map((token) => createHash('sha256').update(token).digest())],
  )
  await sql.query(
    `insert into addresses (id, account_id, recipient, phone, province, city, district, street, is_default, created_at)
     select id, account_id, $3, $4, $5, $6, $7, $8, true, now() from unnest($1::uuid[], $2::uuid[]) as one (id, account_id)`,
    [addresses, accounts, ...Object.values(HOME)],
  )
  await sql.query('commit')
  return tokens.map((token, place) => ({
    id: accounts[place] as string,
    cookie: `closedloop_session=${token}`,
    address_id: showId('adr', addresses[place] as string),
  }))
}

/** Open shops with an owner each, and so many SKUs in all, one a product, dealt out evenly; each with a commission plan. */
export async function makeGoods(
  sql: pg.Client,
  wish: { shops: number; skus: number; stock: number; price: number },
): Promise<Goods[]> {
  const owners = times(wish.shops)
  const shops = times(wish.shops)
  const pictures = times(wish.shops)
  const goods: Goods[] = times(wish.skus).map((id, place) => ({
    id,
    shown: showId('sku', id),
    product_id: newId(),
    shop_id: shops[place % wish.shops] as string,
    price: wish.price + (place % 50) * 10,
  }))
  const column = <K extends keyof Goods>(key: K) => goods.map((one) => one[key])
  const columns = [column('id'), column('product_id'), column('shop_id'), column('price')]
  await sql.query('begin')
  await sql.query(
    `with owner as (
       insert into accounts (id, nickname, password_hash, created_at)
       select id, '店主 ' || place, 'nobody signs in with this', now() from unnest($1::uuid[]) with ordinality as one (id, place)
     ), named as (
       insert into sign_in_names (name, account_id, kind)
       select 'owner-' || id || '@bench.example', id, 'email' from unnest($1::uuid[]) as id
     ), shop as (
       insert into shops (id, name, name_key, kind, owner_id, return_address, state, state_at, created_at, opened_at, legal_name, licence_number, contact_phone)
       select id, left('压测店 ' || id, 40), id::text, 'enterprise', owner_id, $3, 'open', now(), now(), now(), '压测有限公司', 'L-1', '13900001111'
       from unnest($2::uuid[], $1::uuid[]) as one (id, owner_id)
     ), staff as (
       insert into shop_staff (shop_id, account_id, role, added_at)
       select shop_id, account_id, 'owner', now() from unnest($2::uuid[], $1::uuid[]) as one (shop_id, account_id)
     )
     insert into pictures (id, shop_id, file_key, thumb_key, width, height, size_bytes, uploaded_by, uploaded_at)
     select id, shop_id, 'pictures/' || id || '.webp', 'pictures/' || id || '-thumb.webp', 800, 800, 60000, owner_id, now()
     from unnest($4::uuid[], $2::uuid[], $1::uuid[]) as one (id, shop_id, owner_id)`,
    [owners, shops, JSON.stringify(HOME), pictures],
  )
  await sql.query(
    `insert into products (id, shop_id, category_id, title, picture_ids, price_from, price_to, state, state_at, listed_at, created_at)
     select product_id, one.shop_id, 'home_garden', '小叶赤楠盆景 六年老桩 ' || place, array[pictures.id], price, price, 'on_shelf', now(), now(), now()
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) with ordinality as one (id, product_id, shop_id, price, place)
     join pictures on pictures.shop_id = one.shop_id`,
    columns,
  )
  await sql.query(
    `with one as (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) as one (id, product_id, shop_id, price)
     ), sku as (
       insert into skus (id, product_id, shop_id, price, created_at) select id, product_id, shop_id, price, now() from one
     ), level as (
       insert into stock (sku_id, shop_id, received, available) select id, shop_id, $5, $5 from one
     )
     , plan as (
       insert into plans (id, product_id, shop_id, commission_ppm, state, state_at, created_at, changed_at)
       select gen_random_uuid(), product_id, shop_id, 200000, 'open', now(), now(), now() from one returning id
     )
     insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at)
     select 'plans', id, 'open', 'system', 'bench', 'made', now() from plan`,
    [...columns, wish.stock],
  )
  await giveBirth(sql, 'shops', shops, 'open')
  await giveBirth(sql, 'products', column('product_id'), 'on_shelf')
  await sql.query('commit')
  return goods
}

/** A room on air with these goods in its cart, its host a creator; no picture is pushed to it. Gives its uuid. */
export async function makeRoom(sql: pg.Client, goods: readonly Goods[]): Promise<string> {
  const host = newId()
  const room = newId()
  const items = times(goods.length)
  await sql.query('begin')
  await sql.query(
    `insert into accounts (id, nickname, password_hash, is_creator, created_at) values ($1, '压测主播', 'nobody signs in with this', true, now())`,
    [host],
  )
  await sql.query(
    `insert into sign_in_names (name, account_id, kind) values ('host-' || $1::uuid || '@bench.example', $1, 'email')`,
    [host],
  )
  await sql.query(
    `insert into rooms (id, host_id, title, state, state_at, stream_id, started_at, created_at)
     values ($1, $2, '三二一上链接', 'live', now(), replace($1::uuid::text, '-', ''), now(), now())`,
    [room, host],
  )
  await sql.query(
    `insert into room_items (id, room_id, product_id, position, state, state_at, added_at)
     select id, $3, product_id, place, 'listed', now(), now()
     from unnest($1::uuid[], $2::uuid[]) with ordinality as one (id, product_id, place)`,
    [items, goods.map((one) => one.product_id), room],
  )
  await giveBirth(sql, 'rooms', [room], 'live')
  await giveBirth(sql, 'room_items', items, 'listed')
  await sql.query('commit')
  return room
}

/** A flash offer in a room that is open now and for an hour. */
export async function makeFlash(
  sql: pg.Client,
  wish: { room_id: string; goods: Goods; price: number; quota: number; limit: number },
): Promise<Flash> {
  const id = newId()
  await sql.query('begin')
  await sql.query(
    `insert into flash_offers (id, room_id, shop_id, sku_id, price, quota, limit_per_buyer, opens_at, closes_at, state, state_at, deadline_at, created_by, created_at)
     select $1, $2, $3, $4, $5, $6, $7, now(), now() + interval '1 hour', 'open', now(), now() + interval '1 hour', owner_id, now()
     from shops where id = $3`,
    [id, wish.room_id, wish.goods.shop_id, wish.goods.id, wish.price, wish.quota, wish.limit],
  )
  await giveBirth(sql, 'flash_offers', [id], 'open')
  await sql.query('commit')
  const { room_id, price, limit } = wish
  return { id, shown: showId('fla', id), room_id, price, limit }
}

/** Rows that came by the thousand have no statistics yet. */
export const analyze = (sql: pg.Client) => sql.query('analyze')

const giveBirth = (sql: pg.Client, noun: string, ids: readonly string[], state: string) =>
  sql.query(
    `insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at)
     select $1, id, $3, 'system', 'bench', 'made', now() from unnest($2::uuid[]) as id`,
    [noun, ids, state],
  )
