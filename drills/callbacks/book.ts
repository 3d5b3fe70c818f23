import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'

/** What the provider did and saw. Amounts in minor units. */
export type Noted =
  /** A buyer's money came in, by this trade, for this number of the merchant. */
  | { saw: 'took'; trade: string; number: string; amount: number; currency: string }
  /** The merchant asked for a refund and it went out: once for each number of a refund. */
  | { saw: 'gave_back'; trade: string; refund: string; amount: number; currency: string }
  /** A genuine callback was answered 2xx: the merchant has it, and it is never sent again. */
  | { saw: 'heard'; id: string; digest: string }
  /** The merchant would not have a genuine one. */
  | { saw: 'refused'; id: string; status: number }
  /** What came of a forged one. */
  | { saw: 'forged'; id: string; how: string; status: number }

export type Book = {
  /** Resolves once the line is on disk; lines of the same moment share the wait. */
  note: (noted: Noted) => Promise<void>
  read: () => Noted[]
  close: () => Promise<void>
}

/** The provider's own file: nothing of it is known to the server, and nothing in it was ever told by the server's rows. */
export async function openBook(file: string): Promise<Book> {
  const handle = await open(file, 'a')
  let waiting: { line: string; done: () => void; fail: (error: unknown) => void }[] = []
  let writing: Promise<void> | undefined
  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        await handle.appendFile(batch.map(({ line }) => line).join(''))
        await handle.sync()
        for (const { done } of batch) done()
      } catch (error) {
        for (const { fail } of batch) fail(error)
      }
    }
    writing = undefined
  }
  return {
    note: (noted) =>
      new Promise((done, fail) => {
        waiting.push({ line: `${JSON.stringify(noted)}\n`, done, fail })
        writing ??= write()
      }),
    read: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    close: async () => {
      await writing
      await handle.close()
    },
  }
}
