import { newId } from '../../kernel/ids.ts'
import { wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, isDatabaseError, rows, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import { assertManages } from './apply-to-campaign.ts'
import {
  ANSWER,
  assertEnough,
  assertRates,
  campaignChanges,
  campaignItems,
  changeWaiting,
  earlyEnd,
  promotionTooShort,
  ratesAfter,
} from './campaign.ts'
import {
  assertMoved,
  type CampaignChangeRow,
  type CampaignItemRow,
  findAsked,
  findPromotion,
  holdItem,
  openCommissionOf,
} from './campaigns.sql.ts'

/**
 * The shop asks the leader for another commission or an early end of promoted goods. A leader who says nothing for seven
 * days has agreed. An early end can be asked for once the agreed time of promotion is over.
 * @throws notFound, notAllowed, wrongState, ratesTooHigh, commissionTooLow, promotionTooShort `{ until }`, changeWaiting
 */
export async function askChange(
  db: Db,
  wish: {
    id: string
    shop_id: string
    /** Parts per million; null asks for an early end. */
    commission_ppm: bigint | null
    by: string
    now: Date
  },
): Promise<void> {
  const { id: item_id, shop_id, commission_ppm, by, now } = wish
  try {
    await inTransaction(db, async (tx) => {
      const item = await holdItem(tx, item_id, { shop_id })
      await assertManages(tx, shop_id, by)
      assertPromoting(item)
      if (commission_ppm !== null) {
        assertRates(commission_ppm, item.leader_ppm)
        const { min_commission_ppm } = await findPromotion(tx, item.campaign_id)
        assertEnough(
          commission_ppm,
          min_commission_ppm,
          await openCommissionOf(tx, item.product_id),
        )
      } else if (item.min_until && item.min_until > now)
        throw promotionTooShort({ until: item.min_until })
      const id = newId()
      const deadline_at = after(now, ANSWER)
      await rows(tx)`
        insert into campaign_changes (id, item_id, kind, commission_ppm, state, state_at, deadline_at, asked_by, asked_at)
        values (${id}, ${item_id}, ${commission_ppm === null ? 'end' : 'rate'}, ${commission_ppm}, 'asked', ${now}, ${deadline_at}, ${by}, ${now})`
      await recordBirth(tx, campaignChanges, {
        ids: [id],
        state: 'asked',
        actor: { kind: 'account', id: by },
        reason: 'asked_by_shop',
        now,
        deadline_at,
      })
    })
  } catch (error) {
    throw isDatabaseError(error, '23505', 'campaign_changes_one_asked') ? changeWaiting() : error
  }
}

/** The leader agrees to what the shop asked, or refuses it. @throws notFound, wrongState */
export const answerChange = (
  db: Db,
  wish: { id: string; leader_id: string; is_agreed: boolean; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const item = await holdItem(tx, wish.id, { leader_id: wish.leader_id })
    const asked = await findAsked(tx, item.id)
    if (!asked) throw wrongState({ state: item.state })
    const actor: Actor = { kind: 'account', id: wish.leader_id }
    if (wish.is_agreed) await agreeTo(tx, item, asked, actor, 'agreed_by_leader', wish.now)
    else
      await transition(tx, campaignChanges, {
        ids: [asked.id],
        to: 'refused',
        actor,
        reason: 'refused_by_leader',
        now: wish.now,
      })
  })

/** What the shop asked for comes true; the item is locked. Goods that the leader let go meanwhile end as they do anyway. */
export async function agreeTo(
  tx: Tx,
  item: CampaignItemRow,
  asked: CampaignChangeRow,
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  assertMoved(
    await transition(tx, campaignChanges, { ids: [asked.id], to: 'agreed', actor, reason, now }),
  )
  if (asked.commission_ppm === null) {
    if (!item.is_ending) await endEarly(tx, item, actor, 'early_end_agreed', now)
  } else {
    const rates = ratesAfter(item, asked.commission_ppm, now)
    await rows(tx)`
      update campaign_items set commission_ppm = ${rates.commission_ppm}, next_commission_ppm = ${rates.next_commission_ppm}, next_from = ${rates.next_from}
      where id = ${item.id}`
  }
}

/** Promoted goods, locked, leave after the notice. @throws wrongState for goods that are not promoted or leave already */
export async function endEarly(
  tx: Tx,
  item: CampaignItemRow,
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  assertPromoting(item)
  await transition(tx, campaignItems, {
    ids: [item.id],
    from: ['promoting'],
    to: 'promoting',
    actor,
    reason,
    now,
    deadline_at: earlyEnd(item.deadline_at as Date, now),
  })
  await rows(tx)`update campaign_items set is_ending = true where id = ${item.id}`
}

/** The clock answers for a leader who said nothing. */
export const agreeBySilence = (
  tx: Tx,
  item: CampaignItemRow,
  asked: CampaignChangeRow,
  now: Date,
): Promise<void> => agreeTo(tx, item, asked, system('alliance.campaigns'), 'leader_silent', now)

function assertPromoting(item: CampaignItemRow): void {
  if (item.state !== 'promoting' || item.is_ending)
    throw wrongState({ state: item.state, is_ending: item.is_ending })
}
