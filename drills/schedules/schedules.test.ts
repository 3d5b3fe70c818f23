import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rows, sql } from '../../server/platform/db.ts'
import { campaign, isSerial, missing, playPair } from './campaign.ts'
import { pairs } from './index.ts'
import { makeMothers } from './mother.ts'
import type { Pair, Part } from './pair.ts'
import { faults } from './teeth.ts'
import { lineOf } from './tell.ts'

const SCHEDULES = 5_000
const seed = Number(process.env.SCHEDULES_SEED ?? Date.now() % 2 ** 31)

/** Three statements and no lock. */
const three = ({ gated }: Part) =>
  (async () => {
    for (let step = 0; step < 3; step++) await sql`select ${step}::int`.execute(gated)
  })()
const harmless: Pair = {
  name: 'three statements × three statements',
  station: 'listed',
  operations: [three, three],
  checks: [],
  tell: () => 'over',
  endings: ['over'],
  exhaustive: true,
}

test('operations on the same money and stock, interleaved statement by statement', async (t) => {
  await using mothers = await makeMothers()

  await t.test('the engine plays every interleaving there is, each once', async () => {
    const all = await playPair(mothers, harmless, { schedules: 1_000, seed })
    assert.equal(all.exhausted, true)
    assert.deepEqual([all.schedules, all.distinct, all.statements], [20, 20, 120])
    const stuck: Pair = {
      ...harmless,
      operations: [0, 1].map(
        () =>
          ({ gated, copy }: Part) =>
            gated.transaction().execute(async (tx) => {
              await rows(tx)`select sku_id from stock where sku_id = ${copy.tea} for update`
              await rows(tx)`select ${1}::int`
            }),
      ),
    }
    const held = await playPair(mothers, stuck, { schedules: 1_000, seed })
    assert.equal(held.exhausted, true)
    assert.ok(held.waits > 0, 'a statement that waits for a lock lets the other go on')
    assert.deepEqual(held.finds, [])
  })

  await t.test('the same schedule again is the same schedule', async () => {
    const pair = pairs[0] as Pair
    const order = 'ABABBAABBBAAAB'
    const played = [1, 2].map(() => playPair(mothers, pair, { schedules: 1, seed, replay: order }))
    const [first, second] = await Promise.all(played)
    assert.deepEqual(first?.endings, second?.endings)
    assert.equal(first?.statements, second?.statements)
  })

  await t.test('a planted fault is found, and not by playing one after the other', async (u) => {
    for (const { fault, pair, within } of faults) {
      const report = await playPair(mothers, pair, { schedules: within, seed, until_found: true })
      const [find] = report.finds
      assert.ok(find, `not found in ${report.schedules} schedules: ${fault}`)
      assert.equal(isSerial(find.order), false, `${fault}: ${find.order}`)
      u.diagnostic(`${fault}: found by schedule ${report.schedules}, ${find.order} (${find.check})`)
    }
  })

  await t.test(`at least ${SCHEDULES} schedules break nothing`, async (u) => {
    u.diagnostic(`seed ${seed}: SCHEDULES_SEED=${seed} plays the same`)
    const started = performance.now()
    const reports = await campaign(mothers, pairs, { schedules: SCHEDULES, seed })
    const played = reports.reduce((sum, { schedules }) => sum + schedules, 0)
    for (const [place, report] of reports.entries())
      u.diagnostic(lineOf(pairs[place] as Pair, report))
    u.diagnostic(
      `${pairs.length} pairs, ${played} schedules, ${Math.round((played * 1_000) / (performance.now() - started))} a second`,
    )
    for (const [place, report] of reports.entries()) {
      assert.deepEqual(report.finds, [], report.pair)
      assert.deepEqual(missing(pairs[place] as Pair, report), [], report.pair)
      assert.ok(report.invariants > 100, 'the platform’s own invariants were asked')
    }
    assert.ok(played >= SCHEDULES)
    assert.ok(pairs.length >= 14)
  })
})
