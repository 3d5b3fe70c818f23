import { notFound, wrongState } from '../../kernel/refusal.ts'
import { type Db, inTransaction } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { forgetReductions } from './current-reductions.ts'
import { assertManages, findPromotion, type PromotionWish, wishedTerms } from './make-promotion.ts'
import { firstState, promotions } from './promotion.ts'
import {
  holdPromotion,
  type Owner,
  type OwnPromotionRow,
  rewritePromotion,
} from './promotions.sql.ts'

/**
 * Writes a draft anew from its first word to its last, and publishes it when wished. What is published, called off or over
 * is promised to buyers and stays as it is.
 * @throws notFound, notAllowed for clerks, wrongState `{ state }`, and what `makePromotion` throws
 */
export async function editDraft(
  db: Db,
  owner: Exclude<Owner, { creator_id: string }>,
  promotion_id: string,
  wish: PromotionWish,
  { by, now }: { by: string; now: Date },
): Promise<OwnPromotionRow> {
  const edited = await inTransaction(db, async (tx) => {
    if ('shop_id' in owner) await assertManages(tx, owner.shop_id, by)
    const held = await holdPromotion(tx, promotion_id, owner)
    if (!held) throw notFound()
    if (held.state !== 'draft') throw wrongState({ state: held.state })
    const terms = await wishedTerms(tx, owner, wish, now)
    await rewritePromotion(tx, promotion_id, terms)
    if (wish.publish) {
      const { state, deadline_at } = firstState(terms, now)
      await transition(tx, promotions, {
        ids: [promotion_id],
        to: state,
        from: ['draft'],
        actor: { kind: 'account', id: by },
        reason: 'published',
        now,
        deadline_at,
      })
    }
    return findPromotion(tx, owner, promotion_id)
  })
  forgetReductions(db)
  return edited
}
