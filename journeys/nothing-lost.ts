import assert from 'node:assert/strict'
import type { CrashStage } from '../drills/crash/stage.ts'

const clean = {
  lost: 0,
  unpaid: 0,
  doubled: 0,
  altered: 0,
  oversold: 0,
  over_limit: 0,
  unreserved: 0,
  astray: 0,
}
/** Every order that was acknowledged is there as it was, paid where it was paid, and no unit was sold twice. */
export const assertNothingLost = async (stage: CrashStage) => {
  const { acknowledged, paid, ...wrong } = await stage.check()
  assert.deepEqual(wrong, clean)
  assert.ok(acknowledged > 0 && paid > 0, `orders ${acknowledged}, paid ${paid}`)
}

/** Stops the stage's servers; every invariant holds on what they left. */
export const assertInvariants = async (stage: CrashStage) => {
  await stage.stop()
  const { invariants, violations, said } = await stage.verify()
  assert.equal(violations, 0, said)
  assert.ok(invariants > 50)
}
