import { notFound } from '../../kernel/refusal.ts'
import { type Db, inTransaction, isDatabaseError, row } from '../../platform/db.ts'
import { assertManages } from './apply-to-campaign.ts'
import { holdProduct } from './campaigns.sql.ts'
import { planNeedsOwnGoods } from './plan.ts'
import { sampleQuotaTooSmall } from './sample.ts'
import type { SampleOffer } from './samples.sql.ts'

type Wish = Omit<SampleOffer, 'taken'> & { by: string; now: Date }

/**
 * The shop gives samples of a product: which SKU, how many in all and to one creator, to whom. Counts at once for samples
 * that are asked for from now on. Owner and managers only.
 * @throws notFound, notAllowed, planNeedsOwnGoods, sampleQuotaTooSmall `{ taken }`
 */
export async function offerSamples(db: Db, wish: Wish): Promise<void> {
  const { product_id, shop_id, sku_id, by, now } = wish
  try {
    await inTransaction(db, async (tx) => {
      const product = await holdProduct(tx, product_id, shop_id)
      const sku = await row(tx)`
        select id from skus where id = ${sku_id} and product_id = ${product_id} and shop_id = ${shop_id}`
      if (!product || !sku) throw notFound()
      await assertManages(tx, shop_id, by)
      if (product.source !== 'own') throw planNeedsOwnGoods({ source: product.source })
      await row(tx)`
        insert into sample_offers (product_id, shop_id, sku_id, is_open, quota, per_creator, min_followers, min_sales, created_at, changed_by, changed_at)
        values (${product_id}, ${shop_id}, ${sku_id}, ${wish.is_open}, ${wish.quota}, ${wish.per_creator}, ${wish.min_followers}, ${wish.min_sales},
          ${now}, ${by}, ${now})
        on conflict (product_id) do update set sku_id = excluded.sku_id, is_open = excluded.is_open, quota = excluded.quota,
          per_creator = excluded.per_creator, min_followers = excluded.min_followers, min_sales = excluded.min_sales,
          changed_by = excluded.changed_by, changed_at = excluded.changed_at`
    })
  } catch (error) {
    throw isDatabaseError(error, '23514', 'sample_quota_holds') ? sampleQuotaTooSmall() : error
  }
}
