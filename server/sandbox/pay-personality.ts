import { type Db, row, rows } from '../platform/db.ts'
import { toJson } from '../platform/outbox.ts'

/** How the provider behaves: chances are 0..1. Real ones do all of this, only not on request. */
export type Personality = {
  /** A notice is never delivered. */
  lose: number
  /** A notice is delivered several times at once. */
  double: number
  /** Every notice comes this much later. */
  delay_ms: number
  /** Notices come in another order than things happened. */
  reorder: boolean
  /** Somebody sends wrong copies of a notice besides. */
  forge: number
  /** A refund succeeds, but the caller hears nothing of it (504). */
  refund_timeout: number
  refund_fail: number
  payout_fail: number
  /** The same seed draws the same luck. */
  seed: number
}

const PLAIN: Personality = {
  lose: 0,
  double: 0,
  delay_ms: 0,
  reorder: false,
  forge: 0,
  refund_timeout: 0,
  refund_fail: 0,
  payout_fail: 0,
  seed: 1,
}

export type Luck = {
  settings: Personality
  chance: (probability: number) => boolean
  between: (low: number, high: number) => number
}

/** Reads and keeps the personality; draws come from one seeded stream. */
export function makePersonality(db: Db) {
  let random = mulberry32(PLAIN.seed)
  return {
    /** What a caller may change, checked; undefined when it is no personality. */
    read: (given: unknown): Personality | undefined => {
      if (given === null || typeof given !== 'object' || Array.isArray(given)) return undefined
      const settings: Record<string, number | boolean> = { ...PLAIN }
      for (const [name, value] of Object.entries(given)) {
        const plain = (PLAIN as Record<string, unknown>)[name]
        if (plain === undefined || typeof value !== typeof plain) return undefined
        if (typeof value === 'number') {
          const most = name === 'delay_ms' ? 3_600_000 : name === 'seed' ? 2 ** 32 - 1 : 1
          if (!(value >= 0 && value <= most)) return undefined
        }
        settings[name] = value as number | boolean
      }
      return settings as unknown as Personality
    },
    keep: async (settings: Personality): Promise<void> => {
      random = mulberry32(settings.seed)
      await rows(
        db,
      )`update sandbox.personality set settings = ${toJson(settings)}::jsonb where one = ${true}`
    },
    luck: async (): Promise<Luck> => {
      const found = await row<{ settings: Partial<Personality> }>(
        db,
      )`select settings from sandbox.personality where one = ${true}`
      return {
        settings: { ...PLAIN, ...found?.settings },
        // One draw each time, so that a setting of 0 does not shift the luck of the others.
        chance: (probability) => random() < probability,
        between: (low, high) => low + random() * (high - low),
      }
    },
  }
}

/** A small seeded generator of numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
