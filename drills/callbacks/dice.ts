export type Dice = ReturnType<typeof makeDice>

/** Throws that come out the same for the same seed. */
export function makeDice(seed: number) {
  let state = seed >>> 0
  /** In [0, 1): mulberry32. */
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(roll() * limit)
  return {
    chance: (probability: number): boolean => roll() < probability,
    /** A whole number from 0 to below `limit`. */
    below,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    shuffled: <T>(list: readonly T[]): T[] => {
      const all = [...list]
      for (let last = all.length - 1; last > 0; last--) {
        const other = below(last + 1)
        ;[all[last], all[other]] = [all[other] as T, all[last] as T]
      }
      return all
    },
  }
}
