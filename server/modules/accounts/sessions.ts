import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { newId } from '../../kernel/ids.ts'
import { after, DAY, HOUR } from '../../kernel/time.ts'
import { type Db, row, rows } from '../../platform/db.ts'
import type { Caller } from '../../platform/http.ts'

export const COOKIE = 'closedloop_session'
/** A session ends 90 days after it began, 14 days after it was last used; for operators after 12 hours. */
const ABSOLUTE = 90 * DAY
const IDLE = 14 * DAY
const OPERATOR = 12 * HOUR

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

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

/** Who sent this request: by session cookie, or by a machine’s bearer key. Undefined for strangers and what has ended. */
export async function identify(
  db: Db,
  request: FastifyRequest,
  now: Date,
): Promise<Caller | undefined> {
  const bearer = request.headers.authorization
  if (bearer !== undefined) {
    const key = /^Bearer (ak_[A-Za-z0-9_-]{43})$/.exec(bearer)?.[1]
    if (!key) return undefined
    const found = await row<{ id: string; account_id: string; duties: string[] }>(db)`
      update api_keys set used_at = ${now}
      where key_hash = ${hashOf(key)} and revoked_at is null and expires_at > ${now}
        and exists (select from accounts where id = account_id and closed_at is null)
      returning id, account_id, array(select duty from operator_duties as d where d.account_id = api_keys.account_id) as duties`
    return (
      found && {
        account_id: found.account_id,
        by: 'key',
        session_id: found.id,
        duties: found.duties,
      }
    )
  }
  const token = request.cookies[COOKIE]
  if (!token || token.length > 100) return undefined
  const found = await row<{ id: string; account_id: string; seen_at: Date; duties: string[] }>(db)`
    select s.id, s.account_id, s.seen_at, array(select duty from operator_duties as d where d.account_id = s.account_id) as duties
    from sessions as s join accounts as a on a.id = s.account_id
    where s.token_hash = ${hashOf(token)} and s.expires_at > ${now} and s.seen_at > ${after(now, -IDLE)} and a.closed_at is null`
  if (!found) return undefined
  if (now.getTime() - found.seen_at.getTime() > HOUR)
    await rows(db)`update sessions set seen_at = ${now} where id = ${found.id}`
  return { account_id: found.account_id, by: 'session', session_id: found.id, duties: found.duties }
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
