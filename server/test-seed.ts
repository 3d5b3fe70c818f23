import { newId, readId, showId } from './kernel/ids.ts'
import { rows } from './platform/db.ts'
import type { Person, World } from './test-world.ts'

/** Rows written straight into the tables, for tests whose subject lies elsewhere. Ids are uuids; `shown` is the wire form. */
export type SeededShop = { id: string; shown: string; owner: Person }
export type SeededSku = {
  product_id: string
  sku_id: string
  shown_product: string
  shown_sku: string
  price: bigint
}

export const uuidOf = (shown: string): string =>
  readId(shown.split('_')[0] as string, shown) as string

/** An open shop with an owner and a return address. */
export async function seedShop(
  world: World,
  { name = `Tea House ${newId().slice(-6)}`, owner }: { name?: string; owner?: Person } = {},
): Promise<SeededShop> {
  const person = owner ?? (await world.person({ nickname: `Owner of ${name}`.slice(0, 24) }))
  const id = newId()
  const owner_id = uuidOf(person.id)
  const now = world.now()
  const address = {
    recipient: 'Warehouse',
    phone: '13900000000',
    province: '浙江省',
    city: '杭州市',
    district: '余杭区',
    street: '仓前街道 1 号',
  }
  await rows(world.db)`
    insert into shops (id, name, name_key, kind, owner_id, return_address, state, state_at, created_at, opened_at, legal_name, licence_number, contact_phone)
    values (${id}, ${name}, ${name.toLowerCase().replace(/\s/g, '')}, 'enterprise', ${owner_id}, ${JSON.stringify(address)}, 'open', ${now}, ${now}, ${now}, ${`${name} Co.`}, 'L-1', '13900000000')`
  await rows(
    world.db,
  )`insert into shop_staff (shop_id, account_id, role, added_at) values (${id}, ${owner_id}, 'owner', ${now})`
  await birth(world, 'shops', id, 'open')
  return { id, shown: showId('shp', id), owner: person }
}

/** A category with a fee and a return rule; made once per id. */
export async function seedCategory(
  world: World,
  {
    id = 'tea',
    fee_ppm = 50_000n,
    return_days = 7,
  }: { id?: string; fee_ppm?: bigint; return_days?: number } = {},
): Promise<string> {
  await rows(world.db)`
    insert into categories (id, name_zh, name_en, fee_ppm, return_days, return_exception)
    values (${id}, ${id}, ${id}, ${fee_ppm}, ${return_days}, ${return_days === 0 ? 'perishable' : null}) on conflict (id) do nothing`
  return id
}

/** A product on the shelf with one SKU in stock and, when asked, an open commission plan. */
export async function seedSku(
  world: World,
  shop: SeededShop,
  {
    title = 'Longjing tea',
    price = 9_990n,
    stock = 100n,
    commission_ppm,
    category = 'tea',
    fee_ppm = 50_000n,
  }: {
    title?: string
    price?: bigint
    stock?: bigint
    commission_ppm?: bigint
    category?: string
    fee_ppm?: bigint
  } = {},
): Promise<SeededSku> {
  await seedCategory(world, { id: category, fee_ppm })
  const product_id = newId()
  const sku_id = newId()
  const now = world.now()
  await rows(world.db)`
    insert into products (id, shop_id, category_id, title, price_from, price_to, state, state_at, listed_at, created_at)
    values (${product_id}, ${shop.id}, ${category}, ${title}, ${price}, ${price}, 'on_shelf', ${now}, ${now}, ${now})`
  await birth(world, 'products', product_id, 'on_shelf')
  await rows(world.db)`
    insert into skus (id, product_id, shop_id, price, created_at) values (${sku_id}, ${product_id}, ${shop.id}, ${price}, ${now})`
  await rows(
    world.db,
  )`insert into stock (sku_id, shop_id, received, available) values (${sku_id}, ${shop.id}, ${stock}, ${stock})`
  if (commission_ppm !== undefined) {
    const plan_id = newId()
    await rows(world.db)`
      insert into plans (id, product_id, shop_id, commission_ppm, state, state_at, created_at, changed_at) values (${plan_id}, ${product_id}, ${shop.id}, ${commission_ppm}, 'open', ${now}, ${now}, ${now})`
    await birth(world, 'plans', plan_id, 'open')
  }
  return {
    product_id,
    sku_id,
    shown_product: showId('prd', product_id),
    shown_sku: showId('sku', sku_id),
    price,
  }
}

/** A room on air of this host; items are put in its cart. */
export async function seedRoom(
  world: World,
  host: Person,
  items: readonly SeededSku[] = [],
): Promise<{ id: string; shown: string }> {
  const id = newId()
  const now = world.now()
  await rows(world.db)`
    insert into rooms (id, host_id, title, state, state_at, stream_id, started_at, created_at)
    values (${id}, ${uuidOf(host.id)}, 'Tea evening', 'live', ${now}, ${id.replaceAll('-', '')}, ${now}, ${now})`
  await birth(world, 'rooms', id, 'live')
  for (const [position, item] of items.entries()) {
    const item_id = newId()
    await rows(world.db)`
      insert into room_items (id, room_id, product_id, position, state, state_at, added_at) values (${item_id}, ${id}, ${item.product_id}, ${position}, 'listed', ${now}, ${now})`
    await birth(world, 'room_items', item_id, 'listed')
  }
  return { id, shown: showId('room', id) }
}

const birth = (world: World, noun: string, id: string, state: string) => rows(world.db)`
  insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at) values (${noun}, ${id}, ${state}, 'system', 'seed', 'seeded', ${world.now()})`
