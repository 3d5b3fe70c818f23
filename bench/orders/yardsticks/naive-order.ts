import { createHash } from 'node:crypto'
import pg from 'pg'
import { newId, readId, showId } from '../../../server/kernel/ids.ts'
import { claimOf } from '../../../server/platform/idempotency.ts'
import { toJson } from '../../../server/platform/outbox.ts'

/*
 * The same order as the platform's, in the same tables with the same checks, written the way one does at first: one
 * interactive transaction for each, the stock row locked by `select … for update`. Statements are prepared once a connection.
 */

export type NaiveWish = {
  lines: {
    sku_id: string
    quantity: number
    room_id?: string | null
    flash_offer_id?: string | null
    seen_price?: number
  }[]
  address_id: string
  note?: string
}

/** Why not, as the platform would say. */
export class NaiveRefusal extends Error {
  readonly status: number
  constructor(code: string, status = 409) {
    super(code)
    this.status = status
  }
}

const UNPAID_MS = 15 * 60_000
const names = new Map<string, string>()
const named = (text: string): string => {
  const name = names.get(text) ?? `n${names.size}`
  names.set(text, name)
  return name
}

type Ask = (text: string, values: unknown[]) => Promise<any[]>
const asking =
  (client: pg.ClientBase): Ask =>
  async (text, values) =>
    (await client.query({ name: named(text), text, values })).rows

export function openNaive(url: string, size: number) {
  const pool = new pg.Pool({ connectionString: url, max: size })

  /** Whose session this is; undefined for strangers. */
  const accountOf = async (cookie: string | undefined): Promise<string | undefined> => {
    const token = /closedloop_session=([^;]+)/.exec(cookie ?? '')?.[1]
    if (!token) return undefined
    const client = await pool.connect()
    try {
      const [found] = await asking(client)(
        `select s.account_id, array(select duty from operator_duties as d where d.account_id = s.account_id) as duties
         from sessions as s join accounts as a on a.id = s.account_id
         where s.token_hash = $1 and s.expires_at > now() and s.seen_at > now() - interval '14 days' and a.closed_at is null`,
        [createHash('sha256').update(token).digest()],
      )
      return found?.account_id
    } finally {
      client.release()
    }
  }

  const buy = async (buyer_id: string, key: string, wish: NaiveWish): Promise<object> => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const answer = await place(asking(client), buyer_id, key, wish)
      await client.query('commit')
      return answer
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }
  return { accountOf, buy, close: () => pool.end() }
}

const uuid = (prefix: string, shown: string): string => {
  const id = readId(prefix, shown)
  if (!id) throw new NaiveRefusal('malformed', 422)
  return id
}

async function place(ask: Ask, buyer_id: string, key: string, wish: NaiveWish): Promise<object> {
  const claim = claimOf(buyer_id, 'POST /v1/checkouts', key, wish)
  const [claimed] = await ask(
    'insert into idempotency_keys (id, hash, at) values ($1, $2, now()) on conflict do nothing returning id',
    [claim.id, claim.hash],
  )
  if (!claimed) {
    const [first] = await ask('select hash, answer from idempotency_keys where id = $1', [claim.id])
    if (first?.hash !== claim.hash) throw new NaiveRefusal('key_reused', 422)
    return first.answer
  }
  const [address] = await ask(
    'select recipient, phone, province, city, district, street from addresses where id = $1 and account_id = $2 and removed_at is null',
    [uuid('adr', wish.address_id), buyer_id],
  )
  if (!address) throw new NaiveRefusal('address_missing', 422)
  const rules = await ask('select effect, source, placement from link_rules where platform = $1', [
    'closedloop',
  ])
  const now = new Date()
  const deadline_at = new Date(now.getTime() + UNPAID_MS)
  const checkout_id = newId()
  const payment_id = newId()
  const lines = []
  // In one order, so that two buyers do not wait for each other in a circle.
  for (const wanted of wish.lines.toSorted((a, b) => (a.sku_id < b.sku_id ? -1 : 1)))
    lines.push(await reserve(ask, { buyer_id, wanted, rules, now, deadline_at }))

  const total = lines.reduce((sum, line) => sum + line.paid, 0n)
  const shops = new Map(lines.map((line) => [line.offer.shop_id as string, newId()]))
  const title = String(lines[0]?.offer.title)
  const payee = [...new Set(lines.map((line) => line.offer.shop_name))].join(', ')
  await ask(
    `insert into payments (id, subject_kind, subject_id, payer_id, provider, number, amount, currency, title, payee, state, state_at, deadline_at, created_at)
     values ($1, 'checkout', $2, $3, 'sandbox', $4, $5, 'CNY', $6, $7, 'created', $8, $9, $8)`,
    [
      payment_id,
      checkout_id,
      buyer_id,
      showId('pay', payment_id),
      total,
      title,
      payee,
      now,
      deadline_at,
    ],
  )
  await ask(
    `insert into checkouts (id, buyer_id, payment_id, amount, currency, created_at) values ($1, $2, $3, $4, 'CNY', $5)`,
    [checkout_id, buyer_id, payment_id, total, now],
  )
  const orders = []
  for (const [shop_id, order_id] of shops) {
    const own = lines.filter((line) => line.offer.shop_id === shop_id)
    orders.push(
      await writeOrder(ask, {
        order_id,
        shop_id,
        checkout_id,
        payment_id,
        buyer_id,
        address,
        note: wish.note ?? '',
        lines: own,
        now,
        deadline_at,
      }),
    )
  }
  const answer = {
    id: showId('chk', checkout_id),
    payment: {
      id: showId('pay', payment_id),
      subject_kind: 'checkout',
      subject_id: showId('chk', checkout_id),
      number: showId('pay', payment_id),
      amount: Number(total),
      refunded: 0,
      currency: 'CNY',
      state: 'created',
      cashier_url: null,
      deadline_at,
      paid_at: null,
      title,
    },
    orders,
    amount: Number(total),
    currency: 'CNY',
    deadline_at,
  }
  await ask('update idempotency_keys set answer = $2 where id = $1', [
    claim.id,
    JSON.stringify(answer),
  ])
  return answer
}

type Reserved = {
  id: string
  offer: Record<string, any>
  flash: Record<string, any> | undefined
  room: Record<string, any> | undefined
  quantity: number
  unit_price: bigint
  paid: bigint
}

/** Looks up one line, locks its stock, checks, and takes. */
async function reserve(
  ask: Ask,
  about: {
    buyer_id: string
    wanted: NaiveWish['lines'][number]
    rules: { effect: string; source: string | null; placement: string | null }[]
    now: Date
    deadline_at: Date
  },
): Promise<Reserved> {
  const { buyer_id, wanted, now } = about
  const sku_id = uuid('sku', wanted.sku_id)
  const flash_id = wanted.flash_offer_id ? uuid('fla', wanted.flash_offer_id) : null
  const [offer] = await ask(
    `select k.id as sku_id, k.product_id, k.shop_id, k.price, k.option_values, h.name as shop_name, p.title, p.source, p.ship_within_hours,
       c.fee_ppm, c.return_days, c.return_exception, pic.thumb_key as picture_key,
       p.state = 'on_shelf' and k.is_on_sale and h.state = 'open' and p.source = 'own' as is_for_sale
     from skus as k join products as p on p.id = k.product_id join shops as h on h.id = k.shop_id join categories as c on c.id = p.category_id
     left join pictures as pic on pic.id = p.picture_ids[1] where k.id = $1`,
    [sku_id],
  )
  if (!offer?.is_for_sale) throw new NaiveRefusal('not_for_sale')
  const placement = wanted.room_id ? 'live_cart' : 'merchant_detail_page'
  if (
    about.rules.some(
      (rule) =>
        rule.effect === 'block' && rule.source === offer.source && rule.placement === placement,
    )
  )
    throw new NaiveRefusal('blocked_by_link_policy')
  const [room] = wanted.room_id
    ? await ask(
        `select r.id, r.host_id, pl.id as plan_id, pl.commission_ppm from rooms as r
         join room_items as i on i.room_id = r.id and i.product_id = $2 and i.state = 'listed'
         left join plans as pl on pl.product_id = $2 and pl.kind = 'open' and pl.state = 'open'
         where r.id = $1 and r.state in ('live', 'paused', 'ended')`,
        [uuid('room', wanted.room_id), offer.product_id],
      )
    : []
  const [stock] = await ask('select available from stock where sku_id = $1 for update', [sku_id])
  if (!stock || BigInt(stock.available) < BigInt(wanted.quantity))
    throw new NaiveRefusal('out_of_stock')
  const [flash] = flash_id
    ? await ask(
        `select f.*, coalesce(t.quantity, 0) as mine from flash_offers as f
         left join flash_takings as t on t.flash_offer_id = f.id and t.buyer_id = $2 where f.id = $1`,
        [flash_id, buyer_id],
      )
    : []
  if (flash_id) {
    if (flash?.state !== 'open' || flash.opens_at > now || flash.closes_at <= now)
      throw new NaiveRefusal('flash_not_open')
    if (Number(flash.taken) + wanted.quantity > Number(flash.quota))
      throw new NaiveRefusal('flash_sold_out')
    if (Number(flash.mine) + wanted.quantity > flash.limit_per_buyer)
      throw new NaiveRefusal('flash_limit')
  }
  const unit_price = BigInt(flash ? flash.price : offer.price)
  if (wanted.seen_price !== undefined && BigInt(wanted.seen_price) !== unit_price)
    throw new NaiveRefusal('price_changed')
  const id = newId()
  const [level] = await ask(
    'update stock set available = available - $2, reserved = reserved + $2 where sku_id = $1 returning available',
    [sku_id, wanted.quantity],
  )
  await ask(
    `insert into reservations (id, sku_id, buyer_id, quantity, flash_offer_id, state, state_at, deadline_at, created_at)
     values ($1, $2, $3, $4, $5, 'reserved', $6, $7, $6)`,
    [id, sku_id, buyer_id, wanted.quantity, flash_id, now, about.deadline_at],
  )
  if (flash) {
    await ask('update flash_offers set taken = taken + $2 where id = $1', [
      flash_id,
      wanted.quantity,
    ])
    await ask(
      `insert into flash_takings as t (flash_offer_id, buyer_id, quantity, limit_per_buyer) values ($1, $2, $3, $4)
       on conflict (flash_offer_id, buyer_id) do update set quantity = t.quantity + excluded.quantity`,
      [flash_id, buyer_id, wanted.quantity, flash.limit_per_buyer],
    )
    await publish(ask, 'flash.changed', flash.room_id, flash, now)
  }
  await publish(
    ask,
    'stock.changed',
    offer.product_id,
    { product_id: offer.product_id, skus: [{ sku_id, available: Number(level.available) }] },
    now,
  )
  const paid = unit_price * BigInt(wanted.quantity)
  return { id, offer, flash, room, quantity: wanted.quantity, unit_price, paid }
}

async function writeOrder(
  ask: Ask,
  about: {
    order_id: string
    shop_id: string
    checkout_id: string
    payment_id: string
    buyer_id: string
    address: object
    note: string
    lines: Reserved[]
    now: Date
    deadline_at: Date
  },
): Promise<object> {
  const { order_id, shop_id, buyer_id, lines, now, deadline_at } = about
  const paid = lines.reduce((sum, line) => sum + line.paid, 0n)
  const hours = Math.max(...lines.map((line) => line.offer.ship_within_hours))
  const [{ number }] = await ask(
    `insert into orders (id, number, checkout_id, buyer_id, shop_id, payment_id, currency, goods_amount, discount_amount, freight_amount,
       paid_amount, address, buyer_note, ship_within_hours, state, state_at, deadline_at, created_at)
     values ($1, to_char($10::timestamptz at time zone 'Asia/Shanghai', 'YYMMDD')
         || lpad(((nextval('order_numbers')::numeric * 618033988749 + 271828182845) % 1000000000000)::text, 12, '0'),
       $2, $3, $4, $5, 'CNY', $6, 0, 0, $6, $7, $8, $9, 'unpaid', $10, $11, $10)
     returning number`,
    [
      order_id,
      about.checkout_id,
      buyer_id,
      shop_id,
      about.payment_id,
      paid,
      JSON.stringify(about.address),
      about.note,
      hours,
      now,
      deadline_at,
    ],
  )
  for (const [position, line] of lines.entries())
    await ask(
      `insert into order_lines (id, order_id, shop_id, position, product_id, sku_id, quantity, title, option_values, picture_key, unit_price,
         price_amount, paid_amount, fee_ppm, commission_ppm, plan_id, creator_id, room_id, flash_offer_id, return_days, return_exception)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
      [
        line.id,
        order_id,
        shop_id,
        position,
        line.offer.product_id,
        line.offer.sku_id,
        line.quantity,
        line.offer.title,
        line.offer.option_values,
        line.offer.picture_key,
        line.unit_price,
        line.paid,
        line.offer.fee_ppm,
        line.room?.commission_ppm ?? 0,
        line.room?.plan_id ?? null,
        line.room?.host_id ?? null,
        line.room?.id ?? null,
        line.flash?.id ?? null,
        line.offer.return_days,
        line.offer.return_exception,
      ],
    )
  await publish(
    ask,
    'order.placed',
    order_id,
    {
      order_id,
      shop_id,
      buyer_id,
      paid_amount: Number(paid),
      lines: lines.map((line) => ({
        line_id: line.id,
        product_id: line.offer.product_id,
        quantity: line.quantity,
        title: line.offer.title,
        room_id: line.room?.id ?? null,
        paid_amount: Number(line.paid),
      })),
    },
    now,
  )
  return {
    id: showId('ord', order_id),
    number,
    shop_id: showId('shp', shop_id),
    paid_amount: Number(paid),
  }
}

const publish = (ask: Ask, type: string, key: string, payload: object, now: Date) =>
  ask('insert into outbox (type, key, payload, at) values ($1, $2, $3, $4)', [
    type,
    key,
    toJson(payload),
    now,
  ])
