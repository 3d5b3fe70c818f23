import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Database } from '../../db/tables.ts'
import { type Db, openDb } from '../../server/platform/db.ts'

/**
 * Interleaves operations statement by statement on real PostgreSQL. Each operation has a connection of its own whose
 * statements, BEGIN and COMMIT among them, stop at a gate; one goes through at a time, and when it is over the next
 * choice is made. A statement that has to wait for a lock is noticed, and the others go on until it is free.
 */

/** `at_gate`: has a statement ready. `blocked`: PostgreSQL says that its statement waits for another's lock. */
type Phase = 'off' | 'thinking' | 'at_gate' | 'in_statement' | 'blocked' | 'over'

/** One connection on which one operation at a time is played. */
export class Seat {
  readonly db: Db
  readonly letter: string
  phase: Phase = 'off'
  pid = 0
  /** What its last statement was; for reports. */
  last = ''
  changed: () => void = () => {}
  #letPass: () => void = () => {}
  #line: Promise<unknown> = Promise.resolve()
  readonly #opened: ReturnType<typeof openDb>

  constructor(url: string, letter: string) {
    this.letter = letter
    this.#opened = openDb(url, { max: 1, app: `schedule-${letter}` })
    const clients = new WeakMap<pg.PoolClient, object>()
    const pool = {
      connect: async () => {
        const client = await this.#opened.pool.connect()
        let gated = clients.get(client)
        if (!gated) {
          gated = {
            query: (text: string, values: unknown[]) =>
              this.#step(text, () => client.query(text, values)),
            release: () => client.release(),
          }
          clients.set(client, gated)
        }
        return gated
      },
      end: () => this.#opened.close(),
    }
    this.db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: pool as any }) })
  }

  /** Connects; a deadlock shall be told at once, not after the second that is PostgreSQL's own patience. */
  async open(): Promise<void> {
    const client = await this.#opened.pool.connect()
    this.pid = (
      (await client.query("set deadlock_timeout = '20ms'; select pg_backend_pid() as pid")) as any
    )[1].rows[0].pid
    client.release()
  }

  close = (): Promise<void> => this.db.destroy()

  /** Lets the waiting statement through. */
  pass(): void {
    this.phase = 'in_statement'
    this.#letPass()
  }

  /** Statements that are sent together still run one after the other: so do they pass the gate. */
  #step<T>(text: string, send: () => Promise<T>): Promise<T> {
    const turn = this.#line.then(() => this.#stop(text, send))
    this.#line = turn.catch(() => {})
    return turn
  }

  async #stop<T>(text: string, send: () => Promise<T>): Promise<T> {
    if (this.phase === 'off') return send()
    this.last = text
    this.phase = 'at_gate'
    const passed = new Promise<void>((done) => {
      this.#letPass = done
    })
    this.changed()
    await passed
    try {
      return await send()
    } finally {
      this.phase = 'thinking'
      this.changed()
    }
  }
}

export type Operation = (db: Db) => Promise<unknown>
export type Ending = { value: unknown } | { error: unknown }

/** A moment at which somebody had to be chosen: who could go on, who had gone before, who was taken. */
export type Moment = { ready: string; current: string; taken: string }
export type Played = {
  moments: Moment[]
  endings: Ending[]
  /** Letters in the order in which the operations were over. */
  over: string
  /** How often a statement had to wait for a lock. */
  waits: number
}
/** Says who of `ready` (letters) goes next. */
export type Choose = (ready: string, current: string, step: number) => string

/** A statement that is not over after this long is looked at: does it wait for a lock? */
const LOOK_AFTER_MS = 2
/** Nothing moves for so long: the harness itself is broken, or a lock is held by nobody of ours. */
const STUCK_MS = 20_000

/** Whoever watches the locks. */
export type Watch = (pids: readonly number[]) => Promise<readonly number[]>

export const lockWatch =
  (control: pg.Client): Watch =>
  async (pids) =>
    (
      await control.query<{ pid: number }>({
        name: 'blocked',
        text: 'select pid from unnest($1::int[]) as pid where cardinality(pg_blocking_pids(pid)) > 0',
        values: [pids],
      })
    ).rows.map(({ pid }) => pid)

/** Plays the operations against each other, in the order that `choose` says. */
export async function play(
  seats: readonly Seat[],
  operations: readonly Operation[],
  choose: Choose,
  watch: Watch,
): Promise<Played> {
  const players = operations.map((_, place) => seats[place] as Seat)
  const endings: Ending[] = []
  const moments: Moment[] = []
  let waits = 0
  let over = ''
  let moved = false
  let wake: () => void = () => {}
  const changed = () => {
    moved = true
    wake()
  }
  for (const player of players) {
    player.phase = 'thinking'
    player.changed = changed
  }
  for (const [place, player] of players.entries())
    void (async () => {
      try {
        endings[place] = { value: await operations[place]?.(player.db) }
      } catch (error) {
        endings[place] = { error }
      }
      player.phase = 'over'
      over += player.letter
      changed()
    })()

  const having = (phase: Phase) => players.filter((player) => player.phase === phase)
  const untilMoved = async (ms: number): Promise<void> => {
    if (moved) return
    await new Promise<void>((done) => {
      const timer = setTimeout(done, ms)
      wake = () => {
        clearTimeout(timer)
        done()
      }
    })
  }
  const look = async (): Promise<void> => {
    const running = having('in_statement')
    if (running.length === 0) return
    const waiting = new Set(await watch(running.map(({ pid }) => pid)))
    for (const player of running)
      if (player.phase === 'in_statement' && waiting.has(player.pid)) {
        player.phase = 'blocked'
        waits += 1
      }
  }
  /** Until everybody stands at the gate, waits for a lock, or is over. */
  const untilStill = async (): Promise<void> => {
    const end = performance.now() + STUCK_MS
    for (;;) {
      moved = false
      const busy = having('in_statement').length + having('thinking').length
      if (busy === 0 && (having('at_gate').length > 0 || having('blocked').length === 0)) return
      await untilMoved(busy > 0 ? LOOK_AFTER_MS : 50)
      if (!moved) await look()
      if (performance.now() > end)
        throw new Error(
          `nothing moves: ${players.map(({ letter, phase, last }) => `${letter} ${phase} ${last.slice(0, 80)}`).join('; ')}`,
        )
    }
  }

  let current = ''
  await untilStill()
  while (having('over').length < players.length) {
    const ready = having('at_gate')
      .map(({ letter }) => letter)
      .join('')
    const taken = choose(ready, ready.includes(current) ? current : '', moments.length)
    moments.push({ ready, current: ready.includes(current) ? current : '', taken })
    current = taken
    const player = players.find(({ letter }) => letter === taken) as Seat
    const frees = /^(commit|rollback)/i.test(player.last)
    player.pass()
    await untilStill()
    // Locks may have been given back: those who waited are looked at anew before the next choice.
    if (frees && having('blocked').length > 0) {
      for (const waiting of having('blocked')) waiting.phase = 'in_statement'
      await look()
      await untilStill()
    }
  }
  for (const player of players) player.phase = 'off'
  return { moments, endings, over, waits }
}
