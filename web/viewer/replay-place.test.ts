import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replayPlace } from './features/room/replay-place.ts'

test('an explanation is found in the replay, wherever that begins', () => {
  const item = { explained_from_ms: 95_000, explained_to_ms: 130_000 }
  assert.equal(replayPlace(item, { replay_from_ms: 0 }), 95)
  assert.equal(replayPlace(item, { replay_from_ms: 60_000 }), 35)
  assert.equal(replayPlace(item, { replay_from_ms: 100_000 }), 0, 'its beginning is gone')
  assert.equal(replayPlace(item, { replay_from_ms: 130_000 }), undefined, 'all of it is gone')
  assert.equal(
    replayPlace({ explained_from_ms: 95_000, explained_to_ms: null }, { replay_from_ms: 96_000 }),
    0,
  )
  assert.equal(
    replayPlace({ explained_from_ms: null, explained_to_ms: null }, { replay_from_ms: 0 }),
    undefined,
  )
})
