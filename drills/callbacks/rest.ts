import { createHash } from 'node:crypto'
import pg from 'pg'

/** What the platform has still to do with what it was told. */
const UNDONE = `
  select (select count(*) from provider_callbacks where handled_at is null)
    + (select count(*) from heard_payments)
    + (select count(*) from refunds where state in ('requested', 'sent'))
    + (select count(*) from orders as o join payments as p on p.id = o.payment_id where p.state = 'succeeded' and o.state = 'unpaid')
    + (select count(*) from payments where state = 'pending' and next_query_at <= $1)
    + (select count(*) from orders where state = 'unpaid' and deadline_at <= $1) as count`

/** Waits until nothing is left to do; false when that takes longer than `limit_ms`. */
export async function comesToRest(
  database_url: string,
  now: () => Date,
  limit_ms: number,
): Promise<boolean> {
  const client = new pg.Client({ connectionString: database_url })
  await client.connect()
  try {
    const end = performance.now() + limit_ms
    for (;;) {
      const { rows } = await client.query<{ count: string }>(UNDONE, [now()])
      if (rows[0]?.count === '0') return true
      if (performance.now() > end) return false
      await new Promise((done) => setTimeout(done, 60))
    }
  } finally {
    await client.end()
  }
}

/** All that money and orders stand on. */
const TABLES = [
  'payments',
  'refunds',
  'orders',
  'order_lines',
  'provider_callbacks',
  'payment_differences',
  'journals',
  'ledger_entries',
  'ledger_accounts',
  'state_changes',
  'stock',
  'reservations',
  'settlements',
  'heard_payments',
] as const

/** One word for every row there is of what counts: two that are equal mean that nothing changed. */
export async function pictureOf(database_url: string): Promise<string> {
  const client = new pg.Client({ connectionString: database_url })
  await client.connect()
  try {
    const sums = createHash('sha256')
    for (const table of TABLES) {
      const { rows } = await client.query<{ sum: string }>(
        `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as sum from ${table} as t`,
      )
      sums.update(`${table} ${rows[0]?.sum}\n`)
    }
    return sums.digest('hex')
  } finally {
    await client.end()
  }
}

/** How each payment ended, told without names, ids, times and amounts. */
export async function endsOf(
  database_url: string,
  numbers: readonly string[],
): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: database_url })
  await client.connect()
  try {
    const { rows } = await client.query<{ number: string; ended: string }>(
      `select p.number, concat_ws(' | ', p.state, p.paid_at is not null, p.refunded = p.amount,
          (select string_agg(distinct o.state, ' ') from orders as o where o.payment_id = p.id),
          (select string_agg(r.reason_kind || ' ' || r.state, ' ' order by r.reason_kind, r.state) from refunds as r where r.payment_id = p.id),
          (select string_agg(d.kind, ' ' order by d.kind) from payment_differences as d where d.payment_id = p.id),
          (select string_agg(j.kind, ' ' order by j.kind) from journals as j where j.event like 'payment:' || p.id || '%')) as ended
        from payments as p where p.number = any($1)`,
      [numbers],
    )
    return new Map(rows.map(({ number, ended }) => [number, ended]))
  } finally {
    await client.end()
  }
}
