import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findMissed } from '../drills/crash/campaign.ts'
import { faultNamed, strike } from '../drills/crash/slow.ts'

/** A drill that finds nothing in a broken server would find nothing in ours. */

test('the drills bite: a server that acknowledges too early, two without a lock, one that takes an unknown outcome for a no', async () => {
  const clients = 64
  assert.deepEqual(
    [
      ...(await findMissed(['acknowledge-before-commit'], (stage) => stage.killServer(), {
        clients,
      })),
      ...(await findMissed(['no-lock'], (stage) => stage.killServer(), { clients, servers: 2 })),
      ...(await findMissed(
        ['unknown-taken-for-no'],
        (stage) => strike(stage, faultNamed('commits cut off'), 1),
        { clients, proxied: true },
      )),
    ],
    [],
  )
})
