import { newId } from '../../kernel/ids.ts'
import { notAllowed, notFound, wrongState } from '../../kernel/refusal.ts'
import { type Db, inTransaction, isDatabaseError, rows, type Tx } from '../../platform/db.ts'
import { recordBirth } from '../../platform/transition.ts'
import { notForSale } from '../catalog/index.ts'
import { findRole, mayManage } from '../shops/index.ts'
import {
  alreadyInCampaign,
  answerBy,
  assertEnough,
  assertRates,
  campaignItems,
  campaignOver,
  productProtected,
} from './campaign.ts'
import {
  endItems,
  holdItem,
  holdProduct,
  isExclusive,
  lockCampaign,
  openCommissionOf,
  protectionOf,
} from './campaigns.sql.ts'
import { planExclusive, planNeedsOwnGoods } from './plan.ts'

/** Only owner and managers decide what a shop gives away. @throws notAllowed */
export async function assertManages(tx: Tx, shop_id: string, account_id: string): Promise<void> {
  if (!mayManage(await findRole(tx, shop_id, account_id))) throw notAllowed({ needs: 'manager' })
}

/**
 * A shop puts goods into a campaign at a commission of its choice; the leader answers within seven days. Returns the
 * item's id.
 * @throws notFound, notAllowed, campaignOver, commissionTooLow, ratesTooHigh, planNeedsOwnGoods, planExclusive,
 * notForSale, productProtected `{ until }`, alreadyInCampaign
 */
export async function applyToCampaign(
  db: Db,
  wish: {
    shop_id: string
    campaign_id: string
    product_id: string
    /** Parts per million of what the buyer pays. */
    commission_ppm: bigint
    by: string
    now: Date
  },
): Promise<string> {
  const { shop_id, campaign_id, product_id, commission_ppm, by, now } = wish
  try {
    return await inTransaction(db, async (tx) => {
      const campaign = await lockCampaign(tx, campaign_id)
      const product = await holdProduct(tx, product_id, shop_id)
      if (!campaign || !product) throw notFound()
      await assertManages(tx, shop_id, by)
      if (campaign.state !== 'open' || campaign.applies_until <= now) throw campaignOver()
      assertEnough(
        commission_ppm,
        campaign.min_commission_ppm,
        await openCommissionOf(tx, product_id),
      )
      assertRates(commission_ppm, campaign.leader_ppm)
      if (product.source !== 'own') throw planNeedsOwnGoods({ source: product.source })
      if (product.state !== 'on_shelf') throw notForSale()
      if (await isExclusive(tx, product_id)) throw planExclusive()
      const until = await protectionOf(tx, product_id, campaign.leader_id, now)
      if (until) throw productProtected({ until })
      const id = newId()
      const deadline_at = answerBy(campaign, now)
      await rows(tx)`
        insert into campaign_items (id, campaign_id, leader_id, product_id, shop_id, leader_ppm, commission_ppm, is_open_to_all,
          state, state_at, deadline_at, applied_by, applied_at)
        values (${id}, ${campaign_id}, ${campaign.leader_id}, ${product_id}, ${shop_id}, ${campaign.leader_ppm}, ${commission_ppm},
          ${campaign.is_open_to_all}, 'pending', ${now}, ${deadline_at}, ${by}, ${now})`
      await recordBirth(tx, campaignItems, {
        ids: [id],
        state: 'pending',
        actor: { kind: 'account', id: by },
        reason: 'put_in',
        now,
        deadline_at,
      })
      return id
    })
  } catch (error) {
    throw isDatabaseError(error, '23505', 'campaign_items_once') ? alreadyInCampaign() : error
  }
}

/** The shop takes goods back before the leader answered. @throws notFound, notAllowed, wrongState */
export const withdrawFromCampaign = (
  db: Db,
  { id, shop_id, by, now }: { id: string; shop_id: string; by: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const item = await holdItem(tx, id, { shop_id })
    await assertManages(tx, shop_id, by)
    if (item.state !== 'pending') throw wrongState({ state: item.state })
    await endItems(tx, {
      ids: [id],
      to: 'terminated',
      actor: { kind: 'account', id: by },
      reason: 'withdrawn_by_shop',
      now,
    })
  })
