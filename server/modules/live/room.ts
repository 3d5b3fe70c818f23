import { refusal } from '../../kernel/refusal.ts'
import { after, DAY, HOUR, MINUTE } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/*
 * A room: prepared, on air, over. One room on air per host; a room that is over takes no goods, no words and no
 * picture any more. Every waiting state ends by itself: see the deadlines below.
 */

export const notCreator = refusal('not_a_creator', 403, 'Become a creator first')
export const alreadyOnAir = refusal(
  'already_on_air',
  409,
  'You have another room on air; end it first',
)
export const roomOver = refusal('room_over', 409, 'The room is over')
export const alreadyInCart = refusal('already_in_cart', 409, 'The product lies in the cart already')
export const cartFull = refusal('cart_full', 422, 'A cart holds at most 200 products')
export const muted = refusal('muted', 403, 'You are muted in this room')
export const notYourGoods = refusal(
  'not_your_goods',
  403,
  'Only staff of the shop that owns the goods set a flash price',
)
export const notInCart = refusal('not_in_cart', 409, 'This does not lie in the cart of the room')

export type RoomState = 'preview' | 'live' | 'paused' | 'ended' | 'banned'
export type StreamWord = 'none' | 'on_air' | 'interrupted' | 'ended'

export const rooms = machine<RoomState>('rooms', {
  preview: ['live', 'ended', 'banned'],
  live: ['paused', 'ended', 'banned'],
  paused: ['live', 'ended', 'banned'],
  ended: [],
  banned: [],
})
type ItemState = 'listed' | 'hidden_by_policy' | 'removed'
export const roomItems = machine<ItemState>('room_items', {
  listed: ['hidden_by_policy', 'removed'],
  hidden_by_policy: ['listed', 'removed'],
  removed: [],
})

export const CART_SIZE = 200

/** A prepared room that nobody starts ends a day after it was to begin. */
const NEVER_STARTED = DAY
/** A pause that nobody ends, ends the room. */
export const PAUSE_LIMIT = 2 * HOUR
/** A room on air without a picture is paused. */
const NO_SIGNAL = 10 * MINUTE

/** A host may stay away from the encoder for as long as a pause lasts: the media engine keeps the recording open. */
export const STREAM_RESUME_MS = PAUSE_LIMIT + 10 * MINUTE

export const isOver = (state: RoomState): boolean => state === 'ended' || state === 'banned'
export const isOnAir = (state: RoomState): boolean => state === 'live' || state === 'paused'

/** When a prepared room ends by itself: a day after its making, or after the hour it was announced for. */
export const previewDeadline = (created_at: Date, scheduled_at: Date | null): Date =>
  after(scheduled_at && scheduled_at > created_at ? scheduled_at : created_at, NEVER_STARTED)

/** When a room on air is paused for want of a picture; null while the picture arrives. */
export const pictureDeadline = (stream: StreamWord, since: Date): Date | null =>
  stream === 'on_air' ? null : after(since, NO_SIGNAL)

type Health = { kbps: number; fps: number; gop_ms: number }

/** What an encoder should be told, as words that the desk translates. */
export function adviceOn({ kbps, fps, gop_ms }: Health): string[] {
  const advice: string[] = []
  if (gop_ms > 2_000) advice.push('gop_too_long')
  if (kbps > 0 && kbps < 500) advice.push('bitrate_low')
  if (kbps > 8_000) advice.push('bitrate_high')
  if (fps > 0 && fps < 20) advice.push('fps_low')
  return advice
}

type WarningMark = 'announced' | 'day' | 'hour' | 'minutes'

/** Which warnings are due ahead of a rule: at its announcement, a day, an hour, five minutes before. */
export function warningMarks(now: Date, takes_effect_at: Date): WarningMark[] {
  const left = takes_effect_at.getTime() - now.getTime()
  if (left <= 0) return []
  const marks: WarningMark[] = ['announced']
  if (left <= DAY) marks.push('day')
  if (left <= HOUR) marks.push('hour')
  if (left <= 5 * MINUTE) marks.push('minutes')
  return marks
}

/** The cart in a new order: those named first, the others after them as they stood. Undefined: a stranger is named. */
export function reorder(
  present: readonly string[],
  wanted: readonly string[],
): string[] | undefined {
  const known = new Set(present)
  if (wanted.some((id) => !known.has(id))) return undefined
  const first = new Set(wanted)
  return [...wanted, ...present.filter((id) => !first.has(id))]
}
