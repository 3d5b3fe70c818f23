import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { busy } from '../../kernel/refusal.ts'
import { after, SECOND } from '../../kernel/time.ts'
import { makeCombiner } from '../../platform/combiner.ts'
import { type Db, row, rows } from '../../platform/db.ts'
import type { RoomState } from './room.ts'

/** A ticket is good for this long, and once. */
const TICKET_LIFE = 30 * SECOND

type Ticket = {
  room_id: string
  account_id: string | null
  by: 'session' | 'key' | null
  session_id: string | null
  expires_at: Date
  nonce: string
  /** Mark of the browser it was given to, when it was given to one. */
  browser: string | null
}

const mac = (secret: string, body: string): Buffer =>
  createHmac('sha256', secret).update(`room-ticket|${body}`).digest()

/** Tells browsers apart by their session cookie, without keeping it. */
export const browserMark = (cookie: string | undefined): string | null => {
  const session = /(?:^|;\s*)closedloop_session=([^;]{1,100})/.exec(cookie ?? '')?.[1]
  return session ? createHash('sha256').update(session).digest('base64url').slice(0, 16) : null
}

/** A signed ticket for one room and one caller; it leaves no row before it is used. */
export function issueTicket(
  secrets: readonly string[],
  wish: Omit<Ticket, 'expires_at' | 'nonce'>,
  now: Date,
): string {
  const ticket: Ticket = {
    ...wish,
    expires_at: after(now, TICKET_LIFE),
    nonce: randomBytes(12).toString('base64url'),
  }
  const body = Buffer.from(
    JSON.stringify([
      ticket.room_id,
      ticket.account_id,
      ticket.by,
      ticket.session_id,
      ticket.expires_at.getTime(),
      ticket.nonce,
      ticket.browser,
    ]),
  ).toString('base64url')
  return `${body}.${mac(secrets[0] as string, body).toString('base64url')}`
}

/** The ticket, when its signature is ours and it has not expired. Whether it was used is for `redeemer` to say. */
export function readTicket(
  secrets: readonly string[],
  text: string,
  now: Date,
): Ticket | undefined {
  if (text.length > 600) return undefined
  const [body = '', sign = ''] = text.split('.', 2)
  const shown = Buffer.from(sign, 'base64url')
  const genuine = secrets.some((secret) => {
    const expected = mac(secret, body)
    return shown.length === expected.length && timingSafeEqual(shown, expected)
  })
  if (!genuine) return undefined
  const [room_id, account_id, by, session_id, expires, nonce, browser] = JSON.parse(
    Buffer.from(body, 'base64url').toString(),
  )
  const expires_at = new Date(expires)
  if (expires_at <= now) return undefined
  return { room_id, account_id, by, session_id, expires_at, nonce, browser }
}

type Admitted = {
  /** False: the ticket was used before, here or in another process. */
  is_fresh: boolean
  state: RoomState | null
  host_id: string | null
  nickname: string | null
  is_known: boolean
  muted_until: Date | null
  is_muted: boolean
}

/** Uses tickets up, many in one statement, and reads who comes in. */
export const redeemer = (db: Db, now: () => Date) =>
  makeCombiner<Ticket, Admitted>({
    work: async (asked) => {
      const nonces = asked.map(({ nonce }) => nonce)
      const used = await rows<{ nonce: string }>(db)`
        insert into room_tickets (nonce, expires_at)
        select * from unnest(${nonces}::text[], ${asked.map(({ expires_at }) => expires_at)}::timestamptz[])
        on conflict do nothing returning nonce`
      const found = await rows<Admitted & { n: bigint }>(db)`
        select asked.n, r.state, r.host_id, a.nickname, m.until as muted_until,
          m.room_id is not null and (m.until is null or m.until > ${now()}) as is_muted,
          case asked.by
            when 'session' then exists (select from sessions as s where s.id = asked.session_id and s.expires_at > ${now()})
            when 'key' then exists (select from api_keys as k where k.id = asked.session_id and k.revoked_at is null and k.expires_at > ${now()})
            else true end as is_known
        from unnest(${asked.map(({ room_id }) => room_id)}::uuid[], ${asked.map(({ account_id }) => account_id)}::uuid[],
          ${asked.map(({ by }) => by)}::text[], ${asked.map(({ session_id }) => session_id)}::uuid[])
          with ordinality as asked (room_id, account_id, by, session_id, n)
        left join rooms as r on r.id = asked.room_id
        left join accounts as a on a.id = asked.account_id and a.closed_at is null
        left join room_mutes as m on m.room_id = asked.room_id and m.account_id = asked.account_id
        order by asked.n`
      const fresh = new Set(used.map(({ nonce }) => nonce))
      // The same ticket twice in one batch: delete makes the second one a used one.
      return asked.map(({ nonce }, index) => ({
        ...(found[index] as Admitted),
        is_fresh: fresh.delete(nonce),
      }))
    },
    full: () => busy(),
    most: 500,
    queue: 20_000,
  }).ask

/** Forgets used tickets that nobody could use any more. */
export const forgetTickets = async (db: Db, now: Date): Promise<number> =>
  Number(
    (
      await row<{ count: bigint }>(db)`
        with gone as (
          delete from room_tickets where nonce in (select nonce from room_tickets where expires_at < ${now} limit 5000) returning 1
        )
        select count(*) from gone`
    )?.count ?? 0n,
  )

/** Of these sessions and keys those that are no longer good. */
export const endedSessions = async (
  db: Db,
  sessions: readonly string[],
  now: Date,
): Promise<Set<string>> =>
  new Set(
    (
      await rows<{ id: string }>(db)`
        select asked.id from unnest(${sessions}::uuid[]) as asked (id)
        where not exists (select from sessions as s where s.id = asked.id and s.expires_at > ${now})
          and not exists (select from api_keys as k where k.id = asked.id and k.revoked_at is null and k.expires_at > ${now})`
    ).map(({ id }) => id),
  )
