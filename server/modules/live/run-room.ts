import { notFound, wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, isDatabaseError, row, rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { type RoomShown, roomShown } from '../alliance/index.ts'
import { closeFlashOfRoom } from '../inventory/index.ts'
import {
  alreadyOnAir,
  isOver,
  PAUSE_LIMIT,
  pictureDeadline,
  type RoomState,
  roomOver,
  rooms,
} from './room.ts'
import { tell } from './room-events.ts'
import { type HeldRoom, holdRoom } from './rooms.sql.ts'

type Step = { room_id: string; host_id: string; now: Date }
const host = (id: string): Actor => ({ kind: 'account', id })

/** Goes on air. Of a host's rooms one is on air; goods the link policy blocks are hidden by `before`, in the same commit. */
export const startRoom = (
  db: Db,
  { room_id, host_id, now }: Step,
  before: (tx: Tx) => Promise<unknown>,
): Promise<void> =>
  oneOnAir(() =>
    hold(db, { room_id, host_id, now }, async (tx, room) => {
      await move(tx, room, 'live', {
        from: ['preview'],
        actor: host(host_id),
        reason: 'started',
        now,
        deadline_at: pictureDeadline(room.stream, now),
      })
      await rows(tx)`update rooms set started_at = ${now} where id = ${room_id}`
      await before(tx)
    }),
  )

/** Pauses: orders and flash offers go on. A pause ends the room after two hours. */
export const pauseRoom = (db: Db, { room_id, host_id, now }: Step): Promise<void> =>
  hold(db, { room_id, host_id, now }, (tx, room) =>
    move(tx, room, 'paused', {
      from: ['live'],
      actor: host(host_id),
      reason: 'paused_by_host',
      now,
      deadline_at: after(now, PAUSE_LIMIT),
    }),
  )

/** Goes on after a pause; the link policy is asked anew. */
export const resumeRoom = (
  db: Db,
  { room_id, host_id, now }: Step,
  before: (tx: Tx) => Promise<unknown>,
): Promise<void> =>
  oneOnAir(() =>
    hold(db, { room_id, host_id, now }, async (tx, room) => {
      await move(tx, room, 'live', {
        from: ['paused'],
        actor: host(host_id),
        reason: 'resumed',
        now,
        deadline_at: pictureDeadline(room.stream, now),
      })
      await before(tx)
    }),
  )

/** Ends the room: keys die, the cart is frozen, what was recorded stays as replay. */
export const endRoom = (db: Db, { room_id, host_id, now }: Step): Promise<void> =>
  hold(db, { room_id, host_id, now }, (tx, room) =>
    finish(tx, [room.id], 'ended', host(host_id), 'ended_by_host', now),
  )

/** An operator cuts a room off; the host sees the reason. Orders in flight stay valid. */
export const banRoom = (
  db: Db,
  {
    room_id,
    operator_id,
    reason,
    now,
  }: { room_id: string; operator_id: string; reason: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const room = await row<{ state: RoomState }>(
      tx,
    )`select state from rooms where id = ${room_id} for no key update`
    if (!room) throw notFound()
    if (isOver(room.state)) throw roomOver()
    await finish(tx, [room_id], 'banned', host(operator_id), reason, now)
  })

/** Applies the defaults of waiting rooms whose deadline has passed. Returns how many. */
export const applyRoomDeadlines = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ id: string; state: RoomState }>(tx)`
      select id, state from rooms where deadline_at <= ${now} and state in ('preview', 'live', 'paused')
      order by id limit 200 for no key update skip locked`
    const idsOf = (state: RoomState) => due.filter((one) => one.state === state).map(({ id }) => id)
    await finish(
      tx,
      idsOf('preview'),
      'ended',
      system('live.preview_deadline'),
      'never_started',
      now,
    )
    await finish(
      tx,
      idsOf('paused'),
      'ended',
      system('live.pause_deadline'),
      'paused_too_long',
      now,
    )
    const silent = await transition(tx, rooms, {
      ids: idsOf('live'),
      to: 'paused',
      actor: system('live.no_signal'),
      reason: 'no_signal',
      now,
      deadline_at: after(now, PAUSE_LIMIT),
    })
    await tell(
      tx,
      silent.map(({ id }) => ({
        room_id: id,
        fact: { e: 'room', state: 'paused', reason: 'no_signal' },
      })),
      now,
    )
    return due.length
  })

/** The host's room, held for one step; what is over takes none. */
const hold = (
  db: Db,
  { room_id, host_id, now }: Step,
  step: (tx: Tx, room: HeldRoom) => Promise<unknown>,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const room = await holdRoom(tx, room_id, host_id, now)
    if (!room) throw notFound()
    if (isOver(room.state)) throw roomOver()
    await step(tx, room)
  })

type Change = {
  from: readonly RoomState[]
  actor: Actor
  reason: string
  now: Date
  deadline_at: Date | null
}

async function move(tx: Tx, room: HeldRoom, to: 'live' | 'paused', change: Change): Promise<void> {
  const moved = await transition(tx, rooms, { ids: [room.id], to, ...change })
  if (moved.length === 0) throw wrongState({ from: room.state, to })
  await tell(tx, [{ room_id: room.id, fact: { e: 'room', state: to } }], change.now)
}

async function finish(
  tx: Tx,
  ids: readonly string[],
  to: 'ended' | 'banned',
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  // First the key: a room that is over may hold none.
  await rows(tx)`
    update rooms set push_key_hash = null, is_kick_wanted = stream in ('on_air', 'interrupted'), ended_at = ${now}, end_reason = ${reason},
      replay_ready_at = case when stream = 'ended' and ${to === 'ended'}::boolean then ${now}::timestamptz end
    where id = any(${ids}::uuid[])`
  await rows(tx)`
    update room_items as item set is_explaining = false, explained_to_ms = stream_offset(r.stream, r.stream_at, r.stream_offset_ms, ${now})
    from rooms as r where r.id = item.room_id and r.id = any(${ids}::uuid[]) and item.is_explaining`
  const moved = await transition(tx, rooms, { ids, to, actor, reason, now })
  for (const { id } of moved) await closeFlashOfRoom(tx, id, actor, 'room_over', now)
  if (to === 'ended') await tellShown(tx, ids, now)
  await tell(
    tx,
    moved.map(({ id }) => ({ room_id: id, fact: { e: 'room', state: to, reason } })),
    now,
  )
}

/** What was shown, for whoever was promised that it would be. A room that never began showed nothing. */
async function tellShown(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  const over = await rows<RoomShown>(tx)`
    select r.id as room_id, r.host_id, coalesce(stream_offset(r.stream, r.stream_at, r.stream_offset_ms, ${now}), 0) as on_air_ms, r.orders_paid,
      array(select i.product_id from room_items as i where i.room_id = r.id and (i.state = 'listed' or i.explain_count > 0) order by i.id) as product_ids
    from rooms as r where r.id = any(${ids}::uuid[]) and r.started_at is not null order by r.id`
  await publish(
    tx,
    roomShown,
    over.map((payload) => ({ key: payload.room_id, payload })),
    now,
  )
}

async function oneOnAir(step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (error) {
    if (isDatabaseError(error, '23505', 'rooms_one_on_air')) throw alreadyOnAir()
    throw error
  }
}
