import type { Answer, Provider } from '../../provider.ts'

/** What can happen to one call on its way, or on the way back. */
export type Mishap =
  /** The connection breaks before anything was done. */
  | 'lost_before'
  /** It was done, and the answer never arrives. */
  | 'lost_after'
  /** 5xx, and nothing was done. */
  | 'failed_before'
  /** 5xx, although it was done. */
  | 'failed_after'
  /** The answer is signed with somebody else's key. */
  | 'wrong_signature'
  /** Nothing comes, and the connection stays open until the caller gives up. */
  | 'silent'

const MISHAPS = [
  'lost_before',
  'lost_after',
  'failed_before',
  'failed_after',
  'wrong_signature',
  'silent',
] as const

export type Chances = Partial<Record<Mishap, number>> & {
  /** A callback comes twice. */
  double?: number
}

export type Faults = ReturnType<typeof makeFaults>

/**
 * The misfortunes of a provider: drawn from one seeded stream, or told call by call. Simulators draw from it over HTTP;
 * `withFaults` puts it around any provider.
 */
export function makeFaults({ chances = {}, seed = 1 }: { chances?: Chances; seed?: number } = {}) {
  let state = seed >>> 0
  const told: (Mishap | undefined)[] = []
  // Small and seeded: the same seed has the same luck.
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    chances,
    /** The next calls suffer these, one each; `undefined` goes well. */
    next: (...mishaps: (Mishap | undefined)[]): void => {
      told.push(...mishaps)
    },
    /** What happens to this call; undefined: nothing bad. */
    draw: (): Mishap | undefined => {
      if (told.length > 0) return told.shift()
      const luck = random()
      let sum = 0
      for (const mishap of MISHAPS) {
        sum += chances[mishap] ?? 0
        if (luck < sum) return mishap
      }
      return undefined
    },
    isDoubled: (): boolean => random() < (chances.double ?? 0),
  }
}

/**
 * Puts misfortunes around the calls of a provider that move money or ask about it, as a network would: what was lost before
 * never reaches it, what was lost after was done; both are `unknown` to the caller.
 */
export function withFaults(provider: Provider, faults: Faults): Provider {
  const suffer =
    <Given extends unknown[], T>(call: (...given: Given) => Promise<Answer<T>>) =>
    async (...given: Given): Promise<Answer<T>> => {
      const mishap = faults.draw()
      if (!mishap) return call(...given)
      if (mishap === 'lost_after' || mishap === 'failed_after' || mishap === 'wrong_signature')
        await call(...given)
      return { is: 'unknown', why: mishap }
    }
  return {
    ...provider,
    create: suffer(provider.create),
    query: suffer(provider.query),
    close: suffer(provider.close),
    refund: suffer(provider.refund),
    queryRefund: suffer(provider.queryRefund),
    payout: suffer(provider.payout),
    queryPayout: suffer(provider.queryPayout),
  }
}
