import type { Pair } from './pair.ts'
import { couponPairs } from './pairs/coupons.ts'
import { depositPairs } from './pairs/deposits.ts'
import { moneyPairs } from './pairs/money.ts'
import { orderPairs } from './pairs/orders.ts'
import { outboxPairs } from './pairs/outbox.ts'
import { paymentPairs } from './pairs/payments.ts'
import { stockPairs } from './pairs/stock.ts'

/** Every pair of operations that is played. */
export const pairs: readonly Pair[] = [
  ...paymentPairs,
  ...stockPairs,
  ...orderPairs,
  ...couponPairs,
  ...moneyPairs,
  ...depositPairs,
  ...outboxPairs,
]
