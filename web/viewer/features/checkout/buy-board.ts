import { useSyncExternalStore } from 'react'
import type { BuyState } from './buy-state.ts'

/** How each purchase of this page stands, by place; small enough for every card, while buying itself loads late. */
let board: ReadonlyMap<string, BuyState> = new Map()
const watchers = new Set<() => void>()
/** Places whose own sheet or page is open and shows everything itself. */
const open_places = new Map<string, number>()
const seen = new WeakSet<BuyState>()
const IDLE: BuyState = { at: 'idle' }
export const BUYING_SHELF = 'buying'

export function showBuying(place: string, state: BuyState): void {
  board = new Map(board).set(place, state)
  for (const watch of watchers) watch()
}

const watch = (heard: () => void) => {
  watchers.add(heard)
  return () => watchers.delete(heard)
}

/** How the purchase of this place stands. */
export const useBuying = (place: string): BuyState =>
  useSyncExternalStore(watch, () => board.get(place)) ?? IDLE
/** Whether there is anything to tell, or to take up after a reload. */
export const useIsAnythingKept = (): boolean =>
  useSyncExternalStore(watch, () => board.size > 0 || sessionStorage.getItem(BUYING_SHELF) !== null)
export const useBoard = (): ReadonlyMap<string, BuyState> =>
  useSyncExternalStore(watch, () => board)

/** The place's own sheet is open, until the function it hands back is called. */
export function watchPlace(place: string): () => void {
  const count = (by: number) => {
    open_places.set(place, (open_places.get(place) ?? 0) + by)
    board = new Map(board)
    for (const heard of watchers) heard()
  }
  count(1)
  return () => count(-1)
}
export const isPlaceOpen = (place: string): boolean => (open_places.get(place) ?? 0) > 0
/** What was shown in place need not be told again elsewhere. */
export const noteSeen = (state: BuyState): unknown => seen.add(state)
export const wasSeen = (state: BuyState): boolean => seen.has(state)
