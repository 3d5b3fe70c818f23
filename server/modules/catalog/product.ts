import { refusal } from '../../kernel/refusal.ts'

export const unknownCategory = refusal('unknown_category', 422, 'There is no such category')
export const sameOptions = refusal('same_options', 422, 'Two SKUs have the same options')
export const tooManySkus = refusal('too_many_skus', 422, 'At most 200 SKUs')
export const draftIncomplete = refusal('draft_incomplete', 422, 'The listing is not complete')
export const priceMissing = refusal('price_missing', 422, 'A SKU has no price')
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
