import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Signatures over raw bytes as Standard Webhooks has them: `webhook-id`, `webhook-timestamp` (seconds) and
 * `webhook-signature` = `v1,` + base64 of HMAC-SHA256 over `id.timestamp.body`. Callbacks of the sandbox partners
 * and our calls to them carry them.
 */
type Signed = { id: string; at: Date; body: string | Buffer }

/** How old, or how far ahead, a signature may be. */
export const TOLERANCE_MS = 300_000

/** `scope` ties the signature to one purpose (a method and path), so that it proves nothing elsewhere. */
export function signedHeaders(
  secret: string,
  { id, at, body }: Signed,
  scope = '',
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac(secret, id, timestamp, scope, body).toString('base64')}`,
  }
}

/**
 * True when one of the signatures was made with one of the secrets over exactly these bytes, and not longer ago
 * than the tolerance. Nothing of the body is parsed; comparisons take the same time whatever differs.
 */
export function isSigned(
  secrets: readonly string[],
  headers: Record<string, string | string[] | undefined>,
  body: Buffer,
  now: Date,
  scope = '',
): boolean {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string')
    return false
  if (!/^[\x21-\x7e]{1,100}$/.test(id) || !/^[0-9]{1,11}$/.test(timestamp)) return false
  if (signatures.length > 1_000) return false
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > TOLERANCE_MS) return false
  const given = signatures
    .split(' ')
    .filter((one) => /^v1,[A-Za-z0-9+/]{43}=$/.test(one))
    .map((one) => one.slice(3))
    // The last sign of base64 has two spare bits: only the one canonical spelling counts.
    .filter((text) => Buffer.from(text, 'base64').toString('base64') === text)
    .map((text) => Buffer.from(text, 'base64'))
  let found = false
  for (const secret of secrets) {
    const expected = mac(secret, id, timestamp, scope, body)
    for (const one of given) if (timingSafeEqual(one, expected)) found = true
  }
  return found
}

const mac = (
  secret: string,
  id: string,
  timestamp: string,
  scope: string,
  body: string | Buffer,
): Buffer =>
  createHmac('sha256', secret)
    .update(`${id}.${timestamp}.${scope && `${scope}.`}`)
    .update(body)
    .digest()
