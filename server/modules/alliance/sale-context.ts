import { createHmac, timingSafeEqual } from 'node:crypto'
import { after, DAY } from '../../kernel/time.ts'

/** From where viewers are sent to goods by a creator. */
export type Placement = 'room' | 'video' | 'showcase'

/** What a viewer saw when they came to a product: to whom a purchase of it belongs. Ids are uuids. */
export type SaleContext = {
  placement: Placement
  /** The room or the video; a showcase has none but its creator. */
  content_id: string | null
  creator_id: string
  product_id: string
  /** Where the stream or the video stood, in milliseconds of its own time. */
  stream_offset_ms: number | null
}

/** Whoever buys within a day of seeing buys because of it; after that the creator is not paid for it any more. */
export const CONTEXT_LIFE = DAY

/** Longer than any context of ours; whatever is longer is not looked at. */
const CONTEXT_MAX = 400

const mac = (secret: string, body: string): Buffer =>
  createHmac('sha256', secret).update(`sale-context|${body}`).digest()

/**
 * The context as the viewer's page carries it to the checkout: signed with a key of the installation, good for a day.
 * Expiry is rounded up to the minute, so that what many viewers see alike is signed alike.
 */
export function signContext(secrets: readonly string[], seen: SaleContext, now: Date): string {
  const until = Math.ceil(after(now, CONTEXT_LIFE).getTime() / 60_000)
  const { placement, content_id, creator_id, product_id, stream_offset_ms } = seen
  const body = Buffer.from(
    JSON.stringify([placement, content_id, creator_id, product_id, stream_offset_ms, until]),
  ).toString('base64url')
  return `${body}.${mac(secrets[0] as string, body).toString('base64url')}`
}

/**
 * What a signed context says; null for whatever is not one of ours or has expired. Never an error: a sale is worth more
 * than knowing by whom it came.
 */
export function readContext(
  secrets: readonly string[],
  text: string | null | undefined,
  now: Date,
): SaleContext | null {
  if (!text || text.length > CONTEXT_MAX) return null
  const [body = '', sign = ''] = text.split('.', 2)
  const shown = Buffer.from(sign, 'base64url')
  const is_ours = secrets.some((secret) => {
    const expected = mac(secret, body)
    return shown.length === expected.length && timingSafeEqual(shown, expected)
  })
  if (!is_ours) return null
  const [placement, content_id, creator_id, product_id, stream_offset_ms, until] = JSON.parse(
    Buffer.from(body, 'base64url').toString(),
  )
  if (now.getTime() >= until * 60_000) return null
  return { placement, content_id, creator_id, product_id, stream_offset_ms }
}
