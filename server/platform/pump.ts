import type { Db } from './db.ts'
import { runSweep, type Sweep } from './deadlines.ts'
import type { Log } from './log.ts'
import { type Consumer, consume, isUnheard, sequence, whoHears } from './outbox.ts'

export type Pump = {
  wake: () => void
  stop: () => Promise<void>
}

/** A round begins at most this often, so that a crowd's facts travel together. */
const ROUND_MS = 20

/** Moves facts from the outbox to their listeners: soon when woken, else a few times a second. */
export function startPump(db: Db, consumers: readonly Consumer[], log: Log, every_ms = 150): Pump {
  let stopped = false
  let awake: (() => void) | undefined
  let woken = false
  const loop = (async () => {
    while (!stopped) {
      woken = false
      let moved = 0
      const begun = performance.now()
      try {
        moved = await pumpOnce(db, consumers, log)
      } catch (error) {
        log.error({ err: error }, 'the outbox could not be read; it is tried again')
      }
      const early = ROUND_MS - (performance.now() - begun)
      if (early > 0 && !stopped) await new Promise((done) => setTimeout(done, early))
      // After a rush there is more in line than one round takes.
      if (moved > 0 || woken || stopped) continue
      await new Promise<void>((done) => {
        const timer = setTimeout(done, every_ms)
        awake = () => {
          clearTimeout(timer)
          done()
        }
      })
      awake = undefined
    }
  })()
  return {
    wake: () => {
      woken = true
      awake?.()
    },
    stop: async () => {
      stopped = true
      awake?.()
      await loop
    },
  }
}

/** One round: place what was committed, let every consumer hear. Returns how many facts moved. */
export async function pumpOnce(db: Db, consumers: readonly Consumer[], log: Log): Promise<number> {
  let moved = await sequence(db)
  for (const consumer of await whoHears(db, consumers)) moved += await consume(db, consumer, log)
  return moved
}

/** Rest waits for a listener that failed and tries again this soon: two who met in a deadlock do not meet again. */
const SOON_MS = 1_000

/**
 * Lets everything that is due or waiting happen, until nothing moves any more and everything said was heard: what goes on in the
 * background of this process or in another one is waited for. For tests and the movable clock.
 */
export async function settleDown(
  db: Db,
  consumers: readonly Consumer[],
  sweeps: readonly Sweep[],
  now: () => Date,
  log: Log,
): Promise<void> {
  for (let round = 0; round < 500; round++) {
    let moved = await pumpOnce(db, consumers, log)
    for (const sweep of sweeps) moved += await runSweep(db, sweep, now())
    if (moved > 0) continue
    if (!(await isUnheard(db, consumers, SOON_MS))) return
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error('the platform does not come to rest')
}
