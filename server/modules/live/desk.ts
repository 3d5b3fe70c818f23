import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import { currentRules, isAdmitted } from '../policies/index.ts'
import { verdictOn } from './cart-view.ts'
import { adviceOn } from './room.ts'
import { isHost } from './rooms.sql.ts'
import { recentOrders, trendOf } from './sales.ts'
import type { Snapshots, Viewer } from './snapshot.ts'
import { healthOf } from './stream.ts'

/** The host's control desk; for everybody else there is no such room. */
export const readDesk = async (
  { db }: Pick<Context, 'db'>,
  snapshots: Snapshots,
  id: string,
  viewer: Viewer & { account_id: string },
) => {
  if (!(await isHost(db, id, viewer.account_id))) throw notFound()
  const [found, health, trend, recent_orders, rules] = await Promise.all([
    snapshots.forHost(id, viewer),
    healthOf(db, id),
    trendOf(db, id),
    recentOrders(db, id),
    currentRules(db),
  ])
  if (!found) throw notFound()
  const { room, view } = found
  const warnings = view.items.flatMap((item) => {
    const { next_change_at, next_effect } = item.verdict ?? {}
    if (item.state !== 'listed' || !next_change_at || !next_effect) return []
    if (isAdmitted({ effect: next_effect })) return []
    const { rule_id } = verdictOn(rules, item.product, next_change_at)
    return [
      { item_id: item.id, rule_id: rule_id ?? 'none', effect: next_effect, at: next_change_at },
    ]
  })
  return {
    room: view,
    health: health
      ? {
          kbps: health.kbps,
          fps: health.fps,
          width: health.width,
          height: health.height,
          gop_ms: health.gop_ms,
          viewers: health.viewers,
          since: health.since,
          advice: adviceOn(health),
        }
      : null,
    figures: {
      viewers: room.viewers,
      viewers_peak: room.viewers_peak,
      orders_count: room.orders_count,
      orders_paid: room.orders_paid,
      gmv: room.gmv,
      likes: room.likes,
      item_clicks: room.item_clicks,
    },
    trend,
    recent_orders,
    warnings,
  }
}
