import { readFileSync } from 'node:fs'
import type pg from 'pg'
import { childrenOf, postgresOf } from '../../journeys/running-server.ts'

/** Linux counts processor time in hundredths of a second, whatever its clock runs at. */
const TICK_US = 10_000

type Times = { own: number; reaped: number }

function timesOf(pid: number): Times {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return {
      own: Number(fields[11]) + Number(fields[12]),
      reaped: Number(fields[13]) + Number(fields[14]),
    }
  } catch {
    // It ended while we looked; its parent has its time by now.
    return { own: 0, reaped: 0 }
  }
}

/** What was used up so far; only differences mean anything. */
export type Usage = { server_us: number; database_us: number; wal_bytes: number; at: number }

/**
 * Processor time of the server process with all its threads, and of PostgreSQL with every process it has or had;
 * bytes of write-ahead log.
 */
export async function usageOf(
  pids: { server: number; data_dir: string },
  client: pg.Client,
): Promise<Usage> {
  const { rows } = await client.query<{ lsn: string }>(
    `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as lsn`,
  )
  const postmaster = postgresOf(pids.data_dir)
  const main = timesOf(postmaster)
  const living = childrenOf(postmaster).reduce((sum, pid) => sum + timesOf(pid).own, 0)
  return {
    server_us: timesOf(pids.server).own * TICK_US,
    database_us: (main.own + main.reaped + living) * TICK_US,
    wal_bytes: Number(rows[0]?.lsn),
    at: performance.now(),
  }
}

export const usedBetween = (before: Usage, after: Usage): Usage => ({
  server_us: after.server_us - before.server_us,
  database_us: after.database_us - before.database_us,
  wal_bytes: after.wal_bytes - before.wal_bytes,
  at: after.at - before.at,
})
