import { refusal } from '../../kernel/refusal.ts'

export const planNeedsOwnGoods = refusal(
  'plan_needs_own_goods',
  422,
  'Only goods that are sold here can pay a commission',
)

/**
 * An open plan offers a product to every creator at one commission, 0 to 90 %; a product has at most one. Whoever sells
 * it earns the rate that stood when the order was placed: orders freeze it on their lines, so a change of the plan, up
 * or down, counts from its instant for orders to come and never for those placed. That is why raising and cutting
 * alike take effect at once.
 */
export type OpenPlan = {
  id: string
  product_id: string
  commission_ppm: bigint
  is_open: boolean
}
