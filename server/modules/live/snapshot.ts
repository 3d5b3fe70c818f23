import { showId } from '../../kernel/ids.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, row } from '../../platform/db.ts'
import { fileUrl } from '../../platform/storage.ts'
import { findPeople } from '../accounts/index.ts'
import { productCards } from '../catalog/index.ts'
import { currentRules } from '../policies/index.ts'
import { type CartItem, dressCart, shownToHost, shownToViewers } from './cart-view.ts'
import { playDoor } from './play.ts'
import { type ChatRow, findCart, findRoom, findRooms, type Room, recentChat } from './rooms.sql.ts'

/** How long what all viewers see alike may be old. Each viewer's own part is never kept. */
const FRESH_MS = 1_000
const CHAT_SHOWN = 50

export type Viewer = {
  account_id: string | undefined
  host_name: string
  now: Date
}

type Shared = {
  room: Room
  card: Card
  cart: CartItem[]
  chat: ChatRow[]
  replay_from_ms: number | null
}
type Kept<T> = { at: number; now: number; value: Promise<T> }

/**
 * Keeps the last answer to a question for a second, and asks once for all who ask meanwhile. A clock that was moved
 * makes it old as well.
 */
export function brieflyKept<T>(ms = FRESH_MS, most = 2_000) {
  const kept = new Map<string, Kept<T>>()
  return {
    get: (key: string, now: Date, ask: () => Promise<T>): Promise<T> => {
      const at = performance.now()
      const found = kept.get(key)
      if (found && at - found.at < ms && Math.abs(now.getTime() - found.now) < 2 * ms)
        return found.value
      if (kept.size >= most)
        for (const [name, one] of kept)
          if (at - one.at >= ms || kept.size >= 2 * most) kept.delete(name)
      const entry = { at, now: now.getTime(), value: ask() }
      kept.set(key, entry)
      entry.value.catch(() => {
        if (kept.get(key) === entry) kept.delete(key)
      })
      return entry.value
    },
    forget: (key: string): void => {
      kept.delete(key)
    },
  }
}

/** Cards of rooms, in their order: three queries, however many rooms. */
async function dressRooms(db: Db, found: readonly Room[]) {
  const explained = found.flatMap(({ explaining_product_id: id }) => id ?? [])
  const [people, products] = await Promise.all([
    findPeople(db, [...new Set(found.map(({ host_id }) => host_id))]),
    explained.length > 0 ? productCards(db, [...new Set(explained)]) : [],
  ])
  const personOf = new Map(people.map((person) => [person.id, person]))
  const productOf = new Map(products.map((product) => [product.id, product]))
  return found.flatMap((room) => {
    const person = personOf.get(room.host_id)
    if (!person) return []
    const product = productOf.get(room.explaining_product_id ?? '')
    const { avatar_key, ...host } = person
    return [
      {
        id: room.id,
        title: room.title,
        state: room.state,
        cover_url: fileUrl(room.cover_key),
        host: { ...host, avatar_url: fileUrl(avatar_key) },
        viewers: room.viewers,
        likes: room.likes,
        items_count: room.items_count,
        explaining: product
          ? { title: product.title, picture_url: product.picture_url, price: product.price_from }
          : null,
        started_at: room.started_at,
        scheduled_at: room.scheduled_at,
        ended_at: room.ended_at,
        has_replay: room.state === 'ended' && room.replay_ready_at !== null,
      },
    ]
  })
}
export type Card = Awaited<ReturnType<typeof dressRooms>>[number]

export const cardsOf = async (db: Db, ids: readonly string[]): Promise<Card[]> =>
  dressRooms(db, await findRooms(db, ids))

/** Reads rooms for viewers and hosts. */
export function makeSnapshots(context: Pick<Context, 'config' | 'db' | 'media'>) {
  const { db, media } = context
  const kept = brieflyKept<Shared | undefined>()
  const play = playDoor(context)

  // The room's row is read first: what happens while the rest is read comes again by its event.
  const load = async (id: string): Promise<Shared | undefined> => {
    const room = await findRoom(db, id)
    if (!room) return undefined
    const [[card], cart, chat, replay] = await Promise.all([
      dressRooms(db, [room]),
      findCart(db, id).then((found) => dressCart(db, found)),
      recentChat(db, id, CHAT_SHOWN),
      room.state === 'ended' ? media?.replay(room.stream_id) : undefined,
    ])
    return card && { room, card, cart, chat, replay_from_ms: replay?.start_ms ?? null }
  }

  const isFollowed = async (account_id: string | undefined, host_id: string): Promise<boolean> =>
    account_id !== undefined &&
    account_id !== host_id &&
    (await row(db)`
      select from follows where follower_id = ${account_id} and followed_id = ${host_id}`) !==
      undefined

  const show = async (shared: Shared, viewer: Viewer, as_host: boolean) => {
    const { room, card, chat, replay_from_ms } = shared
    const { account_id, now } = viewer
    const rules = await currentRules(db)
    const banned = room.state === 'banned'
    const items = as_host
      ? shownToHost(shared.cart, rules, now)
      : banned
        ? []
        : shownToViewers(shared.cart, rules, now)
    const explained = items.find(({ is_explaining }) => is_explaining)
    return {
      ...card,
      items_count: items.length,
      explaining: explained ? card.explaining : null,
      is_followed: await isFollowed(account_id, room.host_id),
      play: play({ ...room, replay_from_ms }, { ...viewer, is_host: as_host }),
      stream: room.stream,
      items,
      chat: (banned && !as_host ? [] : chat).map((one) => ({ ...one, id: String(one.id) })),
      event_seq: room.event_seq,
      server_time: now,
      socket_path: socketPath(room.id),
    }
  }

  return {
    /** What a viewer sees; undefined when there is no such room. The part all share is at most a second old. */
    forViewer: async (id: string, viewer: Viewer) => {
      const shared = await kept.get(id, viewer.now, () => load(id))
      return shared && show(shared, viewer, false)
    },
    /** What the host sees, read now. The caller has made sure that it is the host. */
    forHost: async (id: string, viewer: Viewer) => {
      const shared = await load(id)
      return shared && { room: shared.room, view: await show(shared, viewer, true) }
    },
    playOf: async (id: string, viewer: Viewer) => {
      const shared = await kept.get(id, viewer.now, () => load(id))
      if (!shared) return undefined
      const { room, replay_from_ms } = shared
      return play(
        { ...room, replay_from_ms },
        { ...viewer, is_host: viewer.account_id === room.host_id },
      )
    },
    /** After a change in this process: its maker sees it at once. */
    forget: kept.forget,
  }
}
export type Snapshots = ReturnType<typeof makeSnapshots>

export const socketPath = (id: string): string => `/v1/rooms/${showId('room', id)}/socket`
