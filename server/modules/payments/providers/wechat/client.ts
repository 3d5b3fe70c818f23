import { type Reached, reachPartner } from '../../../../platform/outgoing.ts'
import type { WechatSettings } from '../../../../platform/provider-settings.ts'
import type { Answer, Headers } from '../../provider.ts'
import { makeKeyRing } from './key-ring.ts'
import { authorization, isSealed, sealOf } from './signature.ts'

type Door = { settings: WechatSettings; now: () => Date; timeout_ms?: number }
/** How a call is made; `concealed_for` names the key of WeChat Pay that names of people in it are concealed with. */
type Manner = { patience_ms?: number; concealed_for?: string | undefined }

export type WechatClient = ReturnType<typeof wechatClient>

/** A clear no of WeChat Pay with its code, or undefined in its place where the code says that there is no such thing. */
type Told<T> = Answer<T | undefined>

const MISSING = ['ORDER_NOT_EXIST', 'RESOURCE_NOT_EXISTS', 'NOT_FOUND', 'ORDERNOTEXIST']
/** It does not say whether it was done: ask. */
const UNSURE = ['SYSTEM_ERROR', 'SYSTEMERROR', 'BANK_ERROR', 'BANKERROR', 'FREQUENCY_LIMITED']

/**
 * WeChat Pay's API v3 over HTTP: signs each call, and believes an answer only when it is signed with a key of WeChat Pay. A
 * code decides between no (`refused`), "there is none" and "nobody knows"; the words of an error never leave this file.
 */
export function wechatClient({ settings, now, timeout_ms = 5_000 }: Door) {
  const ring = makeKeyRing({ settings, now })

  const send = (
    method: 'GET' | 'POST',
    url: string,
    body = '',
    { patience_ms = timeout_ms, concealed_for = settings.public_key?.id }: Manner = {},
  ): Promise<Reached> => {
    const { pathname, search } = new URL(url)
    return reachPartner(url, {
      method,
      timeout_ms: patience_ms,
      headers: {
        authorization: authorization(settings, {
          method,
          path: pathname + search,
          body,
          at: now(),
        }),
        accept: 'application/json',
        'user-agent': 'closedloop',
        ...(body ? { 'content-type': 'application/json' } : {}),
        // By which key of theirs names in it are concealed; while a merchant moves to the public key it also asks for
        // answers signed with that.
        ...(concealed_for ? { 'wechatpay-serial': concealed_for } : {}),
      },
      ...(body ? { body } : {}),
    })
  }

  const isTheirs = (headers: Headers, bytes: Buffer, at: Date): boolean => {
    const seal = sealOf(headers)
    const key = seal && ring.keyOf(seal.serial)
    return !!seal && !!key && isSealed(seal, key, bytes, at)
  }

  /** What was downloaded counts only if the download itself is signed with one of the keys in it. */
  async function download(): Promise<void> {
    const reached = await send('GET', `${settings.url}/v3/certificates`)
    if (!reached.known || reached.status !== 200) return
    try {
      const candidate = makeKeyRing({ settings, now })
      const listed = JSON.parse(reached.bytes.toString('utf8'))
      candidate.keep(listed)
      const seal = sealOf(reached.headers)
      const key = seal && candidate.keyOf(seal.serial)
      if (seal && key && isSealed(seal, key, reached.bytes, now())) ring.keep(listed)
    } catch {
      // Closed with another key: nothing was learned.
    }
  }

  const prepare = (headers: Headers): Promise<void> => {
    const serial = headers['wechatpay-serial']
    return typeof serial === 'string' ? ring.prepare(serial, download) : Promise.resolve()
  }

  async function call<T>(
    method: 'GET' | 'POST',
    path: string,
    body?: Record<string, unknown>,
    manner?: Manner,
  ): Promise<Told<T>> {
    const reached = await send(method, settings.url + path, body && JSON.stringify(body), manner)
    if (!reached.known) return { is: 'unknown', why: reached.why }
    const { status, headers, bytes } = reached
    if (status >= 500 || status === 429 || status === 202)
      return { is: 'unknown', why: `status ${status}` }
    if (status >= 400) {
      const code = codeOf(bytes)
      if (status === 404 && MISSING.includes(code)) return { is: 'answered', value: undefined }
      return UNSURE.includes(code) ? { is: 'unknown', why: code } : { is: 'refused', why: code }
    }
    await prepare(headers)
    if (!isTheirs(headers, bytes, now()))
      return { is: 'unknown', why: 'an answer that is not signed by WeChat Pay' }
    try {
      return {
        is: 'answered',
        value: (bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : {}) as T,
      }
    } catch {
      return { is: 'unknown', why: 'an answer that cannot be read' }
    }
  }

  return {
    settings,
    now,
    call,
    prepare,
    isTheirs,
    /** A file: its address comes from a signed answer, its digest too; the bytes themselves are not signed. */
    fetchFile: (url: string): Promise<Reached> =>
      send('GET', url, '', { patience_ms: timeout_ms * 6 }),
    /** The key for names of people; downloads the certificates when there is none yet. */
    theirKey: async () => {
      if (!ring.theirs()) await ring.prepare('', download)
      return ring.theirs()
    },
  }
}

function codeOf(bytes: Buffer): string {
  try {
    const { code } = JSON.parse(bytes.toString('utf8')) as { code?: unknown }
    return typeof code === 'string' && /^[A-Z_]{2,60}$/.test(code) ? code : 'REFUSED'
  } catch {
    return 'REFUSED'
  }
}
