import { refusal } from '../../kernel/refusal.ts'

export const itemTwice = refusal('item_twice', 422, 'Each item stands on one line')
export const priceChanged = refusal(
  'price_changed',
  409,
  'The price is another one now; look again',
)
export const addressMissing = refusal('address_missing', 422, 'There is no such address of yours')
export const basketEmpty = refusal('basket_empty', 422, 'There is nothing to buy')
export const basketFull = refusal('basket_full', 422, 'A basket holds at most 120 items')
