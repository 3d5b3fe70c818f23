/**
 * A product has a live copy (what is sold now) and beside it at most one draft. Only a passed review moves
 * the draft into the live copy, whole and at once; an edit never blanks what is on sale.
 */
import { refusal } from '../../kernel/refusal.ts'
import { machine } from '../../platform/transition.ts'

export const unknownCategory = refusal('unknown_category', 422, 'There is no such category')
export const sameOptions = refusal('same_options', 422, 'Two SKUs have the same options')
export const tooManySkus = refusal('too_many_skus', 422, 'At most 200 SKUs')
export const draftIncomplete = refusal('draft_incomplete', 422, 'The listing is not complete')
export const priceMissing = refusal('price_missing', 422, 'A SKU has no price')
export const badExternalUrl = refusal(
  'bad_external_url',
  422,
  'Goods of another platform need an https address there; own goods have none',
)
export const notAPicture = refusal(
  'not_a_picture',
  422,
  'This file is not a picture we can read (JPEG, PNG or WebP, at most 10 MB)',
)
export const notATable = refusal('not_a_table', 422, 'This file is not a product CSV we can read')
export const importRunning = refusal(
  'import_running',
  409,
  'The same file is being imported already',
)
export const notForSale = refusal('not_for_sale', 409, 'Some items are not for sale')
export const listingClaimed = refusal(
  'listing_claimed',
  409,
  'Another reviewer is looking at this listing',
)
export const ownListing = refusal(
  'own_listing',
  403,
  'Staff of a shop do not judge its listings; another reviewer has to',
)

export type ProductState =
  | 'draft'
  | 'approved'
  | 'on_shelf'
  | 'off_shelf'
  | 'taken_down'
  | 'deleted'
export const productMachine = machine<ProductState>('products', {
  draft: ['approved', 'on_shelf', 'deleted'],
  approved: ['on_shelf', 'deleted', 'taken_down'],
  on_shelf: ['off_shelf', 'taken_down'],
  off_shelf: ['on_shelf', 'taken_down', 'deleted'],
  taken_down: ['off_shelf', 'deleted'],
  deleted: [],
})

export type DraftState = 'editing' | 'in_review' | 'rejected' | 'passed' | 'dropped'
export const draftMachine = machine<DraftState>('product_drafts', {
  editing: ['in_review', 'dropped'],
  // To itself: the review ran late and the draft went up the line with a new deadline.
  in_review: ['in_review', 'editing', 'rejected', 'passed'],
  rejected: ['in_review', 'editing', 'dropped'],
  passed: [],
  dropped: [],
})

export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'image'; picture_id: string }
  | { kind: 'spec'; name: string; value: string }

/** A SKU as it shall be. After `nameSkus` each has an id: of the SKU on sale it replaces, or a new one. */
export type SkuContent = {
  id: string
  code: string
  option_values: string[]
  /** Minor units. */
  price: number
  list_price: number | null
  /** Units that a new SKU comes with; without meaning for one that exists. */
  stock: number
  picture_id: string | null
  weight_g: number
}

/** The whole content of a product: what a draft holds and what passing makes live. */
export type Content = {
  title: string
  category_id: string
  picture_ids: string[]
  blocks: Block[]
  option_names: string[]
  skus: SkuContent[]
  ship_within_hours: number
  source: string
  sub_source: string | null
  external_url: string | null
}

/** Goods sold here; everything else is a link to another platform. */
export const OWN_SOURCE = 'own'

/** One remark about a listing, bound to a field: `title`, `skus/2/price`, `blocks/0`. */
export type Finding = {
  field: string
  code: string
  words: string
  by: 'rule' | 'person'
  /** True: the listing cannot pass as it is. */
  blocks: boolean
}

/** Passes only https addresses with a public-looking host name and nothing hidden in them. */
export function isExternalUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return (
    url.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    (url.port === '' || url.port === '443') &&
    /^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(url.hostname) &&
    !/\.(local|localhost|internal|home|lan)$/.test(url.hostname)
  )
}
