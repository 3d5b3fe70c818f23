import type { RoomEvent } from '../../../server/modules/live/live.protocol.ts'
import type { Answer } from '../api/client.ts'

export type Room = Answer<'GET /v1/rooms/:room_id'>
export type RoomItem = Room['items'][number]
export type ChatLine = Room['chat'][number]

const CHAT_KEPT = 120

const mendItem = (
  room: Room,
  fits: (item: RoomItem) => boolean,
  patch: (item: RoomItem) => RoomItem,
) => ({
  ...room,
  items: room.items.map((item) => (fits(item) ? patch(item) : item)),
})

/** The room after an event: pure, so that viewer and desk show the same thing from the same events. */
export function roomAfter(room: Room, event: RoomEvent): Room {
  switch (event.e) {
    case 'room':
      return { ...room, state: event.state }
    case 'stream':
      return { ...room, stream: event.stream }
    case 'item': {
      const fresh = event.item as unknown as RoomItem
      const known = room.items.find(({ id }) => id === fresh.id)
      const item = { ...fresh, verdict: fresh.verdict ?? known?.verdict ?? null }
      const others = room.items.filter(({ id }) => id !== item.id)
      return {
        ...room,
        items: [...others, item].sort((a, b) => a.position - b.position),
        items_count: others.length + 1,
      }
    }
    case 'item_gone': {
      const items = room.items.filter(({ id }) => id !== event.item_id)
      return { ...room, items, items_count: items.length }
    }
    case 'order': {
      const place = new Map(event.item_ids.map((id, index) => [id, index]))
      return {
        ...room,
        items: room.items
          .map((item) => ({ ...item, position: place.get(item.id) ?? item.position }))
          .sort((a, b) => a.position - b.position),
      }
    }
    case 'explaining':
      return mendItem(
        room,
        ({ id, is_explaining }) => is_explaining || id === event.item_id,
        (item) => ({
          ...item,
          is_explaining: item.id === event.item_id,
          explain_count: item.explain_count + (item.id === event.item_id ? 1 : 0),
        }),
      )
    case 'stock': {
      const left = new Map(event.skus.map(({ id, stock }) => [id, stock]))
      return mendItem(
        room,
        ({ product }) => product.id === event.product_id,
        (item) => ({
          ...item,
          product: { ...item.product, stock: event.stock },
          skus: item.skus.map((sku) => ({ ...sku, stock: left.get(sku.id) ?? sku.stock })),
        }),
      )
    }
    case 'flash':
      return mendItem(
        room,
        ({ skus }) => skus.some(({ id }) => id === event.offer.sku_id),
        (item) => ({ ...item, flash: event.offer.state === 'closed' ? null : event.offer }),
      )
    case 'sold':
      return mendItem(
        room,
        ({ id }) => id === event.item_id,
        (item) => ({ ...item, sold_count: event.sold_count }),
      )
    case 'chat': {
      if (room.chat.some(({ id }) => id === event.id)) return room
      const { e: _, ...line } = event
      return { ...room, chat: [...room.chat, line].slice(-CHAT_KEPT) }
    }
    case 'chat_gone':
      return { ...room, chat: room.chat.filter(({ id }) => id !== event.id) }
    case 'crowd':
      return { ...room, viewers: event.viewers, likes: Math.max(room.likes, event.likes) }
    default:
      return room
  }
}
