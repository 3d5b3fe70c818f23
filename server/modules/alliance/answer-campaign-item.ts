import { wrongState } from '../../kernel/refusal.ts'
import { type Db, inTransaction, rows } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { notForSale } from '../catalog/index.ts'
import { campaignItems, productProtected, promotionFrom } from './campaign.ts'
import {
  assertMoved,
  endItems,
  findPromotion,
  holdItem,
  holdProduct,
  protectionOf,
} from './campaigns.sql.ts'
import { endEarly } from './change-campaign-item.ts'

type Answer = { id: string; leader_id: string; words: string; now: Date }

/**
 * The leader takes goods that a shop put in: from now on creators sell them by the campaign.
 * @throws notFound, wrongState, notForSale, productProtected when another leader was faster
 */
export const approveItem = (db: Db, { id, leader_id, words, now }: Answer): Promise<void> =>
  inTransaction(db, async (tx) => {
    const item = await holdItem(tx, id, { leader_id })
    if (item.state !== 'pending') throw wrongState({ state: item.state })
    const product = await holdProduct(tx, item.product_id, item.shop_id)
    if (product?.state !== 'on_shelf') throw notForSale()
    const until = await protectionOf(tx, item.product_id, leader_id, now)
    if (until) throw productProtected({ until })
    const { deadline_at, min_until, protected_until } = promotionFrom(
      await findPromotion(tx, item.campaign_id),
      now,
    )
    assertMoved(
      await transition(tx, campaignItems, {
        ids: [id],
        from: ['pending'],
        to: 'promoting',
        actor: { kind: 'account', id: leader_id },
        reason: 'taken_by_leader',
        now,
        deadline_at,
      }),
    )
    await rows(tx)`
      update campaign_items set promoted_at = ${now}, min_until = ${min_until}, protected_until = ${protected_until}, answer_words = ${words || null}
      where id = ${id}`
  })

/** The leader does not take them, with words. @throws notFound, wrongState */
export const rejectItem = (db: Db, { id, leader_id, words, now }: Answer): Promise<void> =>
  inTransaction(db, async (tx) => {
    const item = await holdItem(tx, id, { leader_id })
    if (item.state !== 'pending') throw wrongState({ state: item.state })
    await rows(tx)`update campaign_items set answer_words = ${words} where id = ${id}`
    await endItems(tx, {
      ids: [id],
      to: 'rejected',
      actor: { kind: 'account', id: leader_id },
      reason: 'refused_by_leader',
      now,
    })
  })

/** The leader lets promoted goods go, after the notice; the shop is free for other leaders from then on. @throws notFound, wrongState */
export const dropItem = (db: Db, { id, leader_id, words, now }: Answer): Promise<void> =>
  inTransaction(db, async (tx) => {
    const item = await holdItem(tx, id, { leader_id })
    await endEarly(tx, item, { kind: 'account', id: leader_id }, 'dropped_by_leader', now)
    await rows(tx)`
      update campaign_items set answer_words = ${words || null}, protected_until = least(protected_until, deadline_at) where id = ${id}`
  })
