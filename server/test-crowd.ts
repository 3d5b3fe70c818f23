import pg from 'pg'
import { Refusal } from './kernel/refusal.ts'

/** What tests of a rush look at: the statements it costs, and what everybody was answered. */

/** Runs `work` and gives the texts of the statements that go to any database from here meanwhile. */
export async function statementsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const query = pg.Client.prototype.query
  const texts: string[] = []
  pg.Client.prototype.query = function (this: pg.Client, ...args: any[]) {
    texts.push(typeof args[0] === 'string' ? args[0] : args[0]?.text)
    return (query as any).apply(this, args)
  } as any
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query
  }
  return texts
}

/** How often each answer was given: `granted` for what was got, else the refusal's code. */
export function tallyOf(
  outcomes: readonly PromiseSettledResult<unknown>[],
  granted: string,
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes) {
    const word =
      outcome.status === 'fulfilled'
        ? granted
        : outcome.reason instanceof Refusal
          ? outcome.reason.code
          : String(outcome.reason)
    counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}
