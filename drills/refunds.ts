import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { figureOf } from './broken/figure-of.ts'
import { throwAwayDatabases } from './broken/throw-away-database.ts'
import type { Edit } from './broken/variants.ts'
import { makeDice } from './callbacks/dice.ts'
import { BREAKS } from './refunds/breaks.ts'
import { judge } from './refunds/judge.ts'
import { type Faults, openProvider } from './refunds/provider.ts'
import type { Said } from './refunds/said.ts'

const FAULTS: Faults = {
  time_outs: 0.3,
  late_success: 0.1,
  doubles: 0.05,
  unsaid: 0.4,
  questions_lost: 0.1,
}
/** Broken senders need no long rope. */
const FEW = 60

/**
 * `--refunds N` (10,000) through a provider that lets 30 % of the calls time out, carries 10 % out after the time-out, and
 * gets 5 % twice. Its own book and ours are equal to the fen, nothing is refunded twice, no number is renewed. Then senders
 * that renew a number, or take silence for a yes, have to be caught (`--teeth N` of them, all by default). `--seed S` (1).
 */
export async function drill(args: string[]): Promise<Record<string, unknown>> {
  const count = figureOf(args, 'refunds', 10_000)
  const seed = figureOf(args, 'seed', 1)
  const databases = await throwAwayDatabases()
  try {
    const { offenders, ...honest } = await play(await databases.open(), count, seed)
    for (const one of offenders) console.error(one)
    const missed: string[] = []
    for (const [name, edit] of Object.entries(BREAKS).slice(0, figureOf(args, 'teeth', 99))) {
      const broken = await play(await databases.open(), Math.min(count, FEW), seed, edit)
      if (broken.ok) missed.push(name)
      else
        console.error(
          `${name}: caught, ${broken.renewed} renewed, ${broken.twice} twice, ${broken.unlike} unlike`,
        )
    }
    const { ok, ...figures } = honest
    return {
      ok: ok && missed.length === 0,
      ...figures,
      teeth: missed.length === 0 ? 'caught' : `missed ${missed.join(', ')}`,
      seed,
    }
  } finally {
    await databases.close()
  }
}

async function play(database_url: string, count: number, seed: number, edit?: Edit) {
  const began = performance.now()
  const key = randomBytes(32).toString('base64url')
  const provider = await openProvider({ key, dice: makeDice(seed), faults: FAULTS })
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-refunds-'))
  try {
    const done = await runPlatform({ database_url, folder, key, provider, count, seed, edit })
    await provider.rest()
    const verdict = await judge(database_url, provider.given(), provider.numbers())
    const { twice, renewed, unlike, journals_too_many } = verdict
    return {
      ok:
        verdict.refunds === count &&
        verdict.succeeded === count &&
        verdict.ours === verdict.theirs &&
        verdict.ledger === verdict.theirs &&
        twice + renewed + unlike + journals_too_many === 0 &&
        done.violations.length === 0,
      ...verdict,
      ...provider.counts,
      ...done,
      violations: done.violations.length,
      offenders: [...verdict.offenders, ...done.violations],
      seconds: Math.round((performance.now() - began) / 1_000),
    }
  } finally {
    await provider.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Stage = {
  database_url: string
  folder: string
  key: string
  provider: Awaited<ReturnType<typeof openProvider>>
  count: number
  seed: number
  edit: Edit | undefined
}
type Done = Extract<Said, { done: unknown }>['done']

/** The platform in a process of its own, whole or broken; resolves with its last words. */
function runPlatform({ database_url, folder, key, provider, count, seed, edit }: Stage) {
  const here = import.meta.dirname
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      ...(edit ? [`--import=${pathToFileURL(join(here, 'broken/edit-files.ts')).href}`] : []),
      join(here, 'refunds/platform.ts'),
      String(count),
      String(seed),
    ],
    {
      env: {
        ...process.env,
        NODE_TEST_CONTEXT: undefined,
        DATABASE_URL: database_url,
        DATA_DIR: folder,
        SANDBOX_PAY_URL: provider.url,
        SECRET_SANDBOX_PAYMENT: key,
        DRILL_EDITS: JSON.stringify(edit ? [edit] : []),
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  )
  let err = ''
  child.stderr?.on('data', (part) => (err += part))
  let done: Done | undefined
  child.on('message', (said: Said) => {
    if ('took' in said) for (const one of said.took) provider.take(one)
    else if ('ahead_ms' in said) provider.moveClock(said.ahead_ms)
    else if ('ready' in said) {
      provider.tellTo(said.ready)
      child.send('go')
    } else done = said.done
  })
  return new Promise<Done>((resolve, fail) => {
    child.once('error', fail)
    child.once('close', (code) => {
      if (!done) fail(new Error(`the platform ended with ${code}: ${err}`))
      else if (edit && !err.includes('broken on purpose'))
        fail(new Error(`${edit.file} was not loaded broken`))
      else resolve(done)
    })
  })
}
