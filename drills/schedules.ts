import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startEmbeddedPostgres } from '../server/platform/embedded-postgres.ts'
import { migrate } from '../server/platform/migrate.ts'
import { campaign, missing, playPair } from './schedules/campaign.ts'
import { pairs } from './schedules/index.ts'
import { makeMothers } from './schedules/mother.ts'
import type { Pair } from './schedules/pair.ts'
import { faults } from './schedules/teeth.ts'
import { findLines, lineOf } from './schedules/tell.ts'

/**
 * Operations on the same money and stock, interleaved statement by statement on real PostgreSQL:
 * `[--schedules N] [--seed S] [--pair WORDS] [--replay AABBA…]`. Planted faults have to be found, too.
 */
export async function drill(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args,
    options: {
      schedules: { type: 'string', default: '20000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      pair: { type: 'string', default: '' },
      replay: { type: 'string' },
    },
  })
  const chosen = pairs.filter(({ name }) => name.includes(values.pair))
  if (chosen.length === 0)
    throw new Error(
      `no pair has “${values.pair}” in its name:\n${pairs.map(({ name }) => name).join('\n')}`,
    )
  const seed = Number(values.seed)
  return withTemplate(async () => {
    await using mothers = await makeMothers()
    if (values.replay) {
      const pair = chosen[0] as Pair
      const report = await playPair(mothers, pair, { schedules: 1, seed, replay: values.replay })
      console.log(lineOf({ ...pair, endings: [], operations: [] }, report))
      return {
        replayed: values.replay,
        violations: report.finds.length,
        ok: report.finds.length === 0,
      }
    }
    console.log(`seed ${seed}`)
    const bitten: boolean[] = []
    for (const { fault, pair, within } of values.pair ? [] : faults) {
      const { schedules, finds } = await playPair(mothers, pair, {
        schedules: within,
        seed,
        until_found: true,
      })
      bitten.push(finds.length > 0)
      console.log(
        `${fault}: ${finds[0] ? `found by schedule ${schedules}, ${finds[0].order}` : `NOT FOUND in ${schedules}`}`,
      )
    }
    const started = performance.now()
    const wanted = { schedules: Number(values.schedules), seed }
    const reports = await campaign(mothers, chosen, wanted, (report) =>
      console.log(lineOf(chosen.find(({ name }) => name === report.pair) as Pair, report)),
    )
    const played = reports.reduce((sum, { schedules }) => sum + schedules, 0)
    const violations = reports.reduce((sum, { finds }) => sum + finds.length, 0)
    const unreached = reports.flatMap((report, place) =>
      missing(chosen[place] as Pair, report),
    ).length
    for (const report of reports) for (const line of findLines(report)) console.log(line)
    const caught = bitten.every(Boolean)
    return {
      pairs: chosen.length,
      schedules: played,
      statements: reports.reduce((sum, { statements }) => sum + statements, 0),
      violations,
      unreached,
      per_s: Math.round((played * 1_000) / (performance.now() - started)),
      teeth: bitten.length === 0 ? 'not asked' : caught ? 'caught' : 'NOT CAUGHT',
      seed,
      ok: violations === 0 && unreached === 0 && caught,
    }
  })
}

/** A database of its own with the migrated template from which worlds and arenas are cloned. */
async function withTemplate<T>(work: () => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-schedules-'))
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'pg'), throwaway: true })
  try {
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    await client.query('create database closedloop_template')
    await client.end()
    await migrate(postgres.url.replace(/closedloop$/, 'closedloop_template'))
    process.env.TEST_DATABASE_URL = postgres.url
    return await work()
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
