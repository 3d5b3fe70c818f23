import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

const FOLDER = join(import.meta.dirname, '../../db/migrations')

/** The database was made by a newer release, or a landed migration was edited. */
export class BadMigration extends Error {
  override name = 'BadMigration'
}

/**
 * Brings the schema up to date: plain SQL files in the order of their numbers, each in its own transaction,
 * one migrator at a time. Killed at any moment, the next start goes on where it stopped.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'closedloop-migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(771000)')
    await client.query("set lock_timeout = '5s'")
    await client.query(`create table if not exists schema_migrations (
      name text primary key, hash text not null, at timestamptz not null default now())`)
    const done = new Map<string, string>(
      (await client.query('select name, hash from schema_migrations')).rows.map((r) => [
        r.name,
        r.hash,
      ]),
    )
    const names = readdirSync(FOLDER)
      .filter((name) => /^\d{4}_[a-z_]+\.sql$/.test(name))
      .sort()
    for (const name of done.keys())
      if (!names.includes(name))
        throw new BadMigration(
          `the database has migration ${name}, which this release does not know; start the newer release`,
        )
    const ran: string[] = []
    for (const name of names) {
      const text = readFileSync(join(FOLDER, name), 'utf8')
      const hash = createHash('sha256').update(text).digest('hex')
      const before = done.get(name)
      if (before === hash) continue
      if (before)
        throw new BadMigration(
          `migration ${name} was changed after it had run; restore it and add a new one`,
        )
      await client.query('begin')
      try {
        await client.query(text)
        await client.query('insert into schema_migrations (name, hash) values ($1, $2)', [
          name,
          hash,
        ])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback').catch(() => {})
        throw new Error(
          `migration ${name} failed: ${error instanceof Error ? error.message : error}`,
          { cause: error },
        )
      }
      ran.push(name)
    }
    return ran
  } finally {
    await client.end()
  }
}
