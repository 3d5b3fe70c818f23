import { useEffect, useState } from 'react'
import { call } from './client.ts'

let offset = 0
let asked: Promise<void> | undefined

/** The platform's time now: deadlines and countdowns go by its clock, never by the phone's. */
export const platformNow = (): number => Date.now() + offset

/** Learns the platform's clock; half the round trip is taken off. `server_time` from other answers may be used too. */
export function learnClock(): Promise<void> {
  asked ??= (async () => {
    const sent = Date.now()
    const { now } = await call('GET /v1/time')
    offset = new Date(now).getTime() - (sent + Date.now()) / 2
  })()
    .catch(() => {})
    .finally(() => setTimeout(() => (asked = undefined), 30_000))
  return asked
}
export const noteServerTime = (iso: string): void => {
  offset = new Date(iso).getTime() - Date.now()
}

/** Re-renders every `every_ms` with the platform's time. */
export function usePlatformNow(every_ms = 1_000): number {
  const [now, setNow] = useState(platformNow)
  useEffect(() => {
    void learnClock().then(() => setNow(platformNow()))
    const timer = setInterval(() => setNow(platformNow()), every_ms)
    return () => clearInterval(timer)
  }, [every_ms])
  return now
}
