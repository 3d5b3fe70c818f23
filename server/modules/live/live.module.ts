import type { Server } from 'node:http'
import type { Context, Invariant, Module } from '../../platform/context.ts'
import { chatOf } from './chat.ts'
import { clearPresence } from './gateway.sql.ts'
import { startGateway } from './gateway.ts'
import { hideBlocked, warnHosts } from './link-watch.ts'
import { liveRoutes } from './live.routes.ts'
import { applyRoomDeadlines } from './run-room.ts'
import { countPlaced, countSales, liveConsumers, tellMoves } from './sales.ts'
import { reconcileStreams } from './stream.ts'
import { forgetTickets } from './tickets.ts'

const invariants: Invariant[] = [
  {
    name: 'I-53 a room that is over has no push key',
    sql: `select id, state from rooms where state in ('ended', 'banned') and push_key_hash is not null limit 100`,
  },
  {
    name: 'I-53 a host has at most one room on air',
    sql: `select host_id, count(*) from rooms where state in ('live', 'paused') group by 1 having count(*) > 1 limit 100`,
  },
  {
    name: 'I-55 the events of a room are numbered without a hole up to its head',
    sql: `select r.id, r.event_seq, e.count, e.last from rooms as r left join (
        select room_id, count(*) as count, min(seq) as first, max(seq) as last from room_events group by room_id) as e on e.room_id = r.id
      where r.event_seq <> coalesce(e.count, 0) or r.event_seq <> coalesce(e.last, 0) or coalesce(e.first, 1) <> 1 limit 100`,
  },
  {
    name: 'I-56 nothing is written of who was muted a second before',
    sql: `select c.id, c.room_id, c.account_id from room_mutes as m join chat_messages as c on c.room_id = m.room_id and c.account_id = m.account_id
      where c.at > m.at + interval '1 second' and (m.until is null or c.at < m.until) limit 100`,
  },
  {
    name: 'I-57 turnover and sales of rooms are made of their order lines, nothing else',
    sql: `select r.id, r.gmv, r.orders_paid, r.orders_count, o.gmv as lines, o.paid, o.known, w.orders as waiting from rooms as r left join (
        select room_id, coalesce(sum(amount) filter (where counted = 'paid'), 0) as gmv, count(*) filter (where counted = 'paid' and is_head) as paid,
          count(*) filter (where counted <> 'none' and is_head) as known
        from room_orders group by room_id) as o on o.room_id = r.id
        left join (select room_id, sum(orders) as orders from room_order_counts group by room_id) as w on w.room_id = r.id
      where r.gmv <> coalesce(o.gmv, 0) or r.orders_paid <> coalesce(o.paid, 0)
        or r.orders_count + coalesce(w.orders, 0) < coalesce(o.known, 0) limit 100`,
  },
  {
    name: 'at most one item of a room is explained, and it lies in the cart',
    sql: `select room_id, count(*) from room_items where is_explaining group by room_id having count(*) > 1 or bool_or(state <> 'listed') limit 100`,
  },
  {
    name: 'what the link policy hid names no explanation and leaves a trace',
    sql: `select i.id from room_items as i where i.state = 'hidden_by_policy' and not exists (
        select from room_events as e where e.room_id = i.room_id and e.type = 'item_gone') limit 100`,
  },
  {
    name: 'a room that waits has a deadline',
    sql: `select id, state from rooms where state in ('preview', 'paused') and deadline_at is null limit 100`,
  },
]

/** Rooms, their carts, chat and sockets; what hears of orders, stock and rules; what the clock does to rooms. */
export const liveModule = (context: Context): Module => {
  const { db, clock, config, media, now } = context
  const say = chatOf(db)
  const routes = liveRoutes(context, say)
  let server: Server | undefined
  return {
    name: 'live',
    routes: (http) => {
      server = http.app.server
      routes(http)
    },
    consumers: liveConsumers(now),
    sweeps: [
      { name: 'live.rooms', every_ms: 1_000, sweep: (at) => applyRoomDeadlines(db, at) },
      { name: 'live.link_policy', every_ms: 200, sweep: (at) => hideBlocked(db, at) },
      { name: 'live.link_warnings', every_ms: 2_000, sweep: (at) => warnHosts(db, at) },
      {
        name: 'live.sales',
        every_ms: 300,
        sweep: async (at) => (await countPlaced(db)) + (await countSales(db, at)),
      },
      { name: 'live.moves', every_ms: 250, sweep: (at) => tellMoves(db, at) },
      { name: 'live.presence', every_ms: 5_000, sweep: () => clearPresence(db) },
      { name: 'live.tickets', every_ms: 60_000, sweep: (at) => forgetTickets(db, at) },
    ],
    invariants,
    start: async () => {
      const closers: (() => Promise<void>)[] = []
      if (media) {
        // Where the engine runs it is kept in step with the platform's clock and with the rooms.
        let busy = false
        const keepUp = async () => {
          if (busy) return
          busy = true
          try {
            media.setClock(clock.offset())
            await reconcileStreams(context)
          } catch (error) {
            context.log.error({ err: error }, 'streams and rooms could not be compared')
          } finally {
            busy = false
          }
        }
        await keepUp()
        const timer = setInterval(() => void keepUp(), 700)
        closers.push(async () => clearInterval(timer))
      }
      if (server && config.roles.has('live')) {
        const gateway = startGateway(context, server, say)
        closers.push(gateway.close)
      }
      return async () => {
        for (const close of closers) await close()
      }
    },
  }
}
