import { useEffect, useState } from 'react'
import { call } from './client.ts'
import { narrowed, type Offset, offsetOf } from './clock-offset.ts'

let known: Offset | undefined
let asked: Promise<void> | undefined

/** Milliseconds that run evenly even while somebody sets the phone's clock. */
export const steadyNow = (): number => performance.now()

/** The platform's time now: deadlines and countdowns go by its clock, never by the phone's once it was heard of. */
export const platformNow = (): number => (known ? steadyNow() + offsetOf(known) : Date.now())

/** An instant the platform named; `sent` is when it was asked for it, by `steadyNow`. */
export function noteServerTime(iso: string, sent?: number): void {
  known = narrowed(known, { server: Date.parse(iso), received: steadyNow(), sent })
}

/** Learns the platform's clock by a round trip, at most every 30 seconds. */
export function learnClock(): Promise<void> {
  asked ??= (async () => {
    const sent = steadyNow()
    const { now } = await call('GET /v1/time')
    noteServerTime(now, sent)
  })()
    .catch(() => {})
    .finally(() => setTimeout(() => (asked = undefined), 30_000))
  return asked
}

/** The longest a timer can wait. */
const TIMER_MOST = 2 ** 31 - 1

/** Re-renders every `every_ms` with the platform's time, and at the very instant `at`. */
export function usePlatformNow(every_ms = 1_000, at?: string | null): number {
  const [now, setNow] = useState(platformNow)
  useEffect(() => {
    const tick = () => setNow(platformNow())
    void learnClock().then(tick)
    const timer = setInterval(tick, every_ms)
    return () => clearInterval(timer)
  }, [every_ms])
  useEffect(() => {
    if (!at) return
    let timer: ReturnType<typeof setTimeout>
    const wait = () => {
      const left = Date.parse(at) - platformNow()
      if (left <= 0) return setNow(platformNow())
      timer = setTimeout(wait, Math.min(left + 1, TIMER_MOST))
    }
    wait()
    return () => clearTimeout(timer)
  }, [at])
  return now
}
