import { showId } from '../../kernel/ids.ts'
import { system } from '../../kernel/state.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { currentRules, isAdmitted, type LinkRule } from '../policies/index.ts'
import { verdictOn } from './cart-view.ts'
import { takeOut } from './fill-cart.ts'
import { warningMarks } from './room.ts'
import { tell } from './room-events.ts'

/*
 * The link policy inside running rooms. A rule that starts takes its goods out of every cart on air within a second;
 * hosts are warned when it is announced, a day, an hour and five minutes ahead.
 */

type Linked = {
  id: string
  room_id: string
  source: string
  sub_source: string | null
  category_id: string
}

/** Goods of other platforms listed in rooms on air, or in the named ones: one statement for all rooms. */
const linkedGoods = (db: Db, room_ids: readonly string[] | null) => rows<Linked>(db)`
  select i.id, i.room_id, p.source, p.sub_source, p.category_id
  from rooms as r join room_items as i on i.room_id = r.id and i.state = 'listed'
  join products as p on p.id = i.product_id and p.source <> 'own'
  where case when ${room_ids}::uuid[] is null then r.state in ('live', 'paused') else r.id = any(${room_ids}::uuid[]) end
  order by i.id`

/**
 * Decides anew on all linked goods of rooms on air at `now` and hides what is not admitted, with the rule that says
 * so. They can be added again once a rule admits them. Returns how many left.
 */
export async function hideBlocked(
  db: Db,
  now: Date,
  room_ids: readonly string[] | null = null,
): Promise<number> {
  const [rules, goods] = [await currentRules(db), await linkedGoods(db, room_ids)]
  const blocked = goods.flatMap((one) => {
    const verdict = verdictOn(rules, one, now)
    return isAdmitted(verdict) ? [] : [{ ...one, rule_id: verdict.rule_id }]
  })
  if (blocked.length === 0) return 0
  const how = {
    to: 'hidden_by_policy',
    actor: system('live.link_policy'),
    reason: 'blocked_by_link_policy',
    why: 'hidden_by_policy',
    now,
  } as const
  return inTransaction(db, (tx) => takeOut(tx, blocked, how))
}

type Warning = Linked & { rule_id: string; effect: string; at: Date; mark: string }

/** What the announced rules will do to goods: the ones not admitted at their next change, and the marks that are due. */
function comingWarnings(
  rules: readonly LinkRule[],
  goods: readonly Linked[],
  now: Date,
): Warning[] {
  return goods.flatMap((one) => {
    const { next_change_at, next_effect } = verdictOn(rules, one, now)
    if (!next_change_at || !next_effect || isAdmitted({ effect: next_effect })) return []
    const { rule_id } = verdictOn(rules, one, next_change_at)
    return warningMarks(now, next_change_at).map((mark) => ({
      ...one,
      rule_id: rule_id ?? 'none',
      effect: next_effect,
      at: next_change_at,
      mark,
    }))
  })
}

/** Warns hosts of what rules will take out, each mark once. Returns how many warnings were given. */
export async function warnHosts(db: Db, now: Date): Promise<number> {
  const [rules, goods] = [await currentRules(db), await linkedGoods(db, null)]
  const coming = comingWarnings(rules, goods, now)
  if (coming.length === 0) return 0
  return inTransaction(db, (tx) => giveWarnings(tx, coming, now))
}

async function giveWarnings(tx: Tx, coming: readonly Warning[], now: Date): Promise<number> {
  const fresh = await rows<{ item_id: string; rule_id: string }>(tx)`
    insert into policy_warnings (item_id, rule_id, takes_effect_at, mark, at)
    select item_id, rule_id, at, mark, ${now}
    from unnest(${coming.map(({ id }) => id)}::uuid[], ${coming.map(({ rule_id }) => rule_id)}::text[],
      ${coming.map(({ at }) => at)}::timestamptz[], ${coming.map(({ mark }) => mark)}::text[]) as due (item_id, rule_id, at, mark)
    order by item_id, rule_id, at, mark
    on conflict do nothing returning item_id, rule_id`
  // Marks that fall due together are one warning.
  const due = new Map(
    coming
      .filter((one) =>
        fresh.some(({ item_id, rule_id }) => item_id === one.id && rule_id === one.rule_id),
      )
      .map((one) => [one.id, one]),
  )
  await tell(
    tx,
    [...due.values()].map(({ id, room_id, rule_id, effect, at }) => ({
      room_id,
      host_only: true,
      fact: {
        e: 'policy_warning',
        item_id: showId('itm', id),
        rule_id,
        effect,
        at: at.toISOString(),
      },
    })),
    now,
  )
  return fresh.length
}
