import {
  createDecipheriv,
  createSign,
  createVerify,
  constants as crypto,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from 'node:crypto'
import type { Headers } from '../../provider.ts'

const SCHEME = 'WECHATPAY2-SHA256-RSA2048'
/** A callback older or further ahead than this is refused, as WeChat Pay asks. */
export const WINDOW_MS = 300_000

/** The `Authorization` of a call: method, path with query, seconds, nonce and body, each followed by a newline. */
export function authorization(
  { mchid, serial, private_key }: { mchid: string; serial: string; private_key: KeyObject },
  { method, path, body, at }: { method: string; path: string; body: string; at: Date },
): string {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const nonce = randomBytes(16).toString('hex')
  const signature = signText(private_key, [method, path, timestamp, nonce, body])
  return `${SCHEME} mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`
}

/** Each part followed by a newline, signed with SHA-256 and RSA, in base64. */
export const signText = (key: KeyObject, parts: readonly string[]): string =>
  createSign('RSA-SHA256')
    .update(parts.map((part) => `${part}\n`).join(''))
    .sign(key, 'base64')

export type Seal = { serial: string; timestamp: string; nonce: string; signature: string }

/** What an answer or a callback says about its own signature; undefined when it does not say all of it. */
export function sealOf(headers: Headers): Seal | undefined {
  const read = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' && value.length <= 600 ? value : undefined
  }
  const serial = read('wechatpay-serial')
  const timestamp = read('wechatpay-timestamp')
  const nonce = read('wechatpay-nonce')
  const signature = read('wechatpay-signature')
  return serial && timestamp && nonce && signature && /^[0-9]{1,11}$/.test(timestamp)
    ? { serial, timestamp, nonce, signature }
    : undefined
}

/** Whether exactly these bytes were signed with this key, within the window around `at`. */
export const isSealed = (seal: Seal, key: KeyObject, body: Buffer, at: Date): boolean =>
  Math.abs(at.getTime() - Number(seal.timestamp) * 1_000) <= WINDOW_MS &&
  createVerify('RSA-SHA256')
    .update(`${seal.timestamp}\n${seal.nonce}\n`)
    .update(body)
    .update('\n')
    .verify(key, seal.signature, 'base64')

export type Sealed = { ciphertext: string; nonce: string; associated_data?: string }

/**
 * Opens what was closed with the APIv3 key (AEAD_AES_256_GCM; the last 16 bytes are the tag).
 * @throws when the key is another one or a byte was changed
 */
export function open(api_v3_key: string, { ciphertext, nonce, associated_data }: Sealed): string {
  const bytes = Buffer.from(ciphertext, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(api_v3_key), nonce, {
    authTagLength: 16,
  })
  decipher.setAuthTag(bytes.subarray(-16))
  decipher.setAAD(Buffer.from(associated_data ?? ''))
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8')
}

/** Names of people travel encrypted to WeChat Pay's key (RSA-OAEP with SHA-1, as their API has it). */
export const conceal = (key: KeyObject, words: string): string =>
  publicEncrypt(
    { key, padding: crypto.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(words),
  ).toString('base64')
