import { createHmac, randomUUID } from 'node:crypto'
import type { Keys } from './provider.ts'
import type { Callback } from './sayings.ts'
import { type Headers, signed } from './signature.ts'

export type Forgery = { how: string; id: string; headers: Headers; body: string }
export type Forger = {
  keys: Keys
  /** Was good before the last two, and is not any more. */
  retired: string
  now: () => Date
}

const MINUTE = 60_000

/**
 * Everything somebody could make of a genuine callback without the key in use, and what only holds for another
 * merchant or another time. Each has an id of its own, so that it can be looked for; where the id is what was
 * recorded, the forger plays a recording.
 */
export function forge({ body }: Callback, { keys, retired, now }: Forger): Forgery[] {
  const id = `forged_${randomUUID()}`
  const good = signed(keys[0], id, now(), body)
  const signature = good['webhook-signature'] as string
  const at = Number(good['webhook-timestamp'])
  const but = (changed: Headers): Headers => ({ ...good, ...changed })
  const without = (name: string): Headers =>
    Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))
  const at_another_time = (ms: number) => signed(keys[0], id, new Date(now().getTime() + ms), body)
  const mac = (text: string, algorithm = 'sha256') =>
    createHmac(algorithm, keys[0]).update(text).digest('base64')
  const other = body.replace(/"amount":\d+/, '"amount":1')
  const kinds: Record<string, { headers: Headers; body?: string }> = {
    'no signature': { headers: without('webhook-signature') },
    'an empty signature': { headers: but({ 'webhook-signature': '' }) },
    'no id': { headers: without('webhook-id') },
    'no timestamp': { headers: without('webhook-timestamp') },
    'a made-up signature': { headers: but({ 'webhook-signature': `v1,${'A'.repeat(43)}=` }) },
    'one sign wrong': {
      headers: but({
        'webhook-signature': signature.slice(0, 9) + turned(signature[9]) + signature.slice(10),
      }),
    },
    truncated: { headers: but({ 'webhook-signature': signature.slice(0, -8) }) },
    'upper case': { headers: but({ 'webhook-signature': signature.toUpperCase() }) },
    'without its version': { headers: but({ 'webhook-signature': signature.slice(3) }) },
    'another version': { headers: but({ 'webhook-signature': `v2,${signature.slice(3)}` }) },
    'algorithm none': { headers: but({ 'webhook-signature': 'none,' }) },
    'another algorithm': {
      headers: but({ 'webhook-signature': `v1,${mac(`${id}.${at}.${body}`, 'sha512')}` }),
    },
    'only the body signed': { headers: but({ 'webhook-signature': `v1,${mac(body)}` }) },
    'a key that was retired': { headers: signed(retired, id, now(), body) },
    'a key of nobody': { headers: signed('k'.repeat(43), id, now(), body) },
    'an empty key': { headers: signed('', id, now(), body) },
    'ten minutes old': { headers: at_another_time(-10 * MINUTE) },
    'ten minutes ahead': { headers: at_another_time(10 * MINUTE) },
    'time moved on': { headers: but({ 'webhook-timestamp': String(at + 1) }) },
    'time in milliseconds': { headers: but({ 'webhook-timestamp': `${at}000` }) },
    'another id': { headers: but({ 'webhook-id': `${id}x` }) },
    'another amount': { headers: good, body: other },
    'a space more': { headers: good, body: `${body} ` },
    'a key twice': { headers: good, body: body.replace('{', '{"type":"payment.succeeded",') },
    'no body': { headers: good, body: '' },
  }
  const foreign = body.replace('"merchant":"closedloop"', '"merchant":"somebody"')
  return [
    ...Object.entries(kinds).map(([how, one]) => ({ how, id, body, ...one })),
    // Signed as it should be, and not for us.
    { how: 'another merchant', id, headers: signed(keys[0], id, now(), foreign), body: foreign },
  ]
}

const turned = (sign: string | undefined): string => (sign === 'A' ? 'B' : 'A')
