import { newId } from '../../kernel/ids.ts'
import { malformed, notFound } from '../../kernel/refusal.ts'
import { after, DAY } from '../../kernel/time.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { recordBirth } from '../../platform/transition.ts'
import { notCreator, previewDeadline, roomOver, rooms } from './room.ts'

type RoomWish = {
  host_id: string
  title: string
  cover_id?: string | null
  shop_id?: string | null
  scheduled_at?: Date | null
  now: Date
}

/** How far ahead a room may be announced. */
const AHEAD = 30 * DAY

/**
 * Prepares a room. Only creators; a shop is named only by its own staff, a cover is the host's own picture or one
 * of their shops'. It waits for its start until a day after its hour, then ends by itself.
 */
export const openRoom = (db: Db, wish: RoomWish): Promise<string> =>
  inTransaction(db, async (tx) => {
    const { host_id, title, now } = wish
    const host = await row<{ is_creator: boolean }>(
      tx,
    )`select is_creator from accounts where id = ${host_id}`
    if (!host?.is_creator) throw notCreator()
    const scheduled_at = wish.scheduled_at ?? null
    if (scheduled_at && scheduled_at > after(now, AHEAD))
      throw malformed({ errors: [{ path: '/scheduled_at', message: 'at most 30 days ahead' }] })
    if (wish.shop_id) await assertStaff(tx, wish.shop_id, host_id)
    if (wish.cover_id) await assertPicture(tx, wish.cover_id, host_id)
    const id = newId()
    const deadline_at = previewDeadline(now, scheduled_at)
    await rows(tx)`
      insert into rooms (id, host_id, title, cover_id, shop_id, state, state_at, deadline_at, stream_id, scheduled_at, created_at)
      values (${id}, ${host_id}, ${title}, ${wish.cover_id ?? null}, ${wish.shop_id ?? null}, 'preview', ${now}, ${deadline_at},
        ${id.replaceAll('-', '')}, ${scheduled_at}, ${now})`
    await recordBirth(tx, rooms, {
      ids: [id],
      state: 'preview',
      actor: { kind: 'account', id: host_id },
      reason: 'prepared',
      now,
      deadline_at,
    })
    return id
  })

/** Changes title or cover of the host's own room, at any time before it is over. */
export const changeRoom = (
  db: Db,
  room_id: string,
  host_id: string,
  wish: { title?: string; cover_id?: string | null },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const room = await row<{ state: string }>(tx)`
      select state from rooms where id = ${room_id} and host_id = ${host_id} for no key update`
    if (!room) throw notFound()
    if (room.state === 'banned') throw roomOver()
    if (wish.cover_id) await assertPicture(tx, wish.cover_id, host_id)
    await rows(tx)`
      update rooms set title = coalesce(${wish.title ?? null}, title),
        cover_id = case when ${wish.cover_id !== undefined}::boolean then ${wish.cover_id ?? null}::uuid else cover_id end
      where id = ${room_id} and host_id = ${host_id}`
  })

async function assertStaff(tx: Tx, shop_id: string, account_id: string): Promise<void> {
  const staff = await row(tx)`
    select from shop_staff where shop_id = ${shop_id} and account_id = ${account_id}`
  if (!staff) throw notFound({ path: '/shop_id' })
}

async function assertPicture(tx: Tx, picture_id: string, account_id: string): Promise<void> {
  const picture = await row(tx)`
    select from pictures as p where p.id = ${picture_id} and (p.uploaded_by = ${account_id}
      or exists (select from shop_staff as s where s.shop_id = p.shop_id and s.account_id = ${account_id}))`
  if (!picture) throw notFound({ path: '/cover_id' })
}
