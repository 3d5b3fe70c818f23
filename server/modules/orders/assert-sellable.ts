import { showId } from '../../kernel/ids.ts'
import { notForSale } from '../catalog/index.ts'
import { flashNotOpen, outOfStock, whenOpen } from '../inventory/index.ts'
import { blockedByPolicy } from '../policies/index.ts'
import { amountTooLarge, mixedCurrencies, nothingToPay, priceChanged } from './order.ts'
import {
  isOneCurrency,
  isPayable,
  type PricedCheckout,
  type PricedLine,
  type Problem,
} from './price-checkout.ts'

const skus = (some: readonly PricedLine[]) => ({
  sku_ids: some.map((line) => showId('sku', line.offer.sku_id)),
})

/** Which problem is said first, and in which words; each names every line that has it. */
const REFUSALS: readonly [Problem, (having: readonly PricedLine[], now: Date) => Error][] = [
  ['blocked_by_link_policy', (having) => blockedByPolicy(skus(having))],
  ['not_for_sale', (having) => notForSale(skus(having))],
  [
    'flash_not_open',
    (having, now) => {
      const offer = having[0]?.named_flash
      return flashNotOpen({
        ...skus(having),
        ...(offer && { flash_offer_id: showId('fla', offer.id), ...whenOpen(offer, now) }),
      })
    },
  ],
  ['out_of_stock', (having) => outOfStock(skus(having))],
  [
    'price_changed',
    (having) =>
      priceChanged({
        lines: having.map((line) => ({
          sku_id: showId('sku', line.offer.sku_id),
          seen_price: line.seen_price,
          price: line.unit_price,
        })),
      }),
  ],
]

/**
 * @throws the refusal of the first kind of problem that any line has; mixedCurrencies, nothingToPay, amountTooLarge for
 * what stands against the checkout as a whole
 */
export function assertSellable(priced: PricedCheckout, now: Date): void {
  const troubled = priced.shops.flatMap(({ lines }) => lines.filter((line) => line.problem))
  if (troubled.length > 0)
    for (const [problem, refuse] of REFUSALS) {
      const having = troubled.filter((line) => line.problem === problem)
      if (having.length > 0) throw refuse(having, now)
    }
  if (!isOneCurrency(priced)) throw mixedCurrencies()
  if (priced.total < 1n) throw nothingToPay()
  if (!isPayable(priced.total)) throw amountTooLarge()
}
