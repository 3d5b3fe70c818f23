import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newId } from '../../kernel/ids.ts'
import { DAY, HOUR, MINUTE } from '../../kernel/time.ts'
import { Crowd, numbered } from './crowd.ts'
import { adviceOn, pictureDeadline, previewDeadline, reorder, warningMarks } from './room.ts'
import { browserMark, issueTicket, readTicket } from './tickets.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const at = (ms: number) => new Date(now.getTime() + ms)

test('a new order keeps every item once, those named first', () => {
  const cart = fc.uniqueArray(fc.integer({ min: 0, max: 50 }).map(String), { maxLength: 30 })
  fc.assert(
    fc.property(
      cart.chain((present) => fc.tuple(fc.constant(present), fc.shuffledSubarray(present))),
      ([present, wanted]) => {
        const order = reorder(present, wanted) as string[]
        assert.deepEqual(order.slice(0, wanted.length), wanted)
        assert.deepEqual(order.toSorted(), present.toSorted())
        const rest = order.slice(wanted.length)
        assert.deepEqual(
          rest,
          present.filter((id) => rest.includes(id)),
        )
      },
    ),
  )
  assert.equal(reorder(['a'], ['b']), undefined)
})

test('deadlines and warnings', () => {
  assert.deepEqual(previewDeadline(now, null), at(DAY))
  assert.deepEqual(previewDeadline(now, at(-HOUR)), at(DAY))
  assert.deepEqual(previewDeadline(now, at(3 * DAY)), at(4 * DAY))
  assert.equal(pictureDeadline('on_air', now), null)
  for (const word of ['none', 'interrupted', 'ended'] as const)
    assert.deepEqual(pictureDeadline(word, now), at(10 * MINUTE))
  const marks = (left: number) => warningMarks(now, at(left))
  assert.deepEqual(marks(DAY + 1), ['announced'])
  assert.deepEqual(marks(DAY), ['announced', 'day'])
  assert.deepEqual(marks(HOUR), ['announced', 'day', 'hour'])
  assert.deepEqual(marks(5 * MINUTE), ['announced', 'day', 'hour', 'minutes'])
  assert.deepEqual(marks(0), [])
  assert.deepEqual(adviceOn({ kbps: 300, fps: 12, gop_ms: 4_000 }), [
    'gop_too_long',
    'bitrate_low',
    'fps_low',
  ])
  assert.deepEqual(adviceOn({ kbps: 2_000, fps: 30, gop_ms: 2_000 }), [])
})

test('a ticket is read only whole, in time, and by our secrets; older secrets count while keys rotate', () => {
  const room_id = newId()
  const wish = {
    room_id,
    account_id: newId(),
    by: 'session' as const,
    session_id: newId(),
    browser: null,
  }
  const secrets = ['a-new-secret', 'an-old-secret']
  const ticket = issueTicket(['an-old-secret'], wish, now)
  const read = readTicket(secrets, ticket, at(29_999))
  assert.deepEqual(
    { ...read, nonce: '', expires_at: null },
    { ...wish, nonce: '', expires_at: null },
  )
  assert.equal(readTicket(secrets, ticket, at(30_000)), undefined)
  assert.equal(readTicket(['another'], ticket, now), undefined)
  fc.assert(
    fc.property(fc.nat(ticket.length - 1), fc.constantFrom('A', 'b', '.', '-'), (place, letter) => {
      // The last letter of base64url has bits that nobody reads.
      fc.pre(ticket[place] !== letter && place < ticket.length - 1)
      const changed = ticket.slice(0, place) + letter + ticket.slice(place + 1)
      assert.equal(readTicket(secrets, changed, now), undefined)
    }),
  )
  fc.assert(
    fc.property(fc.string(), (text) => assert.equal(readTicket(secrets, text, now), undefined)),
  )
  assert.equal(browserMark(undefined), null)
  assert.equal(browserMark('a=1; closedloop_session=x'), browserMark('closedloop_session=x; b=2'))
  assert.notEqual(browserMark('closedloop_session=x'), browserMark('closedloop_session=y'))
})

test('what a viewer missed is exactly what lies after its number, or that it must load the room again', () => {
  const eventsFrom = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const seq = first + index
      return { seq, host_only: seq % 5 === 0, type: 'order', text: numbered(seq, '{"e": "order"}') }
    })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: -5, max: 1_000 }),
      fc.boolean(),
      (first, count, since, is_host) => {
        const room = { id: newId(), host_id: newId(), state: 'live' as const, chat_id: 0n }
        const crowd = new Crowd(room, eventsFrom(first, count))
        const head = count === 0 ? 0 : first + count - 1
        const missed = crowd.missedSince(since, is_host)
        const at_hand = since >= 0 && since <= head && (count === 0 || since >= first - 1)
        assert.equal(missed !== undefined, at_hand)
        if (missed === undefined) return
        const seqs = JSON.parse(`[${missed}]`).map(({ seq }: { seq: number }) => seq)
        const expected = eventsFrom(first, count)
          .filter((event) => event.seq > since && (is_host || !event.host_only))
          .map(({ seq }) => seq)
        assert.deepEqual(seqs, expected)
      },
    ),
  )
})
