import { useEffect } from 'react'

const places = new Map<string, number>()
let popped = false
globalThis.addEventListener?.('popstate', () => {
  popped = true
})

/** New pages start at their top; going back finds the place one left. */
export function useScrollPlaces(location: string): void {
  useEffect(() => {
    const goal = popped ? (places.get(location) ?? 0) : 0
    popped = false
    window.scrollTo(0, goal)
    // The page may still be drawing its rows.
    const timer = goal > 0 ? setTimeout(() => window.scrollTo(0, goal), 120) : undefined
    const note = () => places.set(location, window.scrollY)
    window.addEventListener('scroll', note, { passive: true })
    return () => {
      clearTimeout(timer)
      window.removeEventListener('scroll', note)
    }
  }, [location])
}
