import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kind } from './tally.ts'

export { KEY, requestText } from './request.ts'
export type { Kind } from './tally.ts'

/** What is to be sent, by how many at once, and until when. */
export type LoadPlan = {
  host: string
  port: number
  /** Kept open, each with one request under way at most. */
  connections: number
  /**
   * Sent one after another over all connections, from the first again after the last: made by `requestText`. A list of
   * them is a way that one buyer goes, step by step on one connection and with one key; it ends early when a step is
   * refused.
   */
  requests: readonly (string | readonly string[])[]
  /** So many seconds; what is under way then may still be answered, and does not count for the rate. */
  seconds?: number
  /** Or so many requests, or ways. */
  count?: number
  /** With `count`: when to give up. Default 60. */
  limit_s?: number
  /** Answers of this status are written down with what stands behind `after` up to the next quotation mark. */
  note?: { status: number; after: string }
  /** Answers with these codes are not the end: the same request, with the same key, is sent again after about so long. */
  again?: { codes: readonly string[]; after_ms: number }
}

export type LoadFigures = {
  /** Requests, or ways of several steps, that were begun. */
  sent: number
  /** Answers, of single steps too. */
  answered: number
  /** Sent again with the same key, because an answer asked for it. */
  resent: number
  /** Connections that were lost. */
  broken: number
  /** What the first answer looked like that was not HTTP; empty when there was none. */
  unreadable: string
  /** What rates are counted over. */
  seconds: number
  /** From the start to the last answer. */
  last_ms: number
  /** By status, or by status and refusal code: `201`, `409 out_of_stock`; `way` is whole ways of several steps. */
  kinds: Record<string, Kind>
  /** What `note` asked for: the key of each such request, and what was found. */
  acknowledged: { key: string; id: string }[]
  /** Keys whose answer never came. */
  unknown: string[]
  /** Processor time of the generator while it sent. */
  cpu_us: number
  cpu_us_per_request: number
}

export type Load = {
  /** Starts sending; resolves when the last answer is in. Once. */
  go: () => Promise<LoadFigures>
  /** Ends the generator, started or not. */
  close: () => void
}

/**
 * Starts a load generator in a process of its own and opens its connections; nothing is sent before `go`.
 * @throws when a connection cannot be opened or the process ends
 */
export async function openLoad(plan: LoadPlan): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-load-'))
  const file = join(folder, 'plan.json')
  writeFileSync(file, JSON.stringify(plan))
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--max-semi-space-size=32',
      join(import.meta.dirname, 'generator.ts'),
      file,
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  const gone = new Promise<never>((_, fail) => {
    child.once('error', fail)
    child.once('exit', (code, signal) =>
      fail(new Error(`the load generator ended: ${code ?? signal}`)),
    )
  })
  gone.catch(() => {})
  const heard = <T>() =>
    new Promise<T>((done) => child.once('message', (message) => done(message as T)))
  const close = () => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const { ready, broken } = await Promise.race([
      heard<{ ready: boolean; broken: number }>(),
      gone,
    ])
    if (!ready) throw new Error(`${broken} of ${plan.connections} connections could not be opened`)
  } catch (error) {
    close()
    throw error
  }
  return {
    go: async () => {
      const figures = heard<LoadFigures>()
      child.send('go')
      try {
        return await Promise.race([figures, gone])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    close,
  }
}

/** Opens, sends, closes. */
export async function runLoad(plan: LoadPlan): Promise<LoadFigures> {
  const load = await openLoad(plan)
  try {
    return await load.go()
  } finally {
    load.close()
  }
}
