import { createHmac } from 'node:crypto'

/** Standard Webhooks, written down once more: the drill shares no code with what it examines. */
export const signatureOf = (
  key: string,
  { id, at_s, body, scope = '' }: { id: string; at_s: number; body: string; scope?: string },
): string =>
  `v1,${createHmac('sha256', key)
    .update(`${id}.${at_s}.${scope ? `${scope}.` : ''}`)
    .update(body)
    .digest('base64')}`

export type Headers = Record<string, string>

export const signed = (key: string, id: string, at: Date, body: string): Headers => {
  const at_s = Math.floor(at.getTime() / 1_000)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at_s),
    'webhook-signature': signatureOf(key, { id, at_s, body }),
  }
}
