import { hash, randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { newId } from '../../kernel/ids.ts'
import { after, DAY, HOUR, MINUTE } from '../../kernel/time.ts'
import type { Caller } from '../../platform/admit.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, rows } from '../../platform/db.ts'
import type { Doorkeeper } from '../../platform/http.ts'
import { type Known, keepCallers } from './kept-callers.ts'

export const COOKIE = 'closedloop_session'
/** A session ends 90 days after it began, 14 days after it was last used; for operators after 12 hours. */
const ABSOLUTE = 90 * DAY
const IDLE = 14 * DAY
const OPERATOR = 12 * HOUR

const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer')

/** Starts a session and sets its cookie. The token exists only in the browser; we keep its hash. */
export async function startSession(
  db: Db,
  reply: FastifyReply,
  {
    account_id,
    user_agent,
    now,
    secure,
  }: { account_id: string; user_agent: string; now: Date; secure: boolean },
): Promise<void> {
  const token = randomBytes(32).toString('base64url')
  await rows(db)`
    insert into sessions (id, account_id, token_hash, created_at, seen_at, expires_at, user_agent)
    select ${newId()}, ${account_id}, ${hashOf(token)}, ${now}, ${now},
      case when exists (select from operator_duties where account_id = ${account_id}) then ${after(now, OPERATOR)}::timestamptz else ${after(now, ABSOLUTE)}::timestamptz end,
      ${user_agent.slice(0, 200)}`
  reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge: ABSOLUTE / 1_000,
  })
}

export async function endSession(db: Db, reply: FastifyReply, session_id: string): Promise<void> {
  await rows(db)`delete from sessions where id = ${session_id}`
  reply.clearCookie(COOKIE, { path: '/' })
}

/** A key's last use is written down once a minute, a session's once an hour. */
const KEY_USED = MINUTE

/** Who sends requests: by session cookie, or by a machine’s bearer key. Undefined for strangers and what has ended. */
export function makeIdentify(context: Pick<Context, 'db' | 'bus' | 'now'>): Doorkeeper['identify'] {
  const { db, now: clock } = context
  const callerOf = keepCallers(context)
  /** The caller if what is known of the credential still counts; its use may be worth a note. */
  const standing = (by: Caller['by'], known: Known | undefined) => {
    if (!known || known.caller.by !== by) return undefined
    const now = clock()
    if (known.expires_at <= now) return undefined
    const since = known.seen_at ? now.getTime() - known.seen_at.getTime() : Number.POSITIVE_INFINITY
    if (by === 'session' && since >= IDLE) return undefined
    if (since <= (by === 'session' ? HOUR : KEY_USED)) return known.caller
    return (by === 'session' ? seen : used)(db, known, now).then(() => known.caller)
  }
  return (request) => {
    const bearer = request.headers.authorization
    const token =
      bearer === undefined
        ? request.cookies[COOKIE]
        : /^Bearer (ak_[A-Za-z0-9_-]{43})$/.exec(bearer)?.[1]
    if (!token || token.length > 100) return undefined
    const by = bearer === undefined ? 'session' : 'key'
    const known = callerOf({ by, token }, hashOf)
    return known instanceof Promise
      ? known.then((found) => standing(by, found))
      : standing(by, known)
  }
}

async function seen(db: Db, known: Known, now: Date): Promise<void> {
  known.seen_at = now
  await rows(db)`update sessions set seen_at = ${now} where id = ${known.caller.session_id}`
}

async function used(db: Db, known: Known, now: Date): Promise<void> {
  known.seen_at = now
  await rows(db)`update api_keys set used_at = ${now} where id = ${known.caller.session_id}`
}

export async function makeKey(
  db: Db,
  {
    account_id,
    name,
    expires_at,
    now,
  }: { account_id: string; name: string; expires_at: Date; now: Date },
) {
  const key = `ak_${randomBytes(32).toString('base64url')}`
  const id = newId()
  await rows(db)`
    insert into api_keys (id, account_id, name, key_hash, shown, created_at, expires_at)
    values (${id}, ${account_id}, ${name}, ${hashOf(key)}, ${`${key.slice(0, 7)}…${key.slice(-4)}`}, ${now}, ${expires_at})`
  return { id, key, expires_at }
}
