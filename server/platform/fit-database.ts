import pg from 'pg'
import { NoDatabase } from './embedded-postgres.ts'

const MUST_BE_ON = ['fsync', 'synchronous_commit', 'full_page_writes']

/**
 * Looks at a database before anything is written to it: it must answer, be PostgreSQL 18 or later, and keep what it
 * acknowledged through a power cut.
 */
export async function assertFit(url: string): Promise<void> {
  const client = await connect(url)
  try {
    const settings = await client.query<{ name: string; setting: string }>(
      'select name, setting from pg_settings where name = any($1)',
      [[...MUST_BE_ON, 'server_version_num', 'server_encoding', 'default_transaction_read_only']],
    )
    const { rows: recovering } = await client.query<{ yes: boolean }>(
      'select pg_is_in_recovery() as yes',
    )
    const set = new Map(settings.rows.map(({ name, setting }) => [name, setting]))
    if (Number(set.get('server_version_num')) < 180_000)
      throw new NoDatabase('this PostgreSQL is older than 18; use 18 or later')
    if (set.get('server_encoding') !== 'UTF8')
      throw new NoDatabase(
        `the database is encoded in ${set.get('server_encoding')}; make one with encoding UTF8`,
      )
    if (recovering[0]?.yes || set.get('default_transaction_read_only') === 'on')
      throw new NoDatabase(
        'the database can only be read; let DATABASE_URL name one that takes orders',
      )
    for (const name of MUST_BE_ON)
      if (['off', 'local'].includes(set.get(name) ?? 'off'))
        throw new NoDatabase(
          `the database runs with ${name}=${set.get(name)} and could lose acknowledged orders; turn it on`,
        )
  } finally {
    await client.end().catch(() => {})
  }
}

async function connect(url: string): Promise<pg.Client> {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw new NoDatabase('DATABASE_URL must look like postgres://user:password@host:5432/name')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // A connection that breaks later would otherwise end the process by an event nobody hears.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => {})
    const { hostname, port, pathname } = new URL(url)
    const { message, code } = error as Error & { code?: string }
    throw new NoDatabase(
      `the database ${hostname}:${port || 5432}${pathname} cannot be used: ${message || code}; see DATABASE_URL`,
    )
  }
}
