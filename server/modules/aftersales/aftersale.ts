import { refusal } from '../../kernel/refusal.ts'

export const aftersaleOpen = refusal(
  'aftersale_open',
  409,
  'This line has an after-sale that is not over',
)
export const aftersaleTooLate = refusal('aftersale_too_late', 409, 'The time for this has passed')
export const noReturnForThese = refusal(
  'no_return_for_these',
  422,
  'Goods of this kind cannot be returned without a reason; this was shown before paying',
)
export const quantityTooLarge = refusal('quantity_too_large', 422, 'More than is left of this line')
export const rejectionNotAllowed = refusal(
  'rejection_not_allowed',
  409,
  'A return without a reason inside its window cannot be refused',
)
