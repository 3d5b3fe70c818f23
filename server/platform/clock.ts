import { type Db, row } from './db.ts'

/** The one clock. Business time comes only from here, so tests, demos and drills can move it. */
export type Clock = {
  now: () => Date
  /** Milliseconds that business time is ahead of the wall. */
  offset: () => number
  /** Moves business time forward for every process on this database. */
  advance: (ms: number) => Promise<void>
  /** Learns what other processes moved. */
  refresh: () => Promise<void>
}

/** A clock whose offset is kept in the database, so that all processes and restarts agree on the time. */
export async function openClock(db: Db): Promise<Clock> {
  let offset = 0
  const refresh = async () => {
    offset = Number(
      (await row<{ offset_ms: bigint }>(db)`select offset_ms from clock`)?.offset_ms ?? 0n,
    )
  }
  await refresh()
  return {
    now: () => new Date(Date.now() + offset),
    offset: () => offset,
    advance: async (ms) => {
      if (!(ms >= 0)) throw new RangeError('time only moves forward')
      await row(
        db,
      )`update clock set offset_ms = offset_ms + ${Math.round(ms)}::bigint returning offset_ms`
      await refresh()
    },
    refresh,
  }
}
