import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../server/platform/embedded-postgres.ts'
import { migrate } from '../../server/platform/migrate.ts'

export type ThrowAwayDatabases = {
  /** A database of its own, migrated and empty, or a copy of another. */
  open: (from?: string) => Promise<string>
  close: () => Promise<void>
}

/** Databases that nobody misses: of the test run's own server where there is one, else of one started for the purpose. */
export async function throwAwayDatabases(): Promise<ThrowAwayDatabases> {
  const shared = process.env.TEST_DATABASE_URL
  const folder = shared ? undefined : mkdtempSync(join(tmpdir(), 'closedloop-drill-'))
  const postgres = folder ? await startEmbeddedPostgres({ folder: join(folder, 'pg') }) : undefined
  const url = shared ?? (postgres?.url as string)
  const named = (name: string) => {
    const made = new URL(url)
    made.pathname = `/${name}`
    return made.href
  }
  const opened: string[] = []
  const as = async (text: string) => {
    const client = new pg.Client({ connectionString: named('postgres') })
    await client.connect()
    await client.query(text).finally(() => client.end())
  }
  return {
    open: async (from) => {
      const name = `drill_${randomBytes(6).toString('hex')}`
      const template = from
        ? new URL(from).pathname.slice(1)
        : shared
          ? 'closedloop_template'
          : 'template1'
      await as(`create database ${name} template ${template}`)
      opened.push(name)
      if (!from && !shared) await migrate(named(name))
      return named(name)
    },
    close: async () => {
      for (const name of opened) await as(`drop database if exists ${name} with (force)`)
      await postgres?.stop()
      if (folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}
