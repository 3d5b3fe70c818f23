import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'

/** What a buyer saw, in the order it was seen. `attempt` is the buyer's own name for one purchase. */
export type Seen =
  | { saw: 'tried'; attempt: string; sku_id: string }
  | { saw: 'acknowledged'; attempt: string; checkout_id: string }
  | { saw: 'refused'; attempt: string; code: string }
  | { saw: 'paid'; attempt: string; payment_id: string }

export type ClientLog = {
  note: (seen: Seen) => void
  read: () => Seen[]
  close: () => void
}

/** A file of the client's own; every line is on disk before the client takes its next step. */
export function openClientLog(file: string): ClientLog {
  const handle = openSync(file, 'a')
  return {
    note: (seen) => {
      writeSync(handle, `${JSON.stringify(seen)}\n`)
      fsyncSync(handle)
    },
    read: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    close: () => closeSync(handle),
  }
}
