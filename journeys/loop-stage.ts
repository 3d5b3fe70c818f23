import type { Browser, Page } from 'playwright-core'
import type { Window } from './browser.ts'
import type { HttpPerson } from './http-person.ts'
import type { RunningServer } from './running-server.ts'

/** What the acts of the loop share. */
export type Stage = {
  server: RunningServer
  browser: Browser
  say: (line: string) => void
  picture: (page: Page, name: string) => Promise<void>
  people: Record<
    'admin' | 'reviewer' | 'finance' | 'merchant' | 'host' | 'viewer' | 'second',
    HttpPerson
  >
  /** Every window that was opened, to say at the end what went wrong in any of them. */
  windows: Window[]
  /** Lets the platform's clock run; what falls due happens before it returns. */
  pass: (what: string, seconds: number) => Promise<void>
}

export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`

/** An assertion that says what was expected to have happened. */
export function expect(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`expected: ${what}`)
}
