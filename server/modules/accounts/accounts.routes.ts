import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from '../../kernel/refusal.ts'
import { after, DAY } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import type { HttpApp } from '../../platform/http.ts'
import { cursorOf, INSTANT, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { fileUrl } from '../../platform/storage.ts'
import {
  assertPassword,
  badCredentials,
  badSignInName,
  demoOnly,
  lastAdmin,
  maskSignInName,
  normaliseSignInName,
  selfFollow,
} from './account.ts'
import { accountsContract } from './accounts.contract.ts'
import { findByName, findMe, findPeople, listAddresses, type Person } from './accounts.sql.ts'
import { removeAddress, saveAddress } from './addresses.ts'
import { ACCESS } from './kept-callers.ts'
import { FOLLOWS } from './kept-follows.ts'
import { hashPassword, isNobodysPassword, isPassword } from './passwords.ts'
import { register } from './register.ts'
import { endSession, makeKey, startSession } from './sessions.ts'

const shown = ({ avatar_key, ...person }: Person) => ({
  ...person,
  avatar_url: fileUrl(avatar_key),
})

export const accountsRoutes = ({ bus, db, config, now: clock }: Context) => {
  const secure = config.public_url.startsWith('https:')
  const enter = (reply: FastifyReply, request: FastifyRequest, account_id: string) =>
    startSession(db, reply, {
      account_id,
      user_agent: request.headers['user-agent'] ?? '',
      now: clock(),
      secure,
    })

  const me = async (id: string) => {
    const found = await findMe(db, id)
    if (!found) throw notFound()
    const shops = await rows<{
      id: string
      name: string
      role: 'owner' | 'manager' | 'clerk'
      state: string
    }>(db)`
      select s.id, s.name, t.role, s.state from shop_staff as t join shops as s on s.id = t.shop_id
      where t.account_id = ${id} and s.state <> 'closed' order by s.created_at`
    const { names, ...rest } = found
    return {
      ...shown(rest),
      language: found.language,
      duties: found.duties,
      following: found.following,
      shops,
      sign_in_names: names.map(maskSignInName),
    }
  }

  return (http: HttpApp) =>
    http.serve(
      accountsContract,
      {
        'POST /v1/registration': async ({ body, now, request, reply }) => {
          const id = await register(db, { ...body, now })
          await enter(reply, request, id)
          return me(id)
        },
        'POST /v1/session': async ({ body, request, reply }) => {
          let name: string
          try {
            name = normaliseSignInName(body.sign_in_name).name
          } catch {
            throw badSignInName()
          }
          const found = await findByName(db, name)
          const right = found
            ? await isPassword(body.password, found.password_hash)
            : await isNobodysPassword(body.password)
          if (!found || !right) throw badCredentials()
          await enter(reply, request, found.id)
          return me(found.id)
        },
        'DELETE /v1/session': async ({ caller, reply }) => {
          await endSession(db, reply, caller.session_id)
          bus.send(ACCESS, caller)
          return null
        },
        'GET /v1/me': ({ account_id }) => me(account_id),
        'PATCH /v1/me': async ({ account_id, body }) => {
          await rows(db)`
            update accounts set nickname = coalesce(${body.nickname ?? null}, nickname), bio = coalesce(${body.bio ?? null}, bio),
              language = coalesce(${body.language ?? null}, language), is_creator = is_creator or ${body.is_creator ?? false}
            where id = ${account_id}`
          return me(account_id)
        },
        'PUT /v1/me/password': async ({ account_id, caller, body }) => {
          const found = await row<{ password_hash: string; name: string }>(db)`
            select a.password_hash, n.name from accounts as a join sign_in_names as n on n.account_id = a.id where a.id = ${account_id} limit 1`
          if (!found || !(await isPassword(body.current, found.password_hash)))
            throw badCredentials()
          assertPassword(body.password, found.name)
          const hash = await hashPassword(body.password)
          await inTransaction(db, async (tx) => {
            await rows(tx)`update accounts set password_hash = ${hash} where id = ${account_id}`
            await rows(
              tx,
            )`delete from sessions where account_id = ${account_id} and id <> ${caller.session_id}`
          })
          bus.send(ACCESS, caller)
          return null
        },
        'GET /v1/me/keys': async ({ account_id }) => ({
          data: await rows<{
            id: string
            name: string
            shown: string
            created_at: Date
            expires_at: Date
            used_at: Date | null
          }>(db)`
            select id, name, shown, created_at, expires_at, used_at from api_keys
            where account_id = ${account_id} and revoked_at is null order by created_at desc limit 100`,
        }),
        'POST /v1/me/keys': ({ account_id, body, now }) =>
          makeKey(db, {
            account_id,
            name: body.name,
            expires_at: after(now, body.days * DAY),
            now,
          }),
        'DELETE /v1/me/keys/:key_id': async ({ account_id, params, now }) => {
          const revoked = await row(db)`
            update api_keys set revoked_at = ${now} where id = ${params.key_id} and account_id = ${account_id} and revoked_at is null returning id`
          if (!revoked) throw notFound()
          bus.send(ACCESS, { account_id })
          return null
        },
        'GET /v1/me/addresses': async ({ account_id }) => ({
          data: await listAddresses(db, account_id),
        }),
        'POST /v1/me/addresses': ({ account_id, body, now }) =>
          saveAddress(db, account_id, undefined, body, now),
        'PUT /v1/me/addresses/:address_id': ({ account_id, params, body, now }) =>
          saveAddress(db, account_id, params.address_id, body, now),
        'DELETE /v1/me/addresses/:address_id': async ({ account_id, params, now }) => {
          await removeAddress(db, account_id, params.address_id, now)
          return null
        },
        'GET /v1/people/:account_id': async ({ account_id, params }) => {
          const [person] = await findPeople(db, [params.account_id])
          if (!person) throw notFound()
          const followed =
            account_id &&
            (await row(
              db,
            )`select from follows where follower_id = ${account_id} and followed_id = ${person.id}`)
          return { ...shown(person), is_followed: Boolean(followed) }
        },
        'PUT /v1/people/:account_id/follow': async ({ account_id, params, now }) => {
          if (params.account_id === account_id) throw selfFollow()
          const [person] = await findPeople(db, [params.account_id])
          if (!person) throw notFound()
          await rows(
            db,
          )`insert into follows (follower_id, followed_id, at) values (${account_id}, ${person.id}, ${now}) on conflict do nothing`
          bus.send(FOLLOWS, { follower_id: account_id, followed_id: person.id })
          return null
        },
        'DELETE /v1/people/:account_id/follow': async ({ account_id, params }) => {
          await rows(
            db,
          )`delete from follows where follower_id = ${account_id} and followed_id = ${params.account_id}`
          bus.send(FOLLOWS, { follower_id: account_id, followed_id: params.account_id })
          return null
        },
        'GET /v1/me/following': async ({ account_id, query }) => {
          const limit = pageSize(query.limit)
          const [at, id] = readCursor(query.after, INSTANT, UUID) ?? [
            '9999-12-31T00:00:00.000Z',
            'ffffffff-ffff-ffff-ffff-ffffffffffff',
          ]
          const found = await rows<{ followed_id: string; at: Date }>(db)`
            select followed_id, date_trunc('milliseconds', at) as at from follows
            where follower_id = ${account_id} and (date_trunc('milliseconds', at), followed_id) < (${at}::timestamptz, ${id}::uuid)
            order by 2 desc, 1 desc limit ${limit + 1}`
          const page = pageOf(found, limit, (last) => cursorOf(last.at, last.followed_id))
          return {
            data: (
              await findPeople(
                db,
                page.data.map((one) => one.followed_id),
              )
            ).map(shown),
            next: page.next,
          }
        },
        'GET /v1/demo/accounts': async () => {
          if (!config.demo) throw demoOnly()
          return {
            data: await rows<any>(db)`
            select p.account_id as id, a.nickname, p.role, p.words_zh, p.words_en, case when a.avatar_key is null then null else '/files/' || a.avatar_key end as avatar_url
            from demo_people as p join accounts as a on a.id = p.account_id order by p.position`,
          }
        },
        'POST /v1/demo/session': async ({ body, request, reply }) => {
          if (!config.demo) throw demoOnly()
          const person = await row<{ account_id: string }>(
            db,
          )`select account_id from demo_people where account_id = ${body.account_id}`
          if (!person) throw notFound()
          await enter(reply, request, person.account_id)
          return me(person.account_id)
        },
        'GET /v1/operators': async () => ({
          data: await rows<{ id: string; nickname: string; duties: string[] }>(db)`
            select a.id, a.nickname, array_agg(d.duty order by d.duty) as duties
            from operator_duties as d join accounts as a on a.id = d.account_id group by a.id order by a.nickname limit 500`,
        }),
        'PUT /v1/operators/:account_id/duties': async ({ account_id, params, body, now }) => {
          await inTransaction(db, async (tx) => {
            await rows(
              tx,
            )`select from operator_duties where duty = 'admin' order by account_id for update`
            const found = await row(
              tx,
            )`select from accounts where id = ${params.account_id} and closed_at is null`
            if (!found) throw notFound()
            await rows(
              tx,
            )`delete from operator_duties where account_id = ${params.account_id} and duty <> all(${body.duties}::text[])`
            await rows(tx)`
              insert into operator_duties (account_id, duty, given_by, given_at)
              select ${params.account_id}, duty, ${account_id}, ${now} from unnest(${body.duties}::text[]) as duty on conflict do nothing`
            if (!(await row(tx)`select from operator_duties where duty = 'admin' limit 1`))
              throw lastAdmin()
          })
          bus.send(ACCESS, params)
          return null
        },
      },
      'accounts',
    )
}
