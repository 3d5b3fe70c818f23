import { CompiledQuery } from 'kysely'
import { newId } from '../../server/kernel/ids.ts'
import { type Actor, system } from '../../server/kernel/state.ts'
import type { Context } from '../../server/platform/context.ts'
import type { Db } from '../../server/platform/db.ts'
import { type Claim, claimOf } from '../../server/platform/idempotency.ts'
import type { Arena, Copy } from './arena.ts'
import type { Check } from './checks.ts'
import type { Station } from './mother.ts'

/** Where one schedule is played: a copy of its own, and a handle that is never held at the gate. */
export type Stage = { arena: Arena; copy: Copy; db: Db; now: Date }

/** What an operation has: the stage, and a context whose database stops at the gate. */
export type Part = Stage & { context: Context; gated: Db }

/** Operations that meet at the same money or stock, what must hold afterwards, and how it may end. */
export type Pair = {
  /** `pay × cancel`: the first operation is A, the second B. */
  name: string
  station: Station
  /** SQL run once in the database of this pair. */
  setup?: string
  /** Brings a copy to where the operations meet. */
  arm?: (stage: Stage) => Promise<unknown>
  /** Each is what the platform itself does. Returns a word for what came of it; nothing is `ok`, a refusal its code. */
  operations: readonly ((part: Part) => Promise<unknown>)[]
  /** Lets what follows from both happen: listeners and sweeps. */
  rest?: (stage: Stage) => Promise<unknown>
  checks: readonly Check[]
  /** What came of it, in a few words. */
  tell: (stage: Stage, answers: readonly string[]) => Promise<string> | string
  /** Every ending that there is; each must be reached, and any other is a violation. */
  endings: readonly string[]
  /** Endings that the budget of a short run need not reach. */
  rare?: readonly string[]
  /** Short programs: every interleaving is played. */
  exhaustive?: boolean
  /** Part of the budget, 1 where nothing is said. */
  share?: number
}

/** One text out of the database: asked with these values; empty where there is nothing. */
export const ask = async (db: Db, query: string, ...values: unknown[]): Promise<string> => {
  const { rows } = await db.executeQuery<{ said: string | null }>(CompiledQuery.raw(query, values))
  return rows[0]?.said ?? ''
}

/** A claim that nobody has made before, of this caller. */
export const claimOfOwn = (caller: string, key: string = newId()): Claim =>
  claimOf(caller, 'schedule', key, 'same')

export const person = (id: string): Actor => ({ kind: 'account', id })
export const clockwork: Actor = system('schedule')
