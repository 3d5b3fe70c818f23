import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Db } from './db.ts'
import type { Sweep } from './deadlines.ts'
import type { HttpApp } from './http.ts'
import type { LiveBus } from './live-bus.ts'
import type { Log } from './log.ts'
import type { MediaEngine } from './media/media.ts'
import type { Metrics } from './metrics.ts'
import type { Consumer } from './outbox.ts'
import type { Storage } from './storage.ts'

/** What modules are given: machinery, no other module. */
export type Context = {
  config: Config
  db: Db
  clock: Clock
  now: () => Date
  bus: LiveBus
  log: Log
  metrics: Metrics
  storage: Storage
  /** The media engine, where this process runs or reaches one. */
  media: MediaEngine | undefined
  /** Where our own HTTP answers on this machine; partners of the sandbox call it. Set once listening. */
  base_url: () => string
  /** Wakes the outbox now instead of at its next look: call it after a commit that someone waits for. */
  wake: () => void
}

/** What a module hands to the wiring: its routes, what it listens to, what it does by the clock, what must hold. */
export type Module = {
  name: string
  routes?: (http: HttpApp) => void
  consumers?: readonly Consumer[]
  sweeps?: readonly Sweep[]
  /** SQL that must return no row; run by `verify`, after every journey, and in production. */
  invariants?: readonly Invariant[]
  /** Opens what lives as long as the process (sockets, engines); returns how to close it. */
  start?: () => Promise<() => Promise<void>>
}

export type Invariant = {
  /** `I-30 stock adds up`: the number of the catalogue in docs/invariants.md and words. */
  name: string
  /** A query whose rows are violations; the first columns name the offender. Keep it `limit 100`. */
  sql: string
}
