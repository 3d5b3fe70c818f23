import { type Attempt, type BuyEvent, type BuyState, buyAfter, IDLE, type No } from './buy-state.ts'

/** What buying needs of the world; tests hand in their own. */
export type BuyerWorld = {
  /** One try. Resolves with the order's payment or throws a `No`. */
  send: (attempt: Attempt) => Promise<{ payment_id: string; deadline_at: string }>
  /** Milliseconds of the platform's clock. */
  now: () => number
  random: () => number
  /** Outlives a reload of the page. */
  shelf: { get: () => string | null; set: (value: string | null) => void }
  /** The new state of a place, for whoever draws it. */
  show: (place: string, state: BuyState) => void
}

/** Runs the attempts of a page, one a place: sends, waits, keeps on the shelf what has no answer yet. */
export function makeBuyer({ send, now, random, shelf, show }: BuyerWorld) {
  const states = new Map<string, BuyState>()
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const stateOf = (place: string): BuyState => states.get(place) ?? IDLE

  const keep = (): void => {
    const open = [...states].filter(([, { at }]) => at !== 'idle' && at !== 'refused')
    shelf.set(open.length > 0 ? JSON.stringify(open) : null)
  }
  const tell = (place: string, event: BuyEvent): BuyState => {
    const before = stateOf(place)
    const state = buyAfter(before, event)
    if (state === before) return state
    clearTimeout(timers.get(place))
    states.set(place, state)
    // Kept before it is sent: an answer that a reload cuts off must find the same key again.
    keep()
    show(place, state)
    if (state.at === 'waiting')
      timers.set(
        place,
        setTimeout(() => tell(place, { e: 'due' }), state.pause_ms),
      )
    if (state.at === 'asking') void attemptOnce(place, state.attempt)
    return state
  }
  async function attemptOnce(place: string, attempt: Attempt): Promise<void> {
    const { key, tries } = attempt
    const answer = await send(attempt).then(
      (made) => ({ e: 'answered' as const, key, ...made }),
      (no: No) => ({ e: 'no' as const, key, tries, no, now: now(), chance: random() }),
    )
    tell(place, answer)
  }
  return {
    tell,
    stateOf,
    /** Takes up what an earlier life of this page left behind, if it was this account's; drops everybody else's. */
    restore: (account_id: string): void => {
      for (const [place, state] of states) {
        if (accountOf(state) === account_id) continue
        clearTimeout(timers.get(place))
        states.delete(place)
        show(place, IDLE)
      }
      for (const [place, kept] of JSON.parse(shelf.get() ?? '[]') as [string, BuyState][])
        if (accountOf(kept) === account_id) tell(place, { e: 'restored', kept, now: now() })
      keep()
    },
    /** Forgets a place without drawing it: the page is leaving. */
    drop: (place: string): void => {
      states.delete(place)
      keep()
    },
    /** The line is back: those who wait for it need not wait out their pause. */
    wake: (): void => {
      for (const [place, state] of states)
        if (state.at === 'waiting' && state.why === 'lost') {
          clearTimeout(timers.get(place))
          timers.set(
            place,
            setTimeout(() => tell(place, { e: 'due' }), random() * 500),
          )
        }
    },
  }
}

const accountOf = (state: BuyState): string | null =>
  state.at === 'won' ? state.account_id : state.at === 'idle' ? null : state.attempt.account_id
