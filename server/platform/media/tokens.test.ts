import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mediaTokens } from './tokens.ts'

const OLD = 'the-old-publish-secret'
const NEW = 'the-new-publish-secret'
const PLAY = 'the-only-play-secret'
const tokens = mediaTokens({ publish_secrets: [NEW, OLD], play_secrets: [PLAY] })
const now = new Date('2026-06-01T10:00:00Z')
const expires_at = new Date('2026-06-01T11:00:00Z')
const grant = { stream_id: 'tea', session_id: 'show-1', expires_at }

test('a publish key names its stream and session until it expires, by the clock it is given', () => {
  const key = tokens.issuePublishKey(grant)
  assert.deepEqual(tokens.readPublishKey(key, now), { ok: true, ...grant })
  const late = tokens.readPublishKey(key, expires_at)
  assert.deepEqual(late, { ok: false, code: 'token_expired' })
})

test('a play token never publishes and a publish key never plays, even under one secret', () => {
  const play = tokens.issuePlayToken({ stream_id: 'tea', subject: 'sam', expires_at })
  const key = tokens.issuePublishKey(grant)
  assert.equal(tokens.readPublishKey(play, now).ok, false)
  assert.equal(tokens.readPlayToken(key, now).ok, false)
  const swapped = mediaTokens({ publish_secrets: [PLAY], play_secrets: [NEW] })
  assert.deepEqual(swapped.readPublishKey(play, now), { ok: false, code: 'token_malformed' })
  assert.throws(() => mediaTokens({ publish_secrets: [PLAY], play_secrets: [PLAY] }))
})

test('a key of the secret before is good until that secret is dropped', () => {
  const before = mediaTokens({ publish_secrets: [OLD], play_secrets: [PLAY] }).issuePublishKey(
    grant,
  )
  assert.ok(tokens.readPublishKey(before, now).ok)
  const dropped = mediaTokens({ publish_secrets: [NEW], play_secrets: [PLAY] })
  assert.deepEqual(dropped.readPublishKey(before, now), { ok: false, code: 'token_wrong' })
})

test('no changed byte of a token passes, and no text is a token by luck', () => {
  const key = tokens.issuePublishKey(grant)
  fc.assert(
    fc.property(fc.nat(key.length - 1), fc.constantFrom(...'Aa0_-.|='), (at, letter) => {
      const forged = key.slice(0, at) + letter + key.slice(at + 1)
      // The last letter of base64url holds two bits that decode to nothing.
      const same = Buffer.from(forged.split('.')[1] ?? '', 'base64url').equals(
        Buffer.from(key.split('.')[1] ?? '', 'base64url'),
      )
      if (forged.split('.')[0] === key.split('.')[0] && same) return
      assert.equal(tokens.readPublishKey(forged, now).ok, false)
    }),
  )
  fc.assert(
    fc.property(fc.string({ maxLength: 5_000 }), (text) => !tokens.readPlayToken(text, now).ok),
  )
})

test('ids that could leave a path or a field are refused where tokens are made', () => {
  for (const stream_id of ['../x', 'a|b', '', 'a/b', 'x'.repeat(65)])
    assert.throws(() => tokens.issuePublishKey({ ...grant, stream_id }))
})

test('two tokens of one grant differ, so one viewer is told from the next', () => {
  const one = { stream_id: 'tea', subject: 'sam', expires_at }
  assert.notEqual(tokens.issuePlayToken(one), tokens.issuePlayToken(one))
})
