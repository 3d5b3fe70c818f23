import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { figureOf } from './broken/figure-of.ts'
import { throwAwayDatabases } from './broken/throw-away-database.ts'
import type { Edit } from './broken/variants.ts'
import { makeDice } from './callbacks/dice.ts'
import { BREAKS } from './reconcile/breaks.ts'
import { judge, type Verdict } from './reconcile/judge.ts'
import { plant } from './reconcile/plant.ts'

/**
 * A provider's day of `--lines N` (20,000) in which `--planted N` (1,000) differences of seventeen kinds were planted: all are
 * found and named, none besides, and to the fen they explain the difference of the sums. Then checkers that look away from
 * one kind (`--teeth N` of them, all by default) have to be caught. `--seed S` (1).
 */
export async function drill(args: string[]): Promise<Record<string, unknown>> {
  const [lines, planted] = [figureOf(args, 'lines', 20_000), figureOf(args, 'planted', 1_000)]
  const seed = figureOf(args, 'seed', 1)
  const dice = makeDice(seed)
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-reconcile-'))
  const databases = await throwAwayDatabases()
  try {
    const url = await databases.open()
    const garden = await connected(url, (client) => plant(client, dice, { lines, planted }))
    for (const [day, text] of garden.files) writeFileSync(join(folder, `${day}.csv`), text)
    const days = garden.files.map(([day]) => day)
    const names = dice.shuffled(Object.keys(BREAKS)).slice(0, figureOf(args, 'teeth', 99))
    // Copies are made before anything is connected to what they are copied from.
    const copies = new Map<string, string>()
    for (const name of names) copies.set(name, await databases.open(url))

    const check = async (database_url: string, edit?: Edit): Promise<Verdict & { ms: number }> => {
      const { check_ms } = await checkFiles(database_url, [folder, ...days], edit)
      return {
        ...(await connected(database_url, (client) => judge(client, garden.planted))),
        ms: check_ms,
      }
    }
    const { offenders, ms, ...verdict } = await check(url)
    for (const one of offenders) console.error(one)
    const missed: string[] = []
    for (const [name, copy] of copies) {
      const broken = await check(copy, BREAKS[name])
      const is_caught = broken.found < broken.planted || broken.false > 0 || broken.unexplained > 0
      if (!is_caught) missed.push(name)
      else console.error(`${name}: caught, ${broken.planted - broken.found} not found`)
    }
    return {
      ok:
        verdict.found === verdict.planted &&
        verdict.false === 0 &&
        verdict.unexplained === 0 &&
        missed.length === 0,
      ...verdict,
      lines,
      check_ms: ms,
      teeth: missed.length === 0 ? 'caught' : `missed ${missed.join(', ')}`,
      seed,
    }
  } finally {
    await databases.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The checker in a process of its own, whole or broken. */
function checkFiles(
  database_url: string,
  args: readonly string[],
  edit: Edit | undefined,
): Promise<{ check_ms: number }> {
  const here = import.meta.dirname
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      ...(edit ? [`--import=${pathToFileURL(join(here, 'broken/edit-files.ts')).href}`] : []),
      join(here, 'reconcile/check-files.ts'),
      ...args,
    ],
    {
      env: {
        ...process.env,
        NODE_TEST_CONTEXT: undefined,
        DATABASE_URL: database_url,
        DRILL_EDITS: JSON.stringify(edit ? [edit] : []),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const said = { out: '', err: '' }
  child.stdout.on('data', (part) => (said.out += part))
  child.stderr.on('data', (part) => (said.err += part))
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code) => {
      if (code !== 0) fail(new Error(`the checker ended with ${code}: ${said.err}`))
      else if (edit && !said.err.includes('broken on purpose'))
        fail(new Error(`${edit.file} was not loaded broken`))
      else done(JSON.parse(said.out))
    })
  })
}
