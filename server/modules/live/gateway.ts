import type { Server } from 'node:http'
import type { WebSocket } from 'ws'
import { newId, readId } from '../../kernel/ids.ts'
import type { Context } from '../../platform/context.ts'
import { frameOf, openSockets, sayGoodbye, sendFrame, type Visit } from '../../platform/sockets.ts'
import type { Saying } from './chat.ts'
import { Crowd, frameText, type Visitor } from './crowd.ts'
import { flushCrowds, happenedSince, openCrowd, saidSince } from './gateway.sql.ts'
import type { Hello } from './live.protocol.ts'
import type { ChatRow } from './rooms.sql.ts'
import { browserMark, endedSessions, readTicket, redeemer } from './tickets.ts'
import { chatOnWire, hearVisitor } from './visit.ts'

const TICK_MS = 200
const FLUSH_MS = 2_000
const SESSIONS_MS = 800
const ALIVE_MS = 30_000
/** Rooms this full do not announce who comes. */
const JOINED_UP_TO = 300

const SOCKET_PATH = /^\/v1\/rooms\/(room_[0-9a-z]{26})\/socket$/

/**
 * The rooms' sockets of this process. It reads what happened, by one statement a tick for all rooms that have visitors
 * here, and writes sums every two seconds; orders never wait for it. Returns how to close.
 */
export function startGateway(
  context: Pick<Context, 'config' | 'db' | 'log' | 'metrics' | 'now'>,
  server: Server,
  say: (saying: Saying) => Promise<ChatRow>,
): { sockets: () => number; close: () => Promise<void> } {
  const { config, db, log, now } = context
  const gateway_id = newId()
  const crowds = new Map<string, Crowd>()
  const opening = new Map<string, Promise<Crowd | undefined>>()
  const redeem = redeemer(db, now)
  const fault = (error: unknown) => log.error({ err: error }, 'the room gateway stumbled')

  const crowdOf = async (room_id: string): Promise<Crowd | undefined> => {
    const found = crowds.get(room_id)
    if (found) return found
    const under_way =
      opening.get(room_id) ??
      openCrowd(db, room_id)
        .then((opened) => {
          if (!opened) return undefined
          const crowd = new Crowd(opened.room, opened.remembered)
          crowds.set(room_id, crowd)
          return crowd
        })
        .finally(() => opening.delete(room_id))
    opening.set(room_id, under_way)
    return under_way
  }

  let reading: Promise<void> | undefined
  let read_at = performance.now()
  const readOnce = async (): Promise<void> => {
    const all = [...crowds.values()]
    if (all.length === 0) return
    const elapsed = performance.now() - read_at
    read_at += elapsed
    const ids = all.map(({ room_id }) => room_id)
    const [happened, said] = await Promise.all([
      happenedSince(
        db,
        ids,
        all.map(({ seq }) => seq),
      ),
      saidSince(
        db,
        ids,
        all.map(({ chat_id }) => chat_id),
        all.map((crowd) => crowd.takeChatAllowance(elapsed)),
      ),
    ])
    for (const row of said) {
      const crowd = crowds.get(row.room_id)
      if (!crowd) continue
      const { room_id: _, ...chat } = row
      crowd.chat_id = chat.id
      crowd.addChat(chatOnWire(chat))
    }
    const t = now().toISOString()
    for (const crowd of all) crowd.broadcast(happened.get(crowd.room_id) ?? [], t)
  }
  /** One reading at a time: events go out in their order. */
  const read = (): Promise<void> => {
    reading ??= readOnce()
      .catch(fault)
      .finally(() => {
        reading = undefined
      })
    return reading
  }

  const flush = async (): Promise<void> => {
    const all = [...crowds.values()]
    if (all.length === 0) return
    const figures = all.map((crowd) => ({
      room_id: crowd.room_id,
      viewers: crowd.viewers,
      likes: crowd.likes,
      clicks: crowd.clicks,
    }))
    for (const [index, crowd] of all.entries()) {
      crowd.likes -= figures[index]?.likes ?? 0
      crowd.clicks -= figures[index]?.clicks ?? 0
    }
    for (const total of await flushCrowds(db, gateway_id, figures, now()))
      crowds.get(total.id)?.addCrowd(total.viewers, Number(total.likes))
    // A room is left only after it was written down that nobody watches here.
    for (const [index, crowd] of all.entries())
      if (crowd.visitors.size === 0 && crowd.likes === 0 && figures[index]?.viewers === 0)
        crowds.delete(crowd.room_id)
  }

  const everybody = function* (): Generator<Visitor> {
    for (const crowd of crowds.values()) yield* crowd.visitors
  }
  const checkSessions = async (): Promise<void> => {
    const sessions = new Set<string>()
    for (const { session_id } of everybody()) if (session_id) sessions.add(session_id)
    if (sessions.size === 0) return
    const ended = await endedSessions(db, [...sessions], now())
    if (ended.size === 0) return
    for (const { session_id, socket } of everybody())
      if (session_id && ended.has(session_id)) sayGoodbye(socket, 4401, 'signed_out')
  }
  const checkAlive = () => {
    for (const visitor of everybody()) {
      if (!visitor.is_alive) visitor.socket.terminate()
      visitor.is_alive = false
      if (visitor.socket.readyState === visitor.socket.OPEN) visitor.socket.ping()
    }
  }

  const enter = async (socket: WebSocket, { path, query, cookie }: Visit): Promise<void> => {
    const turnAway = (code: number, why: string) => {
      socket.resume()
      sayGoodbye(socket, code, why)
    }
    const room_id = readId('room', path[0] ?? '')
    const ticket = readTicket(config.secrets.ticket, query.get('ticket') ?? '', now())
    if (!room_id || !ticket || ticket.room_id !== room_id) return turnAway(4401, 'ticket_not_good')
    const browser = browserMark(cookie)
    if (browser && ticket.browser && browser !== ticket.browser)
      return turnAway(4401, 'ticket_of_another')
    const admitted = await redeem(ticket)
    if (!admitted.is_fresh || !admitted.is_known) return turnAway(4401, 'ticket_not_good')
    const is_host = ticket.account_id !== null && ticket.account_id === admitted.host_id
    if (admitted.state === 'banned' && !is_host) return turnAway(4403, 'room_banned')
    const opened = admitted.state ? await crowdOf(room_id) : undefined
    if (!opened) return turnAway(4404, 'no_such_room')

    const asked = query.get('since')
    const since = asked === null ? undefined : /^\d{1,15}$/.test(asked) ? Number(asked) : -1
    if (since !== undefined && since > opened.seq) {
      // The room's page may know more than the last reading here.
      await reading
      await read()
    }
    if (socket.readyState !== socket.OPEN) return
    // From here to the visitor's place in the crowd no pause: nothing is broadcast between what is caught up and what comes.
    const crowd = crowds.get(room_id) ?? opened
    crowds.set(room_id, crowd)
    const missed = since === undefined ? '' : crowd.missedSince(since, is_host)
    const t = now().toISOString()
    const until = admitted.muted_until?.toISOString() ?? FOR_GOOD
    const hello: Hello = {
      hello: {
        seq: crowd.seq,
        t,
        resync: missed === undefined,
        muted_until: admitted.is_muted ? until : null,
      },
    }
    sendFrame(socket, frameOf(JSON.stringify(hello)))
    if (missed) sendFrame(socket, frameOf(frameText([missed], crowd.seq, t)))
    const { account_id, by, session_id } = ticket
    const visitor: Visitor = { socket, account_id, by, session_id, is_host, is_alive: true }
    crowd.visitors.add(visitor)
    socket.on('close', () => crowd.visitors.delete(visitor))
    if (admitted.nickname && !is_host && crowd.visitors.size < JOINED_UP_TO)
      crowd.addJoined(admitted.nickname)
    hearVisitor(visitor, crowd, { now, say, fault })
    socket.resume()
  }

  const sockets = openSockets(
    server,
    [
      {
        path: SOCKET_PATH,
        enter: (socket, visit) => {
          // Nothing is heard before it is clear who speaks.
          socket.pause()
          enter(socket, visit).catch((error: unknown) => {
            fault(error)
            socket.resume()
            sayGoodbye(socket, 1013, 'try_again')
          })
        },
      },
    ],
    { public_url: config.public_url, log },
  )
  context.metrics.gauge('room_sockets', 'open room sockets', (gauge) => gauge.set(sockets.count()))

  const timers = [
    setInterval(() => void read(), TICK_MS),
    setInterval(() => void flush().catch(fault), FLUSH_MS),
    setInterval(() => void checkSessions().catch(fault), SESSIONS_MS),
    setInterval(checkAlive, ALIVE_MS),
  ]
  return {
    sockets: sockets.count,
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      await sockets.close()
      await reading
      await flush().catch(fault)
    },
  }
}

/** How "for good" is said where an instant is due. */
const FOR_GOOD = '9999-12-31T23:59:59.999Z'
