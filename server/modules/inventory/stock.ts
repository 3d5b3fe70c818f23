import { refusal } from '../../kernel/refusal.ts'

export const outOfStock = refusal('out_of_stock', 409, 'Not enough in stock')
export const stockInUse = refusal(
  'stock_in_use',
  409,
  'Less would remain than is promised to buyers',
)
export const flashSoldOut = refusal('flash_sold_out', 409, 'The flash offer is sold out')
export const flashLimit = refusal(
  'flash_limit',
  409,
  'You have reached the limit per buyer of this flash offer',
)
export const flashNotOpen = refusal('flash_not_open', 409, 'The flash offer is not open')
export const flashOverlaps = refusal(
  'flash_overlaps',
  409,
  'This SKU has a flash offer that is not over',
)
