import type { Db } from './db.ts'
import { row } from './db.ts'
import type { Log } from './log.ts'

/**
 * Due work is found by a set-based statement, not by a timer a row: a sweep takes what is past its
 * deadline by the platform's clock and applies the published default.
 */
export type Sweep = {
  /** `orders.unpaid`: module and what. */
  name: string
  /** How often it looks, by the wall clock. */
  every_ms: number
  /** Returns how many it dealt with; called again at once while that is more than zero. */
  sweep: (now: Date) => Promise<number>
}

/** Runs sweeps until stopped. Of several processes only one runs a sweep at a time. */
export function startSweeps(db: Db, sweeps: readonly Sweep[], now: () => Date, log: Log) {
  let stopped = false
  const busy = new Set<Promise<unknown>>()
  const timers = sweeps.map((sweep) => {
    const turn = async () => {
      try {
        await runSweep(db, sweep, now())
      } catch (error) {
        log.error({ sweep: sweep.name, err: error }, 'a sweep failed; it is tried again')
      }
    }
    let running = false
    return setInterval(() => {
      if (running || stopped) return
      running = true
      const one = turn().finally(() => {
        running = false
        busy.delete(one)
      })
      busy.add(one)
    }, sweep.every_ms)
  })
  return {
    stop: async () => {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      await Promise.allSettled(busy)
    },
  }
}

/** What each sweep of this process is at. */
const under_way = new WeakMap<Sweep, Promise<number>>()

/**
 * One pass of one sweep until nothing is due any more (bounded). In one process it goes on once at a time: who comes
 * meanwhile waits, for what is under way passes over no row that is locked by itself, and is not done yet either.
 */
export async function runSweep(db: Db, one: Sweep, now: Date): Promise<number> {
  for (let before = under_way.get(one); before; before = under_way.get(one))
    await before.catch(() => {})
  const work = pass(db, one, now).finally(() => under_way.delete(one))
  under_way.set(one, work)
  return work
}

async function pass(db: Db, { name, sweep }: Sweep, now: Date): Promise<number> {
  let dealt = 0
  for (let pass = 0; pass < 1_000; pass++) {
    const count = await sweep(now)
    dealt += count
    if (count === 0) break
  }
  if (dealt > 0)
    await row(db)`
      insert into sweep_runs (name, last_at, dealt) values (${name}, ${now}, ${dealt})
      on conflict (name) do update set last_at = excluded.last_at, dealt = sweep_runs.dealt + excluded.dealt`
  return dealt
}
