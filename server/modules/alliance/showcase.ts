import { refusal } from '../../kernel/refusal.ts'

/** A showcase is a list that people look through, not a warehouse. */
export const SHOWCASE_MAX = 200

export const showcaseFull = refusal(
  'showcase_full',
  409,
  `A showcase holds at most ${SHOWCASE_MAX} products`,
)
export const notOnOffer = refusal(
  'not_on_offer',
  409,
  'Nothing is paid for selling this product now',
)
