import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultNamed, WELL_WITHIN_MS, watchHealth } from '../drills/crash/slow.ts'
import { openCrashStage } from '../drills/crash/stage.ts'
import { assertInvariants, assertNothingLost } from './nothing-lost.ts'

/** The short form of `npm run drill -- slow-database`. It measures: nothing else shall run beside it. */

test('a database that is late, silent, cut off at commits or locked: honest answers, then as fast as before', async (t) => {
  const stage = await openCrashStage({ rounds: 5, clients: 64, proxied: true })
  try {
    const { suffer } = await watchHealth(stage)
    for (const name of ['very late', 'silence', 'commits cut off', 'the hot row is held']) {
      const { well_ms } = await suffer(faultNamed(name), 2)
      t.diagnostic(`${name}: well again after ${well_ms} ms`)
      assert.ok(well_ms <= WELL_WITHIN_MS, `${name}: well again after ${well_ms} ms`)
    }
    assert.ok(stage.proxy().cuts() > 0, 'commits were cut off')
    const { answers, hung, unpolite } = stage.crowd.figures
    const { 201: _, 409: __, 429: ___, 503: ____, ...dishonest } = answers
    assert.deepEqual({ dishonest, hung, unpolite }, { dishonest: {}, hung: 0, unpolite: 0 })
    await assertNothingLost(stage)
    await assertInvariants(stage)
  } finally {
    await stage.close()
  }
})
