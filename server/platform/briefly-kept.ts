/**
 * Shared copies of what many ask for: loaded once for all who ask, kept for a moment, bounded in number. A copy is never
 * older than `FRESH_MS`, counted from before its reading began; a clock that was moved makes it old as well. Whoever
 * changes something here forgets the copy, and the next reader gets the change.
 */
export const FRESH_MS = 1_000
/** Told on the bus when everything due was made to happen at once: no copy is to be trusted. */
export const LOOK_ANEW = 'look_anew'

type Copy<T> = {
  /** By the wall, when the reading of it began. */
  at: number
  /** Business time then. */
  now: number
  asked_at: number
  value: Promise<T>
  /** The value, once it is there. */
  found: T | undefined
}

export type Kept<T> = {
  /** `ask` gets the last answer, where there is one at hand, to give it again when nothing has changed. */
  get: (key: string, now: Date, ask: (was: T | undefined) => Promise<T>) => Promise<T>
  /** After a change in this process: the next reader asks anew. */
  forget: (key: string) => void
  forgetAll: () => void
}

const isFresh = (copy: Copy<unknown>, at: number, now: Date, ms: number): boolean =>
  at - copy.at < ms && Math.abs(now.getTime() - copy.now) < 2 * ms

/** The newest `most` copies; what was loaded longest ago makes room. */
function shelfOf<T>(most: number) {
  const copies = new Map<string, Copy<T>>()
  return {
    copies,
    put: (key: string, copy: Copy<T>): void => {
      copies.delete(key)
      copies.set(key, copy)
      if (copies.size > most) copies.delete(copies.keys().next().value as string)
      copy.value.then(
        (value) => {
          copy.found = value
        },
        () => {
          // What failed is nobody's answer but of those who waited for it.
          if (copies.get(key) === copy) copies.delete(key)
        },
      )
    },
  }
}

/** Keeps the answer to each question for a moment, and asks once for all who ask meanwhile. */
export function brieflyKept<T>({ fresh_ms = FRESH_MS, most = 2_000 } = {}): Kept<T> {
  const { copies, put } = shelfOf<T>(most)
  return {
    get: (key, now, ask) => {
      const at = performance.now()
      const found = copies.get(key)
      if (found && isFresh(found, at, now, fresh_ms)) return found.value
      const value = ask(found?.found)
      const copy = { at, now: now.getTime(), asked_at: at, value, found: undefined }
      put(key, copy)
      return copy.value
    },
    forget: (key) => {
      copies.delete(key)
    },
    forgetAll: () => copies.clear(),
  }
}

/** So much of a copy's time has to be over before it is taken along when others are read. */
const TAKEN_ALONG = 0.75

export type KeptInStep<T> = Omit<Kept<T>, 'get'> & {
  get: (key: string, now: Date) => Promise<T>
  /** Somebody has just read it for a reason of their own; `at` is when that reading began. */
  learn: (key: string, now: Date, at: number, value: T) => void
}

/**
 * The same for things that one statement can read many of: copies that grow old at about the same time are read
 * together, so that the number of statements a second does not grow with the number of things looked at. `load` answers in
 * the order of its keys; `was` holds what it gave last, and may be given again when nothing has changed.
 */
export function keptInStep<T>({
  load,
  fresh_ms = FRESH_MS,
  most = 2_000,
  at_once = 200,
}: {
  load: (keys: readonly string[], was: readonly (T | undefined)[]) => Promise<readonly T[]>
  fresh_ms?: number
  most?: number
  at_once?: number
}): KeptInStep<T> {
  const { copies, put } = shelfOf<T>(most)
  type Due = {
    key: string
    was: T | undefined
    give: (value: T) => void
    fail: (e: unknown) => void
  }
  let due: Due[] = []

  const renew = (key: string, now: Date, at: number): Copy<T> => {
    const before = copies.get(key)
    const { promise, resolve: give, reject: fail } = Promise.withResolvers<T>()
    const asked_at = before?.asked_at ?? at
    const copy = { at, now: now.getTime(), asked_at, value: promise, found: undefined }
    put(key, copy)
    due.push({ key, was: before?.found, give, fail })
    return copy
  }

  const read = async (batch: readonly Due[]): Promise<void> => {
    try {
      const values = await load(
        batch.map(({ key }) => key),
        batch.map(({ was }) => was),
      )
      for (const [place, { give }] of batch.entries()) give(values[place] as T)
    } catch (error) {
      for (const { fail } of batch) fail(error)
    }
  }

  /** Reads what is due, and with it what was looked at since its last reading and will be due soon. */
  const readDue = (now: Date, at: number): void => {
    const soon = [...copies]
      .filter(([, copy]) => copy.asked_at > copy.at && at - copy.at >= fresh_ms * TAKEN_ALONG)
      .slice(0, at_once)
    for (const [key] of soon) renew(key, now, at)
    const batch = due
    due = []
    for (let from = 0; from < batch.length; from += at_once)
      void read(batch.slice(from, from + at_once))
  }

  return {
    get: (key, now) => {
      const at = performance.now()
      const found = copies.get(key)
      if (found && isFresh(found, at, now, fresh_ms)) {
        found.asked_at = at
        return found.value
      }
      const copy = renew(key, now, at)
      copy.asked_at = at
      // Whatever else is asked for in this turn of the loop comes along.
      if (due.length === 1) setImmediate(() => readDue(now, performance.now()))
      return copy.value
    },
    learn: (key, now, at, found) => {
      put(key, { at, now: now.getTime(), asked_at: at, value: Promise.resolve(found), found })
    },
    forget: (key) => {
      copies.delete(key)
    },
    forgetAll: () => copies.clear(),
  }
}
