import pg from 'pg'
import type { FaultProxy, Toxic } from './fault-proxy.ts'

/** Something that makes a database slow or silent for a while. */
export type Fault = {
  name: string
  /** Starts it and says how to end it. */
  begin: (about: {
    proxy: FaultProxy
    database_url: string
    sku_id: string
  }) => Promise<() => Promise<void>>
}

const toxic = (name: string, what: Toxic): Fault => ({
  name,
  begin: async ({ proxy }) => {
    proxy.set(what)
    return async () => proxy.set(undefined)
  },
})

/** Somebody else's transaction that stays open: a person at a console, a report, a migration. */
const stranger = (name: string, statement: string, wants_sku = false): Fault => ({
  name,
  begin: async ({ database_url, sku_id }) => {
    const client = new pg.Client({ connectionString: database_url })
    client.on('error', () => {})
    await client.connect()
    await client.query('begin')
    await client.query(statement, wants_sku ? [sku_id] : [])
    return async () => {
      await client.query('rollback')
      await client.end()
    }
  },
})

const WRITES_ORDERS = /insert into orders\b/i

export const FAULTS: readonly Fault[] = [
  toxic('a little late', { is: 'latency', from_ms: 50, to_ms: 250 }),
  toxic('very late', { is: 'latency', from_ms: 400, to_ms: 2_000 }),
  toxic('a thin wire', { is: 'bandwidth', bytes_per_s: 24_000 }),
  toxic('silence', { is: 'stop' }),
  toxic('resets', { is: 'reset', within_ms: 1_500 }),
  toxic('commits cut off', { is: 'cut_commit', of: WRITES_ORDERS, share: 0.3 }),
  stranger('the hot row is held', 'select from stock where sku_id = $1 for update', true),
  stranger('the stock is locked', 'lock table stock in access exclusive mode'),
]
