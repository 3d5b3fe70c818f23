import pg from 'pg'
import { newId } from '../../server/kernel/ids.ts'
import { toJson } from '../../server/platform/outbox.ts'

/*
 * The same callback as the platform's, in the same tables with the same checks, written the way one does at first: one
 * interactive transaction for each, from the raw bytes to the order that is to be shipped. Statements are prepared once a
 * connection.
 */

type Told = {
  id: string
  data: { merchant_number: string; number: string; amount: number; currency: string }
}

const names = new Map<string, string>()
const named = (text: string): string => {
  const name = names.get(text) ?? `n${names.size}`
  names.set(text, name)
  return name
}
type Ask = (text: string, values: unknown[]) => Promise<any[]>

export function openNaive(url: string, size: number) {
  const pool = new pg.Pool({ connectionString: url, max: size })
  return async (raw: Buffer, headers: object): Promise<void> => {
    const client = await pool.connect()
    const ask: Ask = async (text, values) =>
      (await client.query({ name: named(text), text, values })).rows
    try {
      await client.query('begin')
      await take(ask, raw, headers)
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }
}

async function take(ask: Ask, raw: Buffer, headers: object): Promise<void> {
  const now = new Date()
  const { id, data } = JSON.parse(raw.toString('utf8')) as Told
  const [stored] = await ask(
    `insert into provider_callbacks (id, provider, event_id, raw, headers, received_at) values ($1, 'sandbox', $2, $3, $4, $5)
     on conflict do nothing returning id`,
    [newId(), id, raw, JSON.stringify(headers), now],
  )
  if (!stored) return
  const [payment] = await ask(
    `select * from payments where number = $1 and provider = 'sandbox' for no key update`,
    [data.merchant_number],
  )
  const fits =
    payment && String(payment.amount) === String(data.amount) && payment.currency === data.currency
  const outcome = fits && payment.provider_number === null ? 'paid' : 'nothing'
  if (outcome === 'paid') {
    await ask(
      `update payments set state = 'succeeded', state_at = $2, deadline_at = null, provider_number = $3, paid_at = $2, next_query_at = null where id = $1`,
      [payment.id, now, data.number],
    )
    await history(ask, 'payments', payment.id, [payment.state, 'succeeded'], now)
    await ship(ask, payment, now)
    await book(ask, payment, now)
  }
  await ask('update provider_callbacks set handled_at = $2, outcome = $3 where id = $1', [
    stored.id,
    now,
    outcome,
  ])
}

async function ship(ask: Ask, payment: any, now: Date): Promise<void> {
  const orders = await ask(
    `select * from orders where checkout_id = $1 and state = 'unpaid' order by id for no key update`,
    [payment.subject_id],
  )
  for (const order of orders) {
    const lines = await ask('select * from order_lines where order_id = $1 order by sku_id', [
      order.id,
    ])
    for (const line of lines) {
      await ask(
        `update reservations set state = 'claimed', state_at = $2, deadline_at = null where id = $1 and state = 'reserved'`,
        [line.id, now],
      )
      await history(ask, 'reservations', line.id, ['reserved', 'claimed'], now)
      await ask('update stock set reserved = reserved - $2, sold = sold + $2 where sku_id = $1', [
        line.sku_id,
        line.quantity,
      ])
    }
    await ask(
      `update orders set state = 'to_ship', state_at = $2::timestamptz, paid_at = $2::timestamptz, ship_by = $2::timestamptz + make_interval(hours => ship_within_hours),
         deadline_at = $2::timestamptz + make_interval(hours => ship_within_hours + 24) where id = $1`,
      [order.id, now],
    )
    await history(ask, 'orders', order.id, ['unpaid', 'to_ship'], now)
    await tell(ask, 'order.paid', order.id, { order_id: order.id, lines: [] }, now)
  }
  const { id, subject_kind, subject_id, amount, currency } = payment
  await tell(
    ask,
    'payment.succeeded',
    id,
    { payment_id: id, subject_kind, subject_id, amount: Number(amount), currency, paid_at: now },
    now,
  )
}

async function book(ask: Ask, { id, amount, currency }: any, now: Date): Promise<void> {
  const [journal] = await ask(
    `insert into journals (event, kind, at, booked_on) values ($1, 'payment', $2::timestamptz, ($2::timestamptz at time zone 'Asia/Shanghai')::date)
     on conflict do nothing returning id`,
    [`payment:${id}`, now],
  )
  if (!journal) return
  const accounts = await ask(
    `select id, kind, balance from ledger_accounts where currency = $1 and kind in ('outside', 'unallocated') order by id for no key update`,
    [currency],
  )
  const entries = accounts.map((account) => {
    const moved = account.kind === 'outside' ? -BigInt(amount) : BigInt(amount)
    return { account_id: account.id, moved, balance: BigInt(account.balance) + moved }
  })
  await ask(
    `insert into ledger_entries (journal_id, account_id, amount, currency, balance_after)
     values ($1, $2, $3, $8, $4), ($1, $5, $6, $8, $7)`,
    [
      journal.id,
      ...entries.flatMap(({ account_id, moved, balance }) => [account_id, moved, balance]),
      currency,
    ],
  )
  for (const { account_id, balance } of entries)
    await ask(
      'update ledger_accounts set balance = $2, entries_count = entries_count + 1 where id = $1',
      [account_id, balance],
    )
}

const history = (ask: Ask, noun: string, id: string, [from, to]: [string, string], at: Date) =>
  ask(
    `insert into state_changes (noun, noun_id, from_state, to_state, actor_kind, actor_id, reason, at) values ($1, $2, $3, $4, 'provider', 'sandbox', 'paid', $5)`,
    [noun, id, from, to, at],
  )

const tell = (ask: Ask, type: string, key: string, payload: object, at: Date) =>
  ask('insert into outbox (type, key, payload, at) values ($1, $2, $3, $4)', [
    type,
    key,
    toJson(payload),
    at,
  ])
