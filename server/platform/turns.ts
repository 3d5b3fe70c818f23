/**
 * A queue whose members stand in lanes, and lanes within lanes (a shop, in it a SKU). Taking gives each lane on a level
 * the same share, so one crowded lane delays nobody but those who stand in it.
 */
export type Turns<T> = {
  add: (path: readonly string[], one: T) => void
  /** Up to `most`, fewest-first fair over the lanes; within a lane in the order they came. */
  take: (most: number) => T[]
  size: () => number
}

type Lane<T> = { own: T[]; lanes: Map<string, Lane<T>>; size: number }

const emptyLane = <T>(): Lane<T> => ({ own: [], lanes: new Map(), size: 0 })

export function makeTurns<T>(): Turns<T> {
  const root = emptyLane<T>()
  return {
    add: (path, one) => {
      let lane = root
      lane.size += 1
      for (const name of path) {
        let next = lane.lanes.get(name)
        if (!next) {
          next = emptyLane<T>()
          lane.lanes.set(name, next)
        }
        lane = next
        lane.size += 1
      }
      lane.own.push(one)
    },
    take: (most) => takeFrom(root, most),
    size: () => root.size,
  }
}

function takeFrom<T>(lane: Lane<T>, most: number): T[] {
  const taken = lane.own.splice(0, most)
  while (taken.length < most && lane.lanes.size > 0) {
    const share = Math.max(1, Math.floor((most - taken.length) / lane.lanes.size))
    for (const [name, next] of [...lane.lanes]) {
      if (taken.length >= most) break
      for (const one of takeFrom(next, Math.min(share, most - taken.length))) taken.push(one)
      // Behind the others: whose turn it was not comes first next time.
      lane.lanes.delete(name)
      if (next.size > 0) lane.lanes.set(name, next)
    }
  }
  lane.size -= taken.length
  return taken
}
