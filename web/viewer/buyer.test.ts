import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import type { Attempt, BuyEvent, BuyState, Intent } from './features/checkout/buy-state.ts'
import { makeBuyer } from './features/checkout/buyer.ts'

const intent: Intent = { lines: [{ sku_id: 'sku_1', quantity: 1 }], address_id: 'adr_1' }
const tap: BuyEvent = {
  e: 'tap',
  place: 'prd_1',
  account_id: 'acc_1',
  key: 'k1',
  intent,
  now: 0,
  chance: 0,
}
const LOST = { status: 0, code: 'offline', title: '', details: {} }
const MADE = { payment_id: 'pay_1', deadline_at: '2026-03-01T12:05:00.000Z' }

/** A page whose tries the test answers; `reload` is the next life of it, with the same shelf. */
function world(kept: { words: string | null } = { words: null }) {
  const sent: Attempt[] = []
  const answers: { give: (made: typeof MADE) => void; fail: (no: typeof LOST) => void }[] = []
  const shown: string[] = []
  const buyer = makeBuyer({
    send: (attempt) => {
      sent.push(attempt)
      return new Promise((give, fail) => answers.push({ give, fail }))
    },
    now: () => 0,
    random: () => 0.5,
    shelf: {
      get: () => kept.words,
      set: (words) => {
        kept.words = words
      },
    },
    show: (_, state: BuyState) => shown.push(state.at),
  })
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  return { buyer, sent, answers, shown, kept, settle, reload: () => world(kept) }
}

async function withTimers(work: () => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    await work()
  } finally {
    mock.timers.reset()
  }
}

test('a lost answer is asked again after a pause, with the same key and body, until it comes', () =>
  withTimers(async () => {
    const { buyer, sent, answers, shown, kept, settle } = world()
    buyer.tell('prd_1', tap)
    buyer.tell('prd_1', { ...tap, key: 'k2' } as BuyEvent)
    for (let tries = 1; tries <= 6; tries++) {
      assert.equal(sent.length, tries)
      answers[tries - 1]?.fail(LOST)
      await settle()
      mock.timers.tick(8_000)
    }
    answers[6]?.give(MADE)
    await settle()
    assert.deepEqual(new Set(sent.map(({ key }) => key)), new Set(['k1']))
    assert.deepEqual(new Set(sent.map((one) => JSON.stringify(one.intent))).size, 1)
    assert.equal(shown.at(-1), 'won')
    assert.match(kept.words ?? '', /pay_1/)
    buyer.drop('prd_1')
    assert.equal(kept.words, null)
  }))

test('it is on the shelf before it is sent, so that a reload goes on with it, for the same account only', () =>
  withTimers(async () => {
    const first = world()
    first.buyer.tell('prd_1', tap)
    assert.match(first.kept.words ?? '', /"k1"/)
    const stranger = world({ ...first.kept })
    stranger.buyer.restore('acc_2')
    assert.equal(stranger.sent.length, 0)
    assert.equal(stranger.kept.words, null)
    const next = first.reload()
    next.buyer.restore('acc_1')
    assert.deepEqual(
      next.sent.map(({ key, tries, lost }) => [key, tries, lost]),
      [['k1', 2, 1]],
    )
    next.answers[0]?.give(MADE)
    await next.settle()
    assert.equal(next.shown.at(-1), 'won')
  }))

test('another account signs in: what the first one had on the way is theirs no more', () =>
  withTimers(async () => {
    const { buyer, answers, sent, shown, settle } = world()
    buyer.tell('prd_1', tap)
    answers[0]?.fail(LOST)
    await settle()
    buyer.restore('acc_2')
    mock.timers.tick(60_000)
    assert.equal(sent.length, 1)
    assert.equal(shown.at(-1), 'idle')
  }))

test('after leaving nothing more is sent, but an answer that comes is told', () =>
  withTimers(async () => {
    const { buyer, sent, answers, shown, settle } = world()
    buyer.tell('prd_1', tap)
    buyer.tell('prd_1', { e: 'leave' })
    mock.timers.tick(60_000)
    assert.equal(sent.length, 1)
    assert.equal(shown.at(-1), 'left')
    answers[0]?.give(MADE)
    await settle()
    assert.equal(shown.at(-1), 'won')
  }))

test('the line is back: who waits for it asks within half a second, who stands in the queue does not', () =>
  withTimers(async () => {
    const { buyer, sent, answers, settle } = world()
    buyer.tell('prd_1', tap)
    answers[0]?.fail({ ...LOST, retry_after_ms: 9_000 } as typeof LOST)
    buyer.tell('prd_2', { ...tap, place: 'prd_2', key: 'k2' } as BuyEvent)
    answers[1]?.fail({ ...LOST, code: 'queue_full', status: 503, retry_after_ms: 9_000 } as any)
    await settle()
    buyer.wake()
    mock.timers.tick(500)
    assert.deepEqual(
      sent.map(({ key }) => key),
      ['k1', 'k2', 'k1'],
    )
  }))
