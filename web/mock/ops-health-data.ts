import type { Answer } from '../shared/api/client.ts'
import { from, id } from './mock-world.ts'

/** An installation with one thing wrong of each kind. */
export const health: Answer<'GET /v1/health'> = {
  version: '0.1.0',
  started_at: from(-86_400),
  now: from(0),
  database: { ok: true, version: '18.4', size_bytes: 84_213_760, connections: 9 },
  outbox: {
    waiting: 0,
    consumers: ['live.rooms', 'settlement.lines', 'aftersales.payments', 'live.link_policy'].map(
      (name, index) => ({ name, behind: index === 1 ? 3 : 0 }),
    ),
    dead_letters: [
      {
        consumer: 'settlement.lines',
        seq: 1_204,
        type: 'order.paid',
        key: id('ord', 3),
        error: 'the journal does not balance',
        at: from(-4_000),
      },
    ],
  },
  sweeps: ['orders.close_unpaid', 'orders.confirm_receipt', 'aftersales.deadlines'].map((name) => ({
    name,
    last_at: from(-4),
    dealt: 41,
  })),
  media: { ok: true, streams: 2, viewers: 31 },
  memory_bytes: 148_000_000,
  invariants: [
    'I-01 journals balance',
    'I-02 stock never below zero',
    'I-03 an order is paid once',
    'I-05 floors hold',
    'I-19 nothing unmatched is forgotten',
  ].map((name, index) => ({
    name,
    state: index === 4 ? 'violated' : index === 3 ? 'unknown' : 'holds',
    rows: index === 4 ? 1 : 0,
  })),
}
