import type { Offer } from '../catalog/index.ts'
import type { FlashOffer } from '../inventory/index.ts'
import type { Attribution } from '../live/index.ts'
import type { Wanted } from './price-checkout.ts'

/** Where a line is bought from, and to whom that sale belongs. */
export type Origin = {
  placement: 'room' | 'video' | 'showcase' | 'shop'
  room_id: string | null
  /** The video. */
  content_id: string | null
  creator_id: string | null
  /** The shop that hosts itself: its own goods carry no commission. */
  host_shop_id: string | null
  stream_offset_ms: number | null
  /** The placement by whose link rules it is judged. */
  link_placement: 'live_cart' | 'short_video_cart' | 'showcase' | 'merchant_detail_page'
}

const LINKS = { room: 'live_cart', video: 'short_video_cart', showcase: 'showcase' } as const

const NOBODYS: Omit<Origin, 'link_placement'> = {
  placement: 'shop',
  room_id: null,
  content_id: null,
  creator_id: null,
  host_shop_id: null,
  stream_offset_ms: null,
}

/**
 * Decides it, at order time and for good (I-54): by a proven context of this very product; else by the room that was
 * named, while it lists the product. A flash offer belongs to its room, whatever the caller says.
 */
export function originOf(
  { seen, room_id }: Pick<Wanted, 'seen' | 'room_id'>,
  { product_id }: Pick<Offer, 'product_id'>,
  flash_room: string | null,
  attribution: ReadonlyMap<string, Attribution>,
): Origin {
  if (seen?.product_id === product_id && (flash_room ?? seen.content_id) === seen.content_id) {
    const { placement, content_id, creator_id, stream_offset_ms } = seen
    const link_placement = LINKS[placement]
    const by = { ...NOBODYS, placement, creator_id, stream_offset_ms, link_placement }
    if (placement !== 'room') return { ...by, content_id }
    const room = attribution.get(`${content_id}|${product_id}`)
    if (room?.host_id === creator_id)
      return { ...by, room_id: content_id, host_shop_id: room.host_shop_id }
  }
  const from = flash_room ?? room_id
  const room = from ? attribution.get(`${from}|${product_id}`) : undefined
  const link_placement = from ? 'live_cart' : 'merchant_detail_page'
  if (!room?.is_listed) return { ...NOBODYS, link_placement }
  return {
    placement: 'room',
    room_id: room.room_id,
    content_id: null,
    creator_id: room.host_id,
    host_shop_id: room.host_shop_id,
    stream_offset_ms: room.stream_offset_ms,
    link_placement,
  }
}

/** The rooms that any of these lines may be bought from, with the product each is asked about. */
export function roomsAsked(
  wanted: readonly Wanted[],
  offers: ReadonlyMap<string, Offer>,
  flash: ReadonlyMap<string, FlashOffer>,
): { room_id: string; product_id: string }[] {
  const rooms = new Map<string, { room_id: string; product_id: string }>()
  for (const { sku_id, flash_offer_id, room_id, seen } of wanted) {
    const product_id = offers.get(sku_id)?.product_id
    const seen_room = seen?.placement === 'room' ? seen.content_id : null
    for (const room of [flash.get(flash_offer_id ?? '')?.room_id, room_id, seen_room])
      if (room && product_id) rooms.set(`${room}|${product_id}`, { room_id: room, product_id })
  }
  return [...rooms.values()]
}

/** The creators that any of these lines may belong to, with the product each is asked about. */
export function creatorsAsked(
  wanted: readonly Wanted[],
  attribution: ReadonlyMap<string, Attribution>,
): { product_id: string; creator_id: string }[] {
  const asked = new Map<string, { product_id: string; creator_id: string }>()
  for (const [pair, { host_id }] of attribution) {
    const product_id = pair.slice(pair.indexOf('|') + 1)
    asked.set(`${product_id}|${host_id}`, { product_id, creator_id: host_id })
  }
  for (const { seen } of wanted)
    if (seen) {
      const { product_id, creator_id } = seen
      asked.set(`${product_id}|${creator_id}`, { product_id, creator_id })
    }
  return [...asked.values()]
}
