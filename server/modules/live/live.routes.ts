import type { FastifyRequest } from 'fastify'
import { notFound, notSignedIn } from '../../kernel/refusal.ts'
import { brieflyKept, LOOK_ANEW } from '../../platform/briefly-kept.ts'
import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { once } from '../../platform/idempotency.ts'
import { type ReadyBody, readyBody, sendReady, sendShared } from '../../platform/ready-body.ts'
import { presenter } from '../../platform/wire.ts'
import { GOODS } from '../catalog/index.ts'
import { currentRules } from '../policies/index.ts'
import { signSeen } from './attribution.ts'
import { type CartItem, shownToHost } from './cart-view.ts'
import { hideMessage, mute, type Saying } from './chat.ts'
import { readDesk } from './desk.ts'
import { feedOfRooms, roomsOfHost, roomsOnAir } from './feed.ts'
import { addItem, explain, orderItems, removeItem } from './fill-cart.ts'
import { closeRoomFlash, openRoomFlash } from './flash.ts'
import { hideBlocked } from './link-watch.ts'
import { liveContract } from './live.contract.ts'
import { changeRoom, openRoom } from './open-room.ts'
import { hostNameOf } from './play.ts'
import { issuePushKey, tokensOf } from './push-key.ts'
import { type ChatRow, findRoom } from './rooms.sql.ts'
import { banRoom, endRoom, pauseRoom, resumeRoom, startRoom } from './run-room.ts'
import { makeSnapshots, socketPath } from './snapshot.ts'
import { letGo } from './stream.ts'
import { browserMark, issueTicket } from './tickets.ts'

const presentFeed = presenter(liveContract['GET /v1/feed/rooms'].answers[200])

export const liveRoutes = (context: Context, say: (saying: Saying) => Promise<ChatRow>) => {
  const { bus, db, config, media, log } = context
  const snapshots = makeSnapshots(context)
  const feeds = brieflyKept<ReadyBody>({ most: 500 })
  const tokens = tokensOf(context)
  const viewer = (account_id: string | undefined, request: FastifyRequest, now: Date) => ({
    account_id,
    now,
    host_name: hostNameOf(request, config.public_url),
  })

  const forget = (room_id: string) => {
    snapshots.forget(room_id)
    feeds.forgetAll()
  }
  bus.on(GOODS, () => snapshots.forgetAll())
  bus.on(LOOK_ANEW, () => {
    snapshots.forgetAll()
    feeds.forgetAll()
  })

  /** What a step of the host changed is seen by the next reader here, and the desk comes back. */
  const deskAfter = async (
    room_id: string,
    { account_id, request, now }: { account_id: string; request: FastifyRequest; now: Date },
  ) => {
    forget(room_id)
    return readDesk(context, snapshots, room_id, {
      ...viewer(account_id, request, now),
      account_id,
    })
  }
  const shown = async (item: CartItem, now: Date) => {
    const [one] = shownToHost([item], await currentRules(db), now)
    if (!one) throw notFound()
    return one
  }
  /** The engine is told at once where it runs here; elsewhere its sweep finds out within a second. */
  const cutOff = async (room_id: string) => {
    const room = await findRoom(db, room_id)
    if (!room || !media?.state(room.stream_id)) return
    const over = room.state === 'ended' || room.state === 'banned'
    await letGo(context, room, over).catch((error: unknown) =>
      log.warn({ err: error }, 'a publisher could not be cut off yet; it is tried again'),
    )
  }

  return (http: HttpApp) =>
    http.serve(
      liveContract,
      {
        'GET /v1/feed/rooms': async ({ query, account_id, request, reply, now }) => {
          if (query.following) {
            if (!account_id) throw notSignedIn()
            return feedOfRooms(db, query, account_id)
          }
          const page = `${query.after ?? ''}|${query.limit ?? ''}`
          const body = await feeds.get(page, now, async (was) =>
            readyBody(presentFeed(await feedOfRooms(db, query, null), ''), was),
          )
          return sendReady(request, reply, body)
        },
        'POST /v1/rooms': async (call) => {
          const { account_id, body, now } = call
          const { scheduled_at, ...rest } = body
          const id = await openRoom(db, {
            ...rest,
            scheduled_at: scheduled_at ? new Date(scheduled_at) : null,
            host_id: account_id,
            now,
          })
          return deskAfter(id, call)
        },
        'GET /v1/me/rooms': ({ account_id, query }) => roomsOfHost(db, account_id, query),
        'GET /v1/rooms/:room_id': async ({ params, account_id, request, reply, now }) => {
          const room = await snapshots.forViewer(params.room_id, viewer(account_id, request, now))
          if (!room) throw notFound()
          return sendShared(request, reply, room.part, room.own)
        },
        'GET /v1/rooms/:room_id/goods/:product_id/context': async ({ params, now }) => ({
          context: await signSeen(db, config.secrets.attribution, params, now),
        }),
        'GET /v1/rooms/:room_id/play': async ({ params, account_id, request, now }) => {
          const play = await snapshots.playOf(params.room_id, viewer(account_id, request, now))
          if (!play) throw notFound()
          return play
        },
        'GET /v1/rooms/:room_id/desk': ({ params, account_id, request, now }) =>
          readDesk(context, snapshots, params.room_id, {
            ...viewer(account_id, request, now),
            account_id,
          }),
        'PATCH /v1/rooms/:room_id': async (call) => {
          const { room_id } = call.params
          await changeRoom(db, room_id, call.account_id, call.body)
          return deskAfter(room_id, call)
        },
        'POST /v1/rooms/:room_id/push-key': async ({ params, account_id, request, now }) => {
          const key = await issuePushKey(db, tokens, {
            room_id: params.room_id,
            host_id: account_id,
            now,
          })
          await cutOff(params.room_id)
          const name = hostNameOf(request, config.public_url)
          const server = `rtmp://${name}:${media?.rtmp_port ?? config.rtmp_port}/live`
          const { stream_key, expires_at } = key
          return { server, stream_key, url: `${server}/${stream_key}`, expires_at }
        },
        'POST /v1/rooms/:room_id/start': async (call) => {
          const { room_id } = call.params
          const { account_id: host_id, now } = call
          await startRoom(db, { room_id, host_id, now }, (tx) => hideBlocked(tx, now, [room_id]))
          return deskAfter(room_id, call)
        },
        'POST /v1/rooms/:room_id/pause': async (call) => {
          const { room_id } = call.params
          await pauseRoom(db, { room_id, host_id: call.account_id, now: call.now })
          return deskAfter(room_id, call)
        },
        'POST /v1/rooms/:room_id/resume': async (call) => {
          const { room_id } = call.params
          const { account_id: host_id, now } = call
          await resumeRoom(db, { room_id, host_id, now }, (tx) => hideBlocked(tx, now, [room_id]))
          return deskAfter(room_id, call)
        },
        'POST /v1/rooms/:room_id/end': async (call) => {
          const { room_id } = call.params
          await endRoom(db, { room_id, host_id: call.account_id, now: call.now })
          await cutOff(room_id)
          return deskAfter(room_id, call)
        },
        'POST /v1/rooms/:room_id/ban': async ({ params, body, account_id, now }) => {
          await banRoom(db, { ...params, reason: body.reason, operator_id: account_id, now })
          forget(params.room_id)
          await cutOff(params.room_id)
          return null
        },
        'POST /v1/rooms/:room_id/items': async ({ params, body, account_id, now }) => {
          const item = await addItem(db, { ...params, ...body, host_id: account_id, now })
          forget(params.room_id)
          return shown(item, now)
        },
        'PUT /v1/rooms/:room_id/items/order': async ({ params, body, account_id, now }) => {
          await orderItems(db, { ...params, ...body, host_id: account_id, now })
          forget(params.room_id)
          return null
        },
        'DELETE /v1/rooms/:room_id/items/:item_id': async ({ params, account_id, now }) => {
          await removeItem(db, { ...params, host_id: account_id, now })
          forget(params.room_id)
          return null
        },
        'PUT /v1/rooms/:room_id/explaining': async ({ params, body, account_id, now }) => {
          await explain(db, { ...params, ...body, host_id: account_id, now })
          forget(params.room_id)
          return null
        },
        'POST /v1/rooms/:room_id/flash-offers': async ({
          params,
          body,
          account_id,
          claim,
          now,
        }) => {
          const step = { room_id: params.room_id, host_id: account_id, now }
          const offer = await once(db, claim, now, (tx) => openRoomFlash(tx, step, body))
          forget(params.room_id)
          return offer
        },
        'POST /v1/rooms/:room_id/flash-offers/:flash_offer_id/close': async ({
          params,
          account_id,
          now,
        }) => {
          const offer = await closeRoomFlash(db, { ...params, host_id: account_id, now })
          forget(params.room_id)
          return offer
        },
        'POST /v1/rooms/:room_id/ticket': async ({ params, caller, request, now }) => {
          const { room_id } = params
          const play = await snapshots.playOf(room_id, viewer(caller?.account_id, request, now))
          if (!play) throw notFound()
          const ticket = issueTicket(
            config.secrets.ticket,
            {
              room_id,
              account_id: caller?.account_id ?? null,
              by: caller?.by ?? null,
              session_id: caller?.session_id ?? null,
              browser: caller?.by === 'session' ? browserMark(request.headers.cookie) : null,
            },
            now,
          )
          return { ticket, socket_path: socketPath(room_id) }
        },
        'POST /v1/rooms/:room_id/chat': async ({ params, body, account_id, caller, now }) => {
          const { by, session_id } = caller
          const { words } = body
          const said = await say({
            room_id: params.room_id,
            account_id,
            by,
            session_id,
            words,
            now,
          })
          return { ...said, id: String(said.id) }
        },
        'POST /v1/rooms/:room_id/mutes': async ({ params, body, account_id, now }) => {
          await mute(db, {
            room_id: params.room_id,
            host_id: account_id,
            account_id: body.account_id,
            minutes: body.minutes,
            now,
          })
          return null
        },
        'DELETE /v1/rooms/:room_id/chat/:message_id': async ({ params, account_id, now }) => {
          await hideMessage(db, { ...params, host_id: account_id, now })
          forget(params.room_id)
          return null
        },
        'GET /v1/live-rooms': ({ query }) => roomsOnAir(db, query),
      },
      'live',
    )
}
