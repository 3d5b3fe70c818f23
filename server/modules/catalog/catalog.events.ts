import { event } from '../../platform/outbox.ts'

/** On sale now; key is the product. */
export const productListed = event<{ product_id: string; shop_id: string }>('product.listed')

/** No longer on sale: `shop` took it off, `platform` took it down, `shop_suspended`. Carts hide it. */
export const productLeft = event<{ product_id: string; shop_id: string; why: string }>(
  'product.left_shelf',
)

/** The live copy changed: title, pictures, prices or SKUs. */
export const productChanged = event<{ product_id: string }>('product.changed')

/** A draft became the live copy; `skus` are those that are new, with the stock they come with. */
export const productPassed = event<{
  product_id: string
  shop_id: string
  skus: { sku_id: string; initial_stock: number }[]
}>('product.passed')

/** A review ran past its deadline and went up the line; key is the draft. */
export const reviewOverdue = event<{ draft_id: string; product_id: string; shop_id: string }>(
  'listing.review_overdue',
)

/** The outcome of a review, for the shop; key is the product. */
export const listingReviewed = event<{
  product_id: string
  shop_id: string
  draft_id: string
  outcome: 'passed' | 'rejected'
  findings: { field: string; code: string; words: string }[]
}>('listing.reviewed')
