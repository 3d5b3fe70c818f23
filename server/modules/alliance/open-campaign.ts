import { newId } from '../../kernel/ids.ts'
import { notFound, wrongState } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import { assertPeriod, assertRates, campaigns } from './campaign.ts'
import { assertMoved, endItems, lockCampaign } from './campaigns.sql.ts'
import { notALeader } from './leader.ts'
import { findLeader } from './register-leader.ts'

export type CampaignWish = {
  leader_id: string
  title: string
  words: string
  /** The leader's fee and the least commission, in parts per million of what the buyer pays. */
  leader_ppm: bigint
  min_commission_ppm: bigint
  min_promotion_days: number
  protection_months: number
  is_open_to_all: boolean
  applies_until: Date
  ends_at: Date
  now: Date
}

/** Opens a campaign; shops may put goods in at once. Returns its id. @throws notALeader, ratesTooHigh, badPeriod */
export const openCampaign = (db: Db, wish: CampaignWish): Promise<string> =>
  inTransaction(db, async (tx) => {
    const { leader_id, ends_at, now } = wish
    if (!(await findLeader(tx, leader_id))) throw notALeader()
    assertRates(wish.min_commission_ppm, wish.leader_ppm)
    assertPeriod(wish, now)
    const id = newId()
    await rows(tx)`
      insert into campaigns (id, leader_id, title, words, leader_ppm, min_commission_ppm, min_promotion_days, protection_months, is_open_to_all,
        applies_until, ends_at, state, state_at, deadline_at, created_at)
      values (${id}, ${leader_id}, ${wish.title}, ${wish.words}, ${wish.leader_ppm}, ${wish.min_commission_ppm}, ${wish.min_promotion_days},
        ${wish.protection_months}, ${wish.is_open_to_all}, ${wish.applies_until}, ${ends_at}, 'open', ${now}, ${ends_at}, ${now})`
    await recordBirth(tx, campaigns, {
      ids: [id],
      state: 'open',
      actor: { kind: 'account', id: leader_id },
      reason: 'opened',
      now,
      deadline_at: ends_at,
    })
    return id
  })

/**
 * Takes no more goods; those that wait lapse, those that are promoted go on to their end.
 * @throws notFound, wrongState
 */
export const closeCampaign = (
  db: Db,
  { id, leader_id, now }: { id: string; leader_id: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const campaign = await lockCampaign(tx, id, leader_id)
    if (!campaign) throw notFound()
    if (campaign.state !== 'open') throw wrongState({ state: campaign.state })
    await shutCampaigns(tx, [id], { kind: 'account', id: leader_id }, 'closed_by_leader', now)
  })

/** Closes campaigns that are locked, with the goods that wait in them. */
export async function shutCampaigns(
  tx: Tx,
  ids: readonly string[],
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  assertMoved(await transition(tx, campaigns, { ids, to: 'closed', actor, reason, now }))
  const waiting = await rows<{ id: string }>(tx)`
    select id from campaign_items where campaign_id = any(${ids}::uuid[]) and state = 'pending' order by id for no key update`
  await endItems(tx, {
    ids: waiting.map(({ id }) => id),
    to: 'expired',
    actor,
    reason: 'campaign_over',
    now,
  })
}
