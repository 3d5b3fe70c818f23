import { refusal } from '../../kernel/refusal.ts'

export const shopNameTaken = refusal(
  'shop_name_taken',
  409,
  'Another shop has this name or one that looks like it',
)
export const documentMissing = refusal(
  'document_missing',
  422,
  'A document that this kind of shop needs is missing',
)
export const tooManyShops = refusal('too_many_shops', 422, 'One person opens at most 5 shops')
export const shopNotOpen = refusal('shop_not_open', 409, 'The shop is not open')
