import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/ids.ts'
import { after, MINUTE } from '../../kernel/time.ts'
import { dueAt } from './notice.ts'
import { decideMove } from './plan.ts'
import { CONTEXT_LIFE, readContext, type SaleContext, signContext } from './sale-context.ts'

test('a change for the worse waits two days, or for the next midnight in Shanghai, and none is taken shortly before it', () => {
  const at = (text: string) => new Date(text)
  assert.deepEqual(dueAt('two_days', at('2026-03-01T15:00:00Z')), at('2026-03-03T15:00:00Z'))
  for (const [now, due] of [
    ['2026-03-01T00:00:00Z', '2026-03-01T16:00:00Z'],
    ['2026-03-01T15:49:59.999Z', '2026-03-01T16:00:00Z'],
    ['2026-03-01T15:50:00Z', null],
    ['2026-03-01T15:59:59.999Z', null],
    ['2026-03-01T16:00:00Z', '2026-03-02T16:00:00Z'],
  ] as const)
    assert.deepEqual(dueAt('next_day', at(now)), due && at(due), now)
})

test('more is paid at once, less and nothing after notice; what is not in force binds nobody', () => {
  const move = (state: 'draft' | 'open' | 'closed', ppm: bigint, is_open: boolean) =>
    decideMove({ commission_ppm: 200n, state }, { commission_ppm: ppm, is_open })
  assert.deepEqual(move('open', 200n, true), { kind: 'nothing' })
  assert.deepEqual(move('open', 201n, true), {
    kind: 'apply',
    commission_ppm: 201n,
    state: 'open',
  })
  assert.deepEqual(move('open', 199n, true), { kind: 'announce', to_ppm: 199n })
  // To close is to pay nothing, whatever rate is named with it.
  for (const ppm of [199n, 200n, 300n])
    assert.deepEqual(move('open', ppm, false), { kind: 'announce', to_ppm: null })
  for (const state of ['draft', 'closed'] as const) {
    assert.deepEqual(move(state, 1n, true), { kind: 'apply', commission_ppm: 1n, state: 'open' })
    assert.deepEqual(move(state, 1n, false), { kind: 'apply', commission_ppm: 1n, state })
    assert.deepEqual(move(state, 200n, false), { kind: 'nothing' })
  }
})

test('a context reads as it was signed, for a day; whatever was touched, signed elsewhere or is old proves nothing', () => {
  const now = new Date('2026-03-01T12:00:30Z')
  const keys = ['the newer key', 'the older key']
  const seen: SaleContext = {
    placement: 'room',
    content_id: newId(),
    creator_id: newId(),
    product_id: newId(),
    stream_offset_ms: 61_000,
  }
  const text = signContext(keys, seen, now)
  assert.deepEqual(readContext(keys, text, now), seen)
  assert.deepEqual(readContext(['a key after that', ...keys], text, now), seen)
  assert.equal(readContext(keys, text, after(now, CONTEXT_LIFE + MINUTE)), null)
  assert.deepEqual(readContext(keys, text, after(now, CONTEXT_LIFE)), seen)
  assert.equal(readContext(['another platform'], text, now), null)
  assert.equal(
    signContext(keys, seen, after(now, 29_999)),
    text,
    'seen within a minute, signed alike',
  )
  const [body = '', sign = ''] = text.split('.')
  const other = Buffer.from(JSON.stringify(['room', null, newId(), newId(), 0, 9e9])).toString(
    'base64url',
  )
  for (const bad of [
    '',
    '.',
    'x',
    body,
    `${body}.`,
    `.${sign}`,
    `${other}.${sign}`,
    `${body}.${sign.slice(1)}`,
    `${body}x.${sign}`,
    'x'.repeat(5_000),
    null,
    undefined,
  ])
    assert.equal(readContext(keys, bad, now), null, String(bad).slice(0, 40))
})
