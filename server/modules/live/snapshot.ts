import { Obj } from '../../kernel/contract.ts'
import { showId } from '../../kernel/ids.ts'
import { brieflyKept, keptInStep } from '../../platform/briefly-kept.ts'
import type { Context } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { type SharedPart, sharedPart } from '../../platform/ready-body.ts'
import { fileUrl } from '../../platform/storage.ts'
import { presenter } from '../../platform/wire.ts'
import { findPeople, keepFollows, type Person } from '../accounts/index.ts'
import { type ProductCardRow, productCards } from '../catalog/index.ts'
import { confirmRules, currentRules, type LinkRule } from '../policies/index.ts'
import { type CartItem, putTogether, shownToHost, shownToViewers, verdictOn } from './cart-view.ts'
import { RoomView } from './live.contract.ts'
import { playDoor } from './play.ts'
import { type RoomParts, readRooms } from './room-copies.sql.ts'
import { type ChatRow, findRooms, type Room } from './rooms.sql.ts'

export type Viewer = {
  account_id: string | undefined
  host_name: string
  now: Date
}

/** What many see alike of a room; each viewer's own part is never kept. */
type Shared = {
  mark: string
  room: Room
  card: Card
  cart: CartItem[]
  chat: ChatRow[]
  /** What viewers get of it, under the link policy of a span of time. */
  shown: Shown | undefined
}
type Shown = { rules: readonly LinkRule[]; from: number; until: number; part: SharedPart }

const cardOf = (
  room: Room,
  { avatar_key, ...host }: Person,
  product: ProductCardRow | undefined,
) => ({
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
})
export type Card = ReturnType<typeof cardOf>

/** Cards of rooms, in the order asked for: three queries, however many rooms. */
export async function cardsOf(db: Db, ids: readonly string[]): Promise<Card[]> {
  const found = await findRooms(db, ids)
  const explained = found.flatMap(({ explaining_product_id: id }) => id ?? [])
  const [people, products] = await Promise.all([
    findPeople(db, [...new Set(found.map(({ host_id }) => host_id))]),
    explained.length > 0 ? productCards(db, [...new Set(explained)]) : [],
  ])
  const personOf = new Map(people.map((person) => [person.id, person]))
  const productOf = new Map(products.map((product) => [product.id, product]))
  return found.flatMap((room) => {
    const person = personOf.get(room.host_id)
    return person ? [cardOf(room, person, productOf.get(room.explaining_product_id ?? ''))] : []
  })
}

const { is_followed: _1, play: _2, server_time: _3, ...SHARED } = RoomView.properties
const presentShared = presenter(Obj(SHARED))

const sharedOf = (
  mark: string,
  { room, host, cart, cards, skus, offers, chat }: RoomParts,
): Shared | undefined =>
  host
    ? {
        mark,
        room,
        card: cardOf(
          room,
          host,
          cards.find(({ id }) => id === room.explaining_product_id),
        ),
        cart: putTogether(cart, cards, skus, offers),
        chat,
        shown: undefined,
      }
    : undefined

/** What a room shows besides what is each reader's own. */
const bodyOf = <Item extends CartItem>(
  { room, card }: Shared,
  items: readonly Item[],
  chat: readonly ChatRow[],
) => ({
  ...card,
  items_count: items.length,
  explaining: items.some(({ is_explaining }) => is_explaining) ? card.explaining : null,
  stream: room.stream,
  items,
  chat: chat.map((one) => ({ ...one, id: String(one.id) })),
  event_seq: room.event_seq,
  socket_path: socketPath(room.id),
})

/** The part that viewers share, made anew when a rule starts or ends for goods of this cart. */
function shownAt(shared: Shared, rules: readonly LinkRule[], now: Date): SharedPart {
  const { room, cart, chat, shown } = shared
  const at = now.getTime()
  if (shown && shown.rules === rules && shown.from <= at && at < shown.until) return shown.part
  const is_banned = room.state === 'banned'
  const items = is_banned ? [] : shownToViewers(cart, rules, now)
  const part = sharedPart(presentShared(bodyOf(shared, items, is_banned ? [] : chat), ''))
  let until = Number.POSITIVE_INFINITY
  for (const { product } of cart) {
    const next = verdictOn(rules, product, now).next_change_at
    if (next) until = Math.min(until, next.getTime())
  }
  shared.shown = { rules, from: at, until, part }
  return part
}

/** From finding a room's copy fresh, at the end of its second, to looking for the rules that it was read with. */
const GRACE_MS = 100

/** Reads rooms for viewers and hosts. */
export function makeSnapshots(context: Pick<Context, 'bus' | 'config' | 'db' | 'media'>) {
  const { db, media } = context
  const follows = keepFollows(context)
  const play = playDoor(context)
  const replays = brieflyKept<number | null>()
  const kept = keptInStep<Shared | undefined>({
    // A full cart is large; and one statement is not to take long because many rooms are in it.
    most: 500,
    at_once: 25,
    load: async (ids, was) => {
      const began = performance.now()
      const read = await readRooms(
        db,
        ids.map((id, place) => {
          const before = was[place]
          const follows_from = before ? follows.heardUpTo(before.room.host_id) : null
          return { id, mark: before?.mark ?? null, follows_from }
        }),
      )
      return ids.map((id, place) => {
        const found = read.get(id)
        if (!found) return undefined
        confirmRules(db, found.rules_mark, began)
        follows.hear(found.host_id, found.follows)
        return found.parts ? sharedOf(found.mark, found.parts) : was[place]
      })
    },
  })

  const isFollowed = (account_id: string | undefined, host_id: string) =>
    account_id !== undefined && account_id !== host_id && follows.isFollowed(account_id, host_id)

  const playOf = async (room: Room, viewer: Viewer, is_host: boolean) => {
    const replay_from_ms =
      room.state === 'ended'
        ? await replays.get(
            room.id,
            viewer.now,
            async () => (await media?.replay(room.stream_id))?.start_ms ?? null,
          )
        : null
    return play({ ...room, replay_from_ms }, { ...viewer, is_host })
  }

  return {
    /**
     * What a viewer sees: the part all share, at most a second old, and the viewer's own. Undefined when there is no such
     * room.
     */
    forViewer: async (id: string, viewer: Viewer) => {
      const shared = await kept.get(id, viewer.now)
      if (!shared) return undefined
      const { room } = shared
      return {
        part: shownAt(shared, await currentRules(db, GRACE_MS), viewer.now),
        own: {
          is_followed: await isFollowed(viewer.account_id, room.host_id),
          play: await playOf(room, viewer, false),
          server_time: viewer.now,
        },
      }
    },
    /** What the host sees, read now. The caller has made sure that it is the host. */
    forHost: async (id: string, viewer: Viewer) => {
      const found = (await readRooms(db, [{ id, mark: null, follows_from: null }])).get(id)
      const shared = found?.parts && sharedOf(found.mark, found.parts)
      if (!shared) return undefined
      const { room, cart, chat } = shared
      const items = shownToHost(cart, await currentRules(db), viewer.now)
      const view = {
        ...bodyOf(shared, items, chat),
        is_followed: false,
        play: await playOf(room, viewer, true),
        server_time: viewer.now,
      }
      return { room, view }
    },
    playOf: async (id: string, viewer: Viewer) => {
      const shared = await kept.get(id, viewer.now)
      return shared && playOf(shared.room, viewer, viewer.account_id === shared.room.host_id)
    },
    /** After a change in this process: its maker sees it at once. */
    forget: (id: string): void => {
      kept.forget(id)
      replays.forget(id)
    },
    forgetAll: kept.forgetAll,
  }
}
export type Snapshots = ReturnType<typeof makeSnapshots>

export const socketPath = (id: string): string => `/v1/rooms/${showId('room', id)}/socket`
