import type { Choose, Moment } from './scheduler.ts'

/**
 * Which schedule is next. First all with no change of hands that is not forced, then all with one, in the way of CHESS:
 * most races need one or two. What is left of the budget goes in turns to a schedule with two or three and to random
 * walks, even and sticky ones. Short programs are enumerated to the last interleaving instead.
 */

export type Plan = { choose: Choose; learn: (moments: readonly Moment[]) => void }
export type Explorer = {
  /** The next schedule; undefined when there is no other. */
  next: () => Plan | undefined
  /** Times a planned choice could not be made, because the program went another way than before. */
  readonly strayed: number
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Who goes on when nothing is planned: whoever went before, else the first. */
const plainly: Choose = (ready, current) => current || (ready[0] as string)

/** Played again as it was written down: `AABBA…`. */
export const exactly =
  (order: string): Choose =>
  (ready, current, step) => {
    const wanted = order[step]
    return wanted && ready.includes(wanted) ? wanted : plainly(ready, current, step)
  }

type Branch = { order: string; changes: number }

/** Most changes of hands that a planned schedule has. */
const CHANGES_MOST = 3
/** So many branches are remembered; a newer one then takes the place of any. */
const BRANCHES_MOST = 20_000

export function explore({
  seed,
  exhaustive = false,
}: {
  seed: number
  exhaustive?: boolean
}): Explorer {
  const random = randomFrom(seed)
  /** Open branches by the number of changes of hands that nobody forced. */
  const open: Branch[][] = [[{ order: '', changes: 0 }]]
  let strayed = 0
  let turn = 0

  const branchOff = (branch: Branch, moments: readonly Moment[]): void => {
    let { changes } = branch
    for (let step = branch.order.length; step < moments.length; step++) {
      const { ready, current, taken } = moments[step] as Moment
      for (const other of ready)
        if (other !== taken) {
          const cost = changes + (current && other !== current ? 1 : 0)
          if (!exhaustive && cost > CHANGES_MOST) continue
          const order = `${moments
            .slice(0, step)
            .map((moment) => moment.taken)
            .join('')}${other}`
          open[cost] ??= []
          const branches = open[cost]
          if (exhaustive || branches.length < BRANCHES_MOST) branches.push({ order, changes: cost })
          else branches[Math.floor(random() * branches.length)] = { order, changes: cost }
        }
      if (current && taken !== current) changes += 1
    }
  }
  const take = (changes: number): Branch | undefined => open[changes]?.pop()
  const takeAny = (changes: number): Branch | undefined => {
    const branches = open[changes] ?? []
    const at = Math.floor(random() * branches.length)
    const last = branches.pop()
    if (!last || at === branches.length) return last
    const taken = branches[at]
    branches[at] = last
    return taken
  }
  const planned = (branch: Branch): Plan => ({
    choose: (ready, current, step) => {
      const wanted = branch.order[step]
      if (wanted === undefined) return plainly(ready, current, step)
      if (ready.includes(wanted)) return wanted
      strayed += 1
      return plainly(ready, current, step)
    },
    learn: (moments) => branchOff(branch, moments),
  })
  const walk = (sticky: number): Plan => {
    const step = randomFrom(Math.floor(random() * 2 ** 32))
    return {
      choose: (ready, current) =>
        current && step() < sticky ? current : (ready[Math.floor(step() * ready.length)] as string),
      learn: () => {},
    }
  }
  return {
    get strayed() {
      return strayed
    },
    next: () => {
      const few = take(0) ?? (exhaustive ? take(1) : takeAny(1))
      if (few) return planned(few)
      if (exhaustive) {
        const changes = open.findIndex((branches) => branches?.length)
        const branch = changes < 0 ? undefined : take(changes)
        return branch && planned(branch)
      }
      turn += 1
      if (turn % 3 === 0) return walk(0)
      if (turn % 3 === 1) return walk(0.75)
      const branch = takeAny(random() < 0.7 ? 2 : CHANGES_MOST)
      return branch ? planned(branch) : walk(0.5)
    },
  }
}
