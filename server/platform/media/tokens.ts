import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Two kinds of signed words: a publish key lets one session push one stream, a play token lets one
 * subject watch it. They are signed with different secrets and the role is under the signature, so
 * neither can ever stand in for the other. The first secret signs, all of them are accepted: put the
 * new one in front, drop the old one when its last token has expired.
 */
export type MediaTokens = {
  issuePublishKey(grant: PublishGrant): string
  readPublishKey(key: string, now: Date): PublishKeyRead
  issuePlayToken(grant: PlayGrant): string
  readPlayToken(token: string, now: Date): PlayTokenRead
}

export type PublishGrant = { stream_id: string; session_id: string; expires_at: Date }
export type PlayGrant = { stream_id: string; subject: string; expires_at: Date }

export type TokenFault = 'token_malformed' | 'token_wrong' | 'token_expired'
export type PublishKeyRead = ({ ok: true } & PublishGrant) | { ok: false; code: TokenFault }
export type PlayTokenRead =
  | ({ ok: true; nonce: string } & PlayGrant)
  | { ok: false; code: TokenFault }

type Role = 'publish' | 'play'
type Read =
  | { ok: true; stream_id: string; subject: string; expires_at: Date; nonce: string }
  | { ok: false; code: TokenFault }

/** Stream ids stand in paths, file names and keys, so nothing else is ever a stream id. */
export const STREAM_ID = /^[A-Za-z0-9_-]{1,64}$/
const SUBJECT = /^[A-Za-z0-9_.:@-]{1,100}$/
const LONGEST = 600

const mac = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest()

function issue(role: Role, secrets: readonly string[], stream: string, subject: string, at: Date) {
  const secret = secrets[0]
  if (!secret) throw new Error(`no ${role} secret is configured`)
  if (!STREAM_ID.test(stream) || !SUBJECT.test(subject))
    throw new Error(`a ${role} token needs a plain stream id and subject`)
  const body = `${role}|${stream}|${subject}|${at.getTime()}|${randomBytes(9).toString('base64url')}`
  return `${Buffer.from(body).toString('base64url')}.${mac(secret, body).toString('base64url')}`
}

function read(role: Role, secrets: readonly string[], token: string, now: Date): Read {
  const malformed = { ok: false, code: 'token_malformed' } as const
  if (token.length > LONGEST || !/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/.test(token)) return malformed
  const dot = token.indexOf('.')
  const body = Buffer.from(token.slice(0, dot), 'base64url').toString('utf8')
  const shown = Buffer.from(token.slice(dot + 1), 'base64url')
  let genuine = false
  for (const secret of secrets) {
    const expected = mac(secret, body)
    if (shown.length === expected.length && timingSafeEqual(shown, expected)) genuine = true
  }
  if (!genuine) return { ok: false, code: 'token_wrong' }
  const [said, stream_id, subject, exp, nonce] = body.split('|')
  if (said !== role || !stream_id || !subject || !nonce || !exp) return malformed
  const expires_at = new Date(Number(exp))
  if (!(expires_at.getTime() > now.getTime())) return { ok: false, code: 'token_expired' }
  return { ok: true, stream_id, subject, expires_at, nonce }
}

/** The signer and reader of one platform's media tokens. */
export function mediaTokens(secrets: {
  publish_secrets: readonly string[]
  play_secrets: readonly string[]
}): MediaTokens {
  const { publish_secrets, play_secrets } = secrets
  if (publish_secrets.some((one) => play_secrets.includes(one)))
    throw new Error('publish and play need different secrets')
  if ([...publish_secrets, ...play_secrets].some((one) => one.length < 16))
    throw new Error('a media secret needs at least 16 characters')
  return {
    issuePublishKey: ({ stream_id, session_id, expires_at }) =>
      issue('publish', publish_secrets, stream_id, session_id, expires_at),
    readPublishKey(key, now) {
      const found = read('publish', publish_secrets, key, now)
      if (!found.ok) return found
      const { stream_id, subject, expires_at } = found
      return { ok: true, stream_id, session_id: subject, expires_at }
    },
    issuePlayToken: ({ stream_id, subject, expires_at }) =>
      issue('play', play_secrets, stream_id, subject, expires_at),
    readPlayToken: (token, now) => read('play', play_secrets, token, now),
  }
}
