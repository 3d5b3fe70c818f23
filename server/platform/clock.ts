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

/** An answer that took longer says too little about when the database read its clock. */
const TRUSTED_TRIP_MS = 100
/** Less than this is how finely clocks are read, not how they differ. */
const SAME_MS = 20

/**
 * How much the database's clock is ahead of ours, when it read `at` somewhere in the `trip` that began at our `asked_at`. What was
 * believed before stays unless this answer contradicts it: a busy machine answers late, and time must not step back for that.
 */
export function skewOf(believed: number, asked_at: number, trip: number, at: number): number {
  const [least, most] = [at - (asked_at + trip), at - asked_at]
  if (believed >= least - SAME_MS && believed <= most + SAME_MS) return believed
  return Math.round((least + most) / 2)
}

/**
 * The database's clock, and an offset kept in it, so that all processes and restarts agree on the time: of two servers
 * whose own clocks differ neither opens a sale before the other.
 */
export async function openClock(db: Db): Promise<Clock> {
  let offset = 0
  let skew = 0
  const refresh = async () => {
    const [asked, asked_at] = [performance.now(), Date.now()]
    const found = await row<{ offset_ms: bigint; at: Date }>(db)`
      select offset_ms, clock_timestamp() as at from clock`
    const trip = performance.now() - asked
    offset = Number(found?.offset_ms ?? 0n)
    if (found && trip <= TRUSTED_TRIP_MS) skew = skewOf(skew, asked_at, trip, found.at.getTime())
  }
  await refresh()
  return {
    now: () => new Date(Date.now() + skew + offset),
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
