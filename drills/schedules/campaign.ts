import { Refusal } from '../../server/kernel/refusal.ts'
import type { Context, Invariant } from '../../server/platform/context.ts'
import { isDatabaseError } from '../../server/platform/db.ts'
import { checkInvariants } from '../../server/platform/invariants.ts'
import { type Arena, openArena } from './arena.ts'
import { violations } from './checks.ts'
import { COPIES } from './copies.ts'
import { exactly, explore, randomFrom } from './explore.ts'
import type { Mothers } from './mother.ts'
import type { Pair, Part, Stage } from './pair.ts'
import { type Ending, type Operation, type Played, play } from './scheduler.ts'

/** A schedule that broke something: `order` plays it again. */
export type Find = { order: string; check: string; what: string }

export type Report = {
  pair: string
  schedules: number
  /** How many of them were unlike each other. */
  distinct: number
  /** Statements let through one by one. */
  statements: number
  /** Statements that had to wait for another's lock. */
  waits: number
  /** Operations that PostgreSQL ended because each waited for the other. */
  deadlocks: number
  /** Every interleaving was played. */
  exhausted: boolean
  /** How often it ended how. */
  endings: Record<string, number>
  /** How often the operations were over in which order. */
  orders: Record<string, number>
  finds: Find[]
  /** Of the platform's own invariants, asked once at the end. */
  invariants: number
  ms: number
}

const TRIES = 4

type Wish = {
  schedules: number
  seed: number
  /** Plays this one schedule only. */
  replay?: string
  /** Stops after the first find: a planted fault was caught. */
  until_found?: boolean
}

/** Whoever is told "busy" comes again; that a deadlock was why is counted. */
const asClient =
  (
    work: (part: Part) => Promise<unknown>,
    part: Omit<Part, 'gated' | 'context'>,
    arena: Arena,
    dead: () => void,
  ): Operation =>
  async (gated) => {
    const context: Context = { ...arena.context, db: gated, now: () => part.now }
    for (let tries = 1; ; tries++)
      try {
        return await work({ ...part, context, gated })
      } catch (error) {
        if (isDatabaseError(error, '40P01')) dead()
        else if (!isDatabaseError(error, '55P03')) throw error
        if (tries === TRIES) return 'busy'
      }
  }

const wordsOf = ({ endings }: Played): string => endings.map(wordOf).join(', ')
const wordOf = (ending: Ending): string => {
  if ('value' in ending) return typeof ending.value === 'string' ? ending.value : 'ok'
  return ending.error instanceof Refusal ? ending.error.code : 'failed'
}

/** Plays schedules of one pair, each on a copy of its own, and looks at what they left. */
export async function playPair(
  mothers: Mothers,
  pair: Pair,
  { schedules, seed, replay, until_found = false }: Wish,
): Promise<Report> {
  const started = performance.now()
  const report: Report = {
    ...{ pair: pair.name, schedules: 0, distinct: 0, statements: 0, waits: 0, deadlocks: 0 },
    ...{ exhausted: false, endings: {}, orders: {}, finds: [], invariants: 0, ms: 0 },
  }
  const seen = new Set<string>()
  const explorer = explore({ seed, exhaustive: pair.exhaustive ?? false })
  const open = async () =>
    openArena({
      mother: mothers.at(pair.station),
      database: await mothers.databaseAt(pair.station),
      context: mothers.world.app.context,
      seats: pair.operations.length,
      setup: pair.setup,
    })
  let arena = await open()
  let here = 0
  const leave = async () => {
    const broken = await restAndVerify(mothers, arena)
    report.invariants = broken.count
    for (const { name, row } of broken.rows)
      report.finds.push({ order: '', check: name, what: row })
    await arena[Symbol.asyncDispose]()
  }
  try {
    while (report.schedules < (replay ? 1 : schedules)) {
      const plan = replay ? { choose: exactly(replay), learn: () => {} } : explorer.next()
      if (!plan) {
        report.exhausted = true
        break
      }
      if (here === COPIES) {
        await leave()
        arena = await open()
        here = 0
      }
      here += 1
      const copy = arena.next()
      const stage: Stage = { arena, copy, db: arena.db, now: arena.now() }
      await pair.arm?.(stage)
      const deadlocks = report.deadlocks
      const played = await play(
        arena.seats,
        pair.operations.map((work) =>
          asClient(work, stage, arena, () => {
            report.deadlocks += 1
          }),
        ),
        plan.choose,
        arena.watch,
      )
      plan.learn(played.moments)
      const order = played.moments.map(({ taken }) => taken).join('')
      report.schedules += 1
      report.statements += order.length
      report.waits += played.waits
      report.orders[played.over] = (report.orders[played.over] ?? 0) + 1
      seen.add(order)
      const found = (check: string, what: string) => report.finds.push({ order, check, what })
      for (const ending of played.endings)
        if ('error' in ending && !(ending.error instanceof Refusal))
          found(
            'an operation failed',
            String(
              ending.error instanceof Error ? ending.error.stack?.slice(0, 600) : ending.error,
            ),
          )
      // The platform promises one order of locks: nobody should ever have to be ended.
      if (report.deadlocks > deadlocks) found('a deadlock', wordsOf(played))
      await pair.rest?.(stage)
      for (const { check, what } of await violations(arena.db, pair.checks, arena.idsOf(copy)))
        found(check, what)
      const told = await pair.tell(stage, played.endings.map(wordOf))
      report.endings[told] = (report.endings[told] ?? 0) + 1
      if (![...pair.endings, ...(pair.rare ?? [])].includes(told))
        found('an ending that should not be', told)
      if (until_found && report.finds.length > 0) break
      if (report.finds.length >= 20) break
    }
    if (!until_found) await leave()
    else await arena[Symbol.asyncDispose]()
  } catch (error) {
    await arena[Symbol.asyncDispose]()
    throw error
  }
  report.distinct = seen.size
  report.ms = performance.now() - started
  return report
}

/** Listens and sweeps until nothing moves any more, then asks every invariant of the platform. */
async function restAndVerify(
  mothers: Mothers,
  arena: Arena,
): Promise<{ count: number; rows: { name: string; row: string }[] }> {
  const invariants: Invariant[] = await mothers.world.app.invariants()
  await arena.settleDown()
  const findings = await checkInvariants(arena.db, invariants)
  return {
    count: findings.length,
    rows: findings.flatMap(({ name, rows }) =>
      rows.slice(0, 2).map((row) => ({
        name,
        row: JSON.stringify(row, (_, part) => (typeof part === 'bigint' ? Number(part) : part)),
      })),
    ),
  }
}

/** What was never reached: an ending, or one of the operations being the first to be over. */
export const missing = (pair: Pair, report: Report): string[] => [
  ...pair.endings.filter((ending) => !report.endings[ending]),
  ...pair.operations.flatMap((_, place) => {
    const letter = 'ABC'[place] as string
    return Object.keys(report.orders).some((order) => order.startsWith(letter))
      ? []
      : [`${letter} first`]
  }),
]

/** Whether one operation was through before the next began: what breaks even then is no race. */
export const isSerial = (order: string): boolean => {
  const turns = order.replace(/(.)\1+/g, '$1')
  return new Set(turns).size === turns.length
}

/**
 * Plays all pairs, several side by side, each in a database of its own. Short programs are played to the end of their
 * interleavings, the others share what is left of the budget. Reports come in the order of the pairs.
 */
export async function campaign(
  mothers: Mothers,
  pairs: readonly Pair[],
  { schedules, seed, at_once = 4 }: { schedules: number; seed: number; at_once?: number },
  tell: (report: Report) => void = () => {},
): Promise<Report[]> {
  const random = randomFrom(seed)
  const seeds = new Map(pairs.map((pair) => [pair, Math.floor(random() * 2 ** 32)]))
  const reports = new Map<Pair, Report>()
  const playAll = async (some: readonly Pair[], budget: number): Promise<number> => {
    const shares = some.reduce((sum, { share = 1 }) => sum + share, 0)
    const waiting = [...some]
    const lane = async () => {
      for (let pair = waiting.shift(); pair; pair = waiting.shift()) {
        const report = await playPair(mothers, pair, {
          schedules: Math.ceil((budget * (pair.share ?? 1)) / shares),
          seed: seeds.get(pair) as number,
        })
        reports.set(pair, report)
        tell(report)
      }
    }
    await Promise.all(Array.from({ length: at_once }, lane))
    return some.reduce((sum, pair) => sum + (reports.get(pair)?.schedules ?? 0), 0)
  }
  const short = pairs.filter(({ exhaustive }) => exhaustive)
  const played = await playAll(short, (schedules * short.length) / pairs.length)
  await playAll(
    pairs.filter((pair) => !short.includes(pair)),
    schedules - played,
  )
  return pairs.map((pair) => reports.get(pair) as Report)
}
