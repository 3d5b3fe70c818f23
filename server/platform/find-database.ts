import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from './embedded-postgres.ts'

/**
 * The database of an installation, running or stopped: DATABASE_URL, else the embedded one of the data folder,
 * which is started for as long as it is needed when nobody runs it.
 */
export async function findDatabase({
  data_dir,
  database_url,
}: {
  data_dir: string
  database_url: string | undefined
}): Promise<{ url: string; release: () => Promise<void> }> {
  if (database_url) return { url: database_url, release: async () => {} }
  const cluster = join(data_dir, 'postgres')
  if (!existsSync(join(cluster, 'PG_VERSION')))
    throw new Error(
      `there is no installation in ${data_dir}; start one with npm start, or set DATA_DIR or DATABASE_URL`,
    )
  const running = runningUrl(cluster)
  if (running && (await answers(running))) return { url: running, release: async () => {} }
  const started = await startEmbeddedPostgres({ folder: cluster })
  return { url: started.url, release: started.stop }
}

function runningUrl(cluster: string): string | undefined {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const port = readFileSync(file, 'utf8').split('\n')[3]?.trim()
  const password = readFileSync(`${cluster}.password`, 'utf8').trim()
  return port ? `postgres://closedloop:${password}@127.0.0.1:${port}/closedloop` : undefined
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
