import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Attempt,
  type BuyEvent,
  type BuyState,
  backOff,
  buyAfter,
  IDLE,
  type Intent,
  JITTER_MS,
  type No,
  RESUME_MS,
} from './features/checkout/buy-state.ts'

const NOW = Date.parse('2026-03-01T12:00:00.000Z')
const intent: Intent = {
  lines: [{ sku_id: 'sku_1', quantity: 1, flash_offer_id: 'fla_1', seen_price: 9_900 }],
  address_id: 'adr_1',
}
const other: Intent = { ...intent, address_id: 'adr_2' }
const attempt: Attempt = {
  place: 'prd_1',
  account_id: 'acc_1',
  key: 'k1',
  intent,
  tapped_at: NOW,
  tries: 1,
  lost: 0,
  faults: 0,
}
const unsure = { ...attempt, lost: 1 }
const no = (code: string, status: number, more: Partial<No> = {}): No => ({
  status,
  code,
  title: code,
  details: {},
  ...more,
})
const NO = {
  queue: no('queue_full', 503, { details: { ahead: 120 }, retry_after_ms: 700 }),
  busy: no('busy', 503, { retry_after_ms: 1_000 }),
  offline: no('offline', 0),
  gateway: no('internal', 502),
  twin: no('changed_meanwhile', 409),
  fault: no('internal', 500),
  rate: no('too_many_requests', 429, { retry_after_ms: 3_000 }),
  gone: no('flash_sold_out', 409),
  opening: no('flash_not_open', 409, {
    details: { opens_at: '2026-03-01T12:00:00.400Z', server_time: '2026-03-01T12:00:00.000Z' },
  }),
  far: no('flash_not_open', 409, {
    details: { opens_at: '2026-03-01T12:05:00.000Z', server_time: '2026-03-01T12:00:00.000Z' },
  }),
  closed: no('flash_not_open', 409, {
    details: { opens_at: '2026-03-01T11:00:00.000Z', server_time: '2026-03-01T12:00:00.000Z' },
  }),
}
const tap: BuyEvent = {
  e: 'tap',
  place: 'prd_1',
  account_id: 'acc_1',
  key: 'k2',
  intent,
  now: NOW,
  chance: 0.5,
}
const answered: BuyEvent = {
  e: 'answered',
  key: 'k1',
  payment_id: 'pay_1',
  deadline_at: '2026-03-01T12:05:00.000Z',
}
const heard = (said: No, tries = 1): BuyEvent => ({
  e: 'no',
  key: 'k1',
  tries,
  no: said,
  now: NOW + 100,
  chance: 0.5,
})

const asking: BuyState = { at: 'asking', attempt, ahead: undefined }
const STATES = {
  idle: IDLE,
  asking,
  asking_unsure: { at: 'asking', attempt: unsure, ahead: undefined },
  waiting: { at: 'waiting', attempt, pause_ms: 500, why: 'queue', ahead: 120 },
  waiting_unsure: { at: 'waiting', attempt: unsure, pause_ms: 500, why: 'lost' },
  later: { at: 'later', attempt, until: NOW + 3_000, no: NO.rate },
  left: { at: 'left', attempt: unsure, in_flight: false, fault: false },
  left_in_flight: { at: 'left', attempt, in_flight: true, fault: false },
  refused: { at: 'refused', attempt, no: NO.gone, since: NOW },
  won: {
    at: 'won',
    payment_id: 'pay_1',
    deadline_at: '2026-03-01T12:05:00.000Z',
    account_id: 'acc_1',
    intent,
    flash: true,
  },
} as const satisfies Record<string, BuyState>
type Name = keyof typeof STATES
const names = Object.keys(STATES) as Name[]

/** Shows a state as `at` and, where there is one, the key that is sent or kept. */
const shown = (state: BuyState): string =>
  'attempt' in state
    ? `${state.at} ${state.attempt.key}${state.attempt.lost > 0 ? '?' : ''}`
    : state.at

/** Every event in every state: what the row does not name stays as it is. */
const TABLE: [event: string, BuyEvent, Partial<Record<Name, string>>][] = [
  ['tap', tap, { idle: 'asking k2', refused: 'asking k2' }],
  [
    'tap when it is later',
    { ...tap, now: NOW + 3_000 },
    { idle: 'asking k2', refused: 'asking k2', later: 'asking k1' },
  ],
  [
    'tap on something else, later',
    { ...tap, intent: other, now: NOW + 3_000 },
    { idle: 'asking k2', refused: 'asking k2', later: 'asking k2' },
  ],
  ['tap before the opening', { ...tap, opens_at: NOW + 1 }, {}],
  [
    'held through the opening',
    { ...tap, opens_at: NOW, held: true },
    { idle: 'waiting k2', refused: 'waiting k2' },
  ],
  ['due', { e: 'due' }, { waiting: 'asking k1', waiting_unsure: 'asking k1?' }],
  [
    'answered',
    answered,
    {
      asking: 'won',
      asking_unsure: 'won',
      waiting: 'won',
      waiting_unsure: 'won',
      later: 'won',
      left: 'won',
      left_in_flight: 'won',
      refused: 'won',
    },
  ],
  ['answered another key', { ...answered, key: 'k0' }, {}],
  [
    'queue full',
    heard(NO.queue),
    { asking: 'waiting k1', asking_unsure: 'waiting k1?', left_in_flight: 'idle' },
  ],
  [
    'busy',
    heard(NO.busy),
    { asking: 'waiting k1?', asking_unsure: 'waiting k1?', left_in_flight: 'left k1?' },
  ],
  [
    'offline',
    heard(NO.offline),
    { asking: 'waiting k1?', asking_unsure: 'waiting k1?', left_in_flight: 'left k1?' },
  ],
  [
    'bad gateway',
    heard(NO.gateway),
    { asking: 'waiting k1?', asking_unsure: 'waiting k1?', left_in_flight: 'left k1?' },
  ],
  [
    'a twin is under way',
    heard(NO.twin),
    { asking: 'waiting k1?', asking_unsure: 'waiting k1?', left_in_flight: 'left k1?' },
  ],
  [
    'a fault',
    heard(NO.fault),
    { asking: 'waiting k1?', asking_unsure: 'waiting k1?', left_in_flight: 'left k1?' },
  ],
  [
    'too many requests',
    heard(NO.rate),
    { asking: 'later k1', asking_unsure: 'waiting k1?', left_in_flight: 'idle' },
  ],
  [
    'sold out',
    heard(NO.gone),
    { asking: 'refused k1', asking_unsure: 'refused k1?', left_in_flight: 'refused k1' },
  ],
  [
    'opens in 0.4 s',
    heard(NO.opening),
    { asking: 'waiting k1', asking_unsure: 'waiting k1?', left_in_flight: 'idle' },
  ],
  [
    'opens in 5 minutes',
    heard(NO.far),
    { asking: 'refused k1', asking_unsure: 'refused k1?', left_in_flight: 'refused k1' },
  ],
  [
    'is over',
    heard(NO.closed),
    { asking: 'refused k1', asking_unsure: 'refused k1?', left_in_flight: 'refused k1' },
  ],
  ['an old try’s no', heard(NO.gone, 0), {}],
  [
    'leave',
    { e: 'leave' },
    {
      asking: 'left k1',
      asking_unsure: 'left k1?',
      waiting: 'idle',
      waiting_unsure: 'left k1?',
      later: 'idle',
    },
  ],
  ['again', { e: 'again' }, { left: 'asking k1?', left_in_flight: 'asking k1?' }],
  [
    'forget',
    { e: 'forget' },
    { later: 'idle', left: 'idle', left_in_flight: 'idle', refused: 'idle', won: 'idle' },
  ],
  ['restored', { e: 'restored', kept: asking, now: NOW + 1_000 }, { idle: 'asking k1?' }],
]

for (const [event, happens, moves] of TABLE)
  test(`${event}, in every state`, () => {
    for (const name of names) {
      const state: BuyState = STATES[name]
      const after = buyAfter(state, happens)
      if (name in moves) assert.equal(shown(after), moves[name], name)
      else assert.equal(after, state, `${name} stays`)
    }
  })

test('pauses: the platform’s own first, then chance over what grows; a number of people is the platform’s or none', () => {
  const queued = buyAfter(asking, heard(NO.queue))
  assert.deepEqual(queued, {
    at: 'waiting',
    attempt,
    pause_ms: 700 + 200,
    why: 'queue',
    ahead: 120,
  })
  assert.equal(buyAfter(queued, { e: 'due' }).at, 'asking')
  const lost = buyAfter(asking, heard(NO.offline))
  assert.equal(lost.at === 'waiting' && lost.ahead, undefined)
  assert.deepEqual(
    [1, 2, 3, 9].map((tries) => backOff(tries, 1)),
    [400, 800, 1_600, 8_000],
  )
  assert.equal(backOff(9, 0), 0)
})

test('waits for an opening that is near, by the platform’s clock, with a small chance on top', () => {
  const near = buyAfter(asking, heard(NO.opening))
  assert.equal(near.at === 'waiting' && near.pause_ms, 400 + 0.5 * JITTER_MS)
  const held = buyAfter(IDLE, { ...tap, opens_at: NOW, held: true, chance: 1 })
  assert.equal(held.at === 'waiting' && held.pause_ms, JITTER_MS)
  const often: BuyState = { at: 'asking', attempt: { ...attempt, tries: 4 }, ahead: undefined }
  assert.equal(buyAfter(often, heard(NO.opening, 4)).at, 'refused')
})

test('three faults of the platform and the page stops asking by itself; the buyer may go on', () => {
  let state: BuyState = asking
  for (let tries = 1; tries <= 3; tries++) {
    state = buyAfter(state, heard(NO.fault, tries))
    if (tries < 3) state = buyAfter(state, { e: 'due' })
  }
  assert.equal(state.at === 'left' && state.fault, true)
  assert.equal(shown(buyAfter(state, { e: 'again' })), 'asking k1?')
})

test('a reload goes on under the same key; after long it asks first; what cannot have been ordered is dropped', () => {
  const back = (kept: BuyState, later_ms = 1_000) =>
    shown(buyAfter(IDLE, { e: 'restored', kept, now: NOW + later_ms }))
  assert.equal(back(STATES.asking), 'asking k1?')
  assert.equal(back(STATES.waiting), 'asking k1')
  assert.equal(back(STATES.waiting_unsure), 'asking k1?')
  assert.equal(back(STATES.left), 'left k1?')
  assert.equal(back(STATES.left_in_flight), 'left k1?')
  assert.equal(back(STATES.later), 'idle')
  assert.equal(back(STATES.refused), 'idle')
  assert.equal(back(STATES.won), 'won')
  assert.equal(back(STATES.asking, RESUME_MS + 1), 'left k1?')
  assert.equal(back(STATES.waiting, RESUME_MS + 1), 'idle')
  assert.equal(back(STATES.won, 300_000), 'idle')
})

/**
 * A platform that makes an order once a key and may lose answers, and a buyer who does whatever comes to mind. Unless
 * the buyer says "drop it", no second key is sent while the first may have made an order.
 */
test('whatever gets lost and whatever the buyer does: one attempt, one key, one order', () => {
  const step = fc.constantFrom(
    'tap',
    'held',
    'due',
    'arrives',
    'answer_lost',
    'request_lost',
    'queue',
    'busy',
    'rate',
    'sold_out',
    'leave',
    'again',
    'reload',
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let state: BuyState = IDLE
      let now = NOW
      let keys = 0
      const orders = new Set<string>()
      /** Keys that were sent and never answered for good. */
      const open = new Set<string>()
      const tell = (event: BuyEvent) => {
        const before = state
        state = buyAfter(state, event)
        if (state.at === 'asking' && state !== before) {
          open.add(state.attempt.key)
          assert.equal(open.size, 1, 'two keys under way')
          assert.deepEqual(state.attempt.intent, intent)
        }
        if (state.at === 'won' || state.at === 'refused') open.clear()
        if (state.at === 'idle' && before.at !== 'idle') {
          for (const key of open) assert.ok(!orders.has(key), 'an order nobody was told about')
          open.clear()
        }
        if (state.at === 'later') open.clear()
      }
      const reply = (said: No) => {
        if (state.at === 'asking')
          tell({
            e: 'no',
            key: state.attempt.key,
            tries: state.attempt.tries,
            no: said,
            now,
            chance: 0.5,
          })
      }
      for (const what of steps) {
        now += 500
        if (what === 'tap' || what === 'held')
          tell({ ...tap, key: `k${++keys}`, now, held: what === 'held' } as BuyEvent)
        else if (what === 'due' || what === 'leave' || what === 'again') tell({ e: what })
        else if (what === 'reload') {
          const kept = JSON.parse(JSON.stringify(state)) as BuyState
          if (kept.at === 'refused') continue
          state = IDLE
          tell({ e: 'restored', kept, now })
        } else if (state.at === 'asking') {
          const { key } = state.attempt
          const made = orders.has(key)
          if (what === 'arrives' || (made && what === 'sold_out')) {
            orders.add(key)
            tell({ ...answered, key } as BuyEvent)
          } else if (what === 'answer_lost') {
            orders.add(key)
            reply(NO.offline)
          } else if (what === 'request_lost') reply(NO.offline)
          else if (what === 'queue') reply(NO.queue)
          else if (what === 'busy') reply(NO.busy)
          else if (what === 'rate') reply(NO.rate)
          else reply(NO.gone)
        }
      }
    }),
    { numRuns: 2_000 },
  )
})
