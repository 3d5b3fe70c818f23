import { Count, contract, Instant, Maybe, Obj, OneOf, Type } from './kernel/contract.ts'

export const systemContract = contract({
  'GET /v1/time': {
    summary: 'The platform’s clock; phones count down by it',
    who: 'anyone',
    answers: { 200: Obj({ now: Instant, offset_ms: Type.Integer() }) },
  },
  'GET /v1/installation': {
    summary: 'What this installation is and offers',
    who: 'anyone',
    answers: {
      200: Obj({
        name: Type.String(),
        version: Type.String(),
        demo: Type.Boolean(),
        currency: Type.String(),
        media_url: Type.String(),
      }),
    },
  },
  'POST /v1/demo/clock': {
    summary: 'Move the clock forward (demo installations only); due work happens before the answer',
    who: 'operator:admin',
    body: Obj({ advance_s: Type.Integer({ minimum: 1, maximum: 31_536_000 }) }),
    answers: { 200: Obj({ now: Instant, offset_ms: Type.Integer() }) },
  },
  'GET /v1/health': {
    summary: 'How the installation is doing, for its operators',
    who: 'operator',
    answers: {
      200: Obj({
        version: Type.String(),
        started_at: Instant,
        now: Instant,
        database: Obj({
          ok: Type.Boolean(),
          version: Type.String(),
          size_bytes: Count,
          connections: Count,
        }),
        outbox: Obj({
          waiting: Count,
          consumers: Type.Array(Obj({ name: Type.String(), behind: Count })),
          dead_letters: Type.Array(
            Obj({
              consumer: Type.String(),
              seq: Count,
              type: Type.String(),
              key: Type.String(),
              error: Type.String(),
              at: Instant,
            }),
          ),
        }),
        sweeps: Type.Array(Obj({ name: Type.String(), last_at: Maybe(Instant), dealt: Count })),
        media: Obj({ ok: Type.Boolean(), streams: Count, viewers: Count }),
        memory_bytes: Count,
        invariants: Type.Array(
          Obj({ name: Type.String(), state: OneOf('holds', 'violated', 'unknown'), rows: Count }),
        ),
      }),
    },
  },
})
