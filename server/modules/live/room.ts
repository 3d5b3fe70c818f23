import { refusal } from '../../kernel/refusal.ts'

export const notCreator = refusal('not_a_creator', 403, 'Become a creator first')
export const alreadyOnAir = refusal(
  'already_on_air',
  409,
  'You have another room on air; end it first',
)
export const roomOver = refusal('room_over', 409, 'The room is over')
export const alreadyInCart = refusal('already_in_cart', 409, 'The product lies in the cart already')
export const cartFull = refusal('cart_full', 422, 'A cart holds at most 200 products')
export const muted = refusal('muted', 403, 'You are muted in this room')
