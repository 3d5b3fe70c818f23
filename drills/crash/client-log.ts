import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs'

export type WantedLine = { sku_id: string; quantity: number; flash_offer_id?: string }

/** What buyers saw, in the order it was seen. `attempt` is the buyer's own name for one purchase. */
export type Seen =
  | { saw: 'offered'; flash_offer_id: string; sku_id: string; quota: number; limit: number }
  | { saw: 'tried'; attempt: string; buyer: string; lines: readonly WantedLine[] }
  | { saw: 'acknowledged'; attempt: string; checkout_id: string; amount: number }
  | { saw: 'refused'; attempt: string; code: string }
  | { saw: 'paid'; attempt: string; payment_id: string }

export type ClientLog = {
  /** Returns when the line is on disk: only then does the buyer take the next step. */
  note: (seen: Seen) => Promise<void>
  read: () => Seen[]
  close: () => Promise<void>
}

/** A file of the buyers' own. Whoever notes something while the disk is busy shares the next sync. */
export function openClientLog(file: string): ClientLog {
  const handle = openSync(file, 'a')
  let waiting: { line: string; done: () => void; fail: (error: Error) => void }[] = []
  let syncing: Promise<void> | undefined

  const sync = async () => {
    while (waiting.length > 0) {
      const together = waiting
      waiting = []
      writeSync(handle, together.map(({ line }) => line).join(''))
      const error = await new Promise<Error | null>((done) => fdatasync(handle, done))
      for (const one of together) error ? one.fail(error) : one.done()
    }
    syncing = undefined
  }
  return {
    note: (seen) =>
      new Promise((done, fail) => {
        waiting.push({ line: `${JSON.stringify(seen)}\n`, done, fail })
        syncing ??= sync()
      }),
    read: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    close: async () => {
      await syncing
      closeSync(handle)
    },
  }
}
