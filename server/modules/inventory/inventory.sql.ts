import { bigints, instants, pick, uuids } from '../../platform/columns.ts'
import { type Db, rows, type Tx } from '../../platform/db.ts'
import { type FlashOffer, type Shelf, type StockRow, takingKey } from './stock.ts'

export type Level = { sku_id: string; product_id: string; available: bigint }

/**
 * Locks the stock rows of these SKUs in id order and says what is available. Everything that moves stock or
 * a flash pool comes through here first, so one row per SKU orders all its buyers and none deadlock.
 */
export const lockStock = (tx: Tx, sku_ids: readonly string[]) => rows<Level & { shop_id: string }>(
  tx,
)`
  select stock.sku_id, stock.available, stock.shop_id, skus.product_id
  from stock join skus on skus.id = stock.sku_id
  where stock.sku_id = any(${sku_ids}::uuid[])
  order by stock.sku_id for no key update of stock`

/** Flash offers as they stand; read after `lockStock` of their SKUs, nobody else can change `taken`. */
export const readOffers = (db: Db, ids: readonly string[]) => rows<FlashOffer>(db)`
  select f.id, f.room_id, f.shop_id, f.sku_id, skus.product_id, f.price, f.quota, f.taken, f.limit_per_buyer,
    f.opens_at, f.closes_at, f.state
  from flash_offers as f join skus on skus.id = f.sku_id where f.id = any(${ids}::uuid[]) order by f.id`

export type Taking = { flash_offer_id: string; buyer_id: string; quantity: bigint }
export const readTakings = (
  db: Db,
  pairs: readonly { flash_offer_id: string; buyer_id: string }[],
) => rows<Taking>(db)`
  select t.flash_offer_id, t.buyer_id, t.quantity
  from unnest(${uuids(pick(pairs, 'flash_offer_id'))}::uuid[], ${uuids(pick(pairs, 'buyer_id'))}::uuid[])
    as pair (flash_offer_id, buyer_id)
  join flash_takings as t using (flash_offer_id, buyer_id)`

export type Granted = {
  line_id: string
  sku_id: string
  buyer_id: string
  quantity: bigint
  flash_offer_id: string | null
  /** Until when it is promised. */
  deadline_at: Date | null
}

/** Moves available → reserved and writes the reservations, for any number of buyers, in one round trip. */
export const takeReserved = (tx: Tx, lines: readonly Granted[], now: Date) => rows<{
  sku_id: string
  available: bigint
}>(tx)`
  with line as (
    select * from unnest(
      ${uuids(pick(lines, 'line_id'))}::uuid[], ${uuids(pick(lines, 'sku_id'))}::uuid[], ${uuids(pick(lines, 'buyer_id'))}::uuid[],
      ${bigints(pick(lines, 'quantity'))}::bigint[], ${uuids(pick(lines, 'flash_offer_id'))}::uuid[], ${instants(pick(lines, 'deadline_at'))}::timestamptz[])
      as line (id, sku_id, buyer_id, quantity, flash_offer_id, deadline_at)
  ), held as (
    insert into reservations (id, sku_id, buyer_id, quantity, flash_offer_id, state, state_at, deadline_at, created_at)
    select id, sku_id, buyer_id, quantity, flash_offer_id, 'reserved', ${now}, deadline_at, ${now} from line
  ), pool as (
    update flash_offers as f set taken = f.taken + part.quantity
    from (select flash_offer_id, sum(quantity)::bigint as quantity from line where flash_offer_id is not null group by 1) as part
    where f.id = part.flash_offer_id
  ), taking as (
    insert into flash_takings as t (flash_offer_id, buyer_id, quantity, limit_per_buyer)
    select line.flash_offer_id, line.buyer_id, sum(line.quantity)::bigint, f.limit_per_buyer
    from line join flash_offers as f on f.id = line.flash_offer_id group by 1, 2, 4
    on conflict (flash_offer_id, buyer_id) do update set quantity = t.quantity + excluded.quantity
  )
  update stock set available = stock.available - part.quantity, reserved = stock.reserved + part.quantity
  from (select sku_id, sum(quantity)::bigint as quantity from line group by 1) as part
  where stock.sku_id = part.sku_id`

/** The lines of these reservations, for undoing them. */
export const readReservations = (db: Db, ids: readonly string[]) => rows<{
  id: string
  sku_id: string
  buyer_id: string
  quantity: bigint
  returned: bigint
  flash_offer_id: string | null
  state: string
}>(db)`
  select id, sku_id, buyer_id, quantity, returned, flash_offer_id, state
  from reservations where id = any(${ids}::uuid[]) order by id`

/** reserved → available, with flash pool and per-buyer limit given back. Lines were just moved to `released`. */
export const giveBack = (tx: Tx, ids: readonly string[]) => rows<{
  sku_id: string
  available: bigint
}>(tx)`
  with line as (
    select sku_id, buyer_id, quantity, flash_offer_id from reservations where id = any(${ids}::uuid[])
  ), pool as (
    update flash_offers as f set taken = f.taken - part.quantity
    from (select flash_offer_id, sum(quantity)::bigint as quantity from line where flash_offer_id is not null group by 1) as part
    where f.id = part.flash_offer_id
  ), taking as (
    update flash_takings as t set quantity = t.quantity - part.quantity
    from (select flash_offer_id, buyer_id, sum(quantity)::bigint as quantity from line where flash_offer_id is not null group by 1, 2) as part
    where t.flash_offer_id = part.flash_offer_id and t.buyer_id = part.buyer_id
  )
  update stock set available = stock.available + part.quantity, reserved = stock.reserved - part.quantity
  from (select sku_id, sum(quantity)::bigint as quantity from line group by 1) as part
  where stock.sku_id = part.sku_id returning stock.sku_id, stock.available`

/** reserved → sold. */
export const sell = (tx: Tx, ids: readonly string[]) => rows(tx)`
  update stock set reserved = stock.reserved - part.quantity, sold = stock.sold + part.quantity
  from (select sku_id, sum(quantity)::bigint as quantity from reservations where id = any(${ids}::uuid[]) group by 1) as part
  where stock.sku_id = part.sku_id`

/** sold → available; the check on `returned` refuses more than was sold. */
export const unsell = (tx: Tx, lines: readonly { line_id: string; quantity: bigint }[]) => rows<{
  sku_id: string
  available: bigint
}>(tx)`
  with line as (
    select * from unnest(${lines.map((line) => line.line_id)}::uuid[], ${lines.map((line) => line.quantity)}::bigint[]) as line (id, quantity)
  ), back as (
    update reservations as r set returned = r.returned + line.quantity
    from line where r.id = line.id and r.state = 'claimed' returning r.sku_id, line.quantity
  )
  update stock set available = stock.available + part.quantity, sold = stock.sold - part.quantity
  from (select sku_id, sum(quantity)::bigint as quantity from back group by 1) as part
  where stock.sku_id = part.sku_id returning stock.sku_id, stock.available`

/** Stock of a shop's SKUs, of one product or all (first 500). */
export const stockOf = (db: Db, shop_id: string, product_id: string | null) => rows<StockRow>(db)`
  select skus.id as sku_id, coalesce(s.available, 0) as available, coalesce(s.reserved, 0) as reserved,
    coalesce(s.sold, 0) as sold, coalesce(s.received, 0) as received, coalesce(s.written_off, 0) as written_off
  from skus left join stock as s on s.sku_id = skus.id
  where skus.shop_id = ${shop_id} and (${product_id}::uuid is null or skus.product_id = ${product_id})
  order by skus.product_id desc, skus.position, skus.id limit 500`

/**
 * How things stand on the shelf, without a lock and so without a promise: what is available of these SKUs, their flash
 * offers, and what these buyers hold of theirs.
 */
export async function readShelf(
  db: Db,
  places: readonly { sku_id: string; flash_offer_id: string | null }[],
  buyers: readonly { flash_offer_id: string; buyer_id: string }[],
): Promise<Shelf> {
  const flash_ids = [...new Set(places.flatMap(({ flash_offer_id }) => flash_offer_id ?? []))]
  const levels = await rows<{ sku_id: string; available: bigint }>(db)`
    select sku_id, available from stock where sku_id = any(${uuids([...new Set(pick(places, 'sku_id'))])}::uuid[])`
  const offers = flash_ids.length > 0 ? await readOffers(db, flash_ids) : []
  const takings = buyers.length > 0 ? await readTakings(db, buyers) : []
  return {
    available: new Map(levels.map(({ sku_id, available }) => [sku_id, available])),
    offers: new Map(offers.map((offer) => [offer.id, offer])),
    takings: new Map(
      takings.map((one) => [takingKey(one.flash_offer_id, one.buyer_id), one.quantity]),
    ),
  }
}
