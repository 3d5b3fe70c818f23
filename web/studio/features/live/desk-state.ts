import type { RoomEvent } from '../../../../server/modules/live/live.protocol.ts'
import type { Answer } from '../../../shared/api/client.ts'
import { roomAfter } from '../../../shared/live/room-state.ts'

export type Desk = Answer<'GET /v1/rooms/:room_id/desk'>
export type DeskItem = Desk['room']['items'][number]
export type Flash = NonNullable<DeskItem['flash']>

/** What the host asked for and the platform has not confirmed. */
export type Pending = {
  /** undefined: nothing asked; null: stop explaining. */
  explaining?: string | null
  order?: readonly string[]
}

/** The desk after an event: as the room, but what the policy hid stays in sight with its rule. */
export function deskAfter(desk: Desk, event: RoomEvent): Desk {
  if (event.e === 'item_gone' && event.why === 'hidden_by_policy')
    return {
      ...desk,
      room: {
        ...desk.room,
        items: desk.room.items.map((item) =>
          item.id === event.item_id
            ? { ...item, state: 'hidden_by_policy' as const, is_explaining: false }
            : item,
        ),
      },
    }
  const room = roomAfter(desk.room, event)
  switch (event.e) {
    case 'crowd':
      return {
        ...desk,
        room,
        figures: {
          ...desk.figures,
          viewers: event.viewers,
          viewers_peak: Math.max(desk.figures.viewers_peak, event.viewers),
          likes: Math.max(desk.figures.likes, event.likes),
        },
      }
    case 'policy_warning':
      return {
        ...desk,
        room,
        warnings: [
          ...desk.warnings.filter(({ item_id }) => item_id !== event.item_id),
          { item_id: event.item_id, rule_id: event.rule_id, effect: event.effect, at: event.at },
        ],
      }
    default:
      return room === desk.room ? desk : { ...desk, room }
  }
}

/** The desk as the host wants it, until the platform has said yes or no. */
export function deskWith(desk: Desk, { explaining, order }: Pending): Desk {
  let { items } = desk.room
  if (explaining !== undefined)
    items = items.map((item) => ({ ...item, is_explaining: item.id === explaining }))
  if (order) {
    const place = new Map(order.map((id, index) => [id, index]))
    items = [...items].sort((a, b) => (place.get(a.id) ?? 999) - (place.get(b.id) ?? 999))
  }
  return items === desk.room.items ? desk : { ...desk, room: { ...desk.room, items } }
}

/** The list with one id moved to another place (from 0). */
export function movedTo(ids: readonly string[], id: string, place: number): string[] {
  const others = ids.filter((other) => other !== id)
  const at = Math.max(0, Math.min(others.length, place))
  return [...others.slice(0, at), id, ...others.slice(at)]
}

/** Does a comment ask something? Then it is lit for the host. */
export const isQuestion = (words: string): boolean =>
  /[?？]|[吗么呢嘛]\s*$|怎么|多少|几[号天件个]|什么时候|有没有|可以.*吗|how |what |when |which |can i/i.test(
    words,
  )

/** The flash offer to show: the one open or coming, newest first. */
export function presentFlash(desk: Desk): { item: DeskItem; flash: Flash } | undefined {
  return desk.room.items
    .flatMap((item) =>
      item.flash && item.flash.state !== 'closed' ? [{ item, flash: item.flash }] : [],
    )
    .sort((a, b) => b.flash.opens_at.localeCompare(a.flash.opens_at))[0]
}
