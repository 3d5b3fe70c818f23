import { after } from '../../../../kernel/time.ts'
import type { Faults } from './faults.ts'

export type Letter = { url: string; headers: Record<string, string>; body: string }
type Heard = { status: number; body: string }
type Waiting = { write: () => Letter; tries: number; due: Date }

/**
 * A provider's callbacks: told until the merchant says so in the provider's words, at the published distances, sometimes
 * twice; given up after the last.
 */
export function makePost({
  schedule,
  isHeard,
  faults,
  now,
}: {
  /** Milliseconds from one try to the next. */
  schedule: readonly number[]
  /** The answer that ends it. */
  isHeard: (heard: Heard) => boolean
  faults: Faults
  now: () => Date
}) {
  const waiting: Waiting[] = []

  async function send({ url, headers, body }: Letter): Promise<Heard> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(5_000),
      })
      return { status: answer.status, body: await answer.text() }
    } catch {
      return { status: 0, body: '' }
    }
  }

  return {
    /** Written anew for each try: time and signature are of the try. */
    put: (write: () => Letter): void => {
      waiting.push({ write, tries: 0, due: now() })
    },
    waiting: (): number => waiting.length,
    /** Tells what is due. Returns how many letters went out. */
    deliverDue: async (): Promise<number> => {
      let sent = 0
      for (const one of waiting.filter(({ due }) => due <= now())) {
        const letter = one.write()
        const copies = faults.isDoubled() ? 2 : 1
        const heard = await Promise.all(Array.from({ length: copies }, () => send(letter)))
        sent += copies
        const pause = schedule[one.tries]
        one.tries += 1
        if (heard.some(isHeard) || pause === undefined) waiting.splice(waiting.indexOf(one), 1)
        else one.due = after(now(), pause)
      }
      return sent
    },
  }
}
