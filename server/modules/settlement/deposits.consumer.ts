import type { Tx } from '../../platform/db.ts'
import { type Consumer, type Heard, hear } from '../../platform/outbox.ts'
import { productListed } from '../catalog/index.ts'
import { payoutSucceeded } from '../payments/index.ts'
import { demandDeposits } from './deposit-demand.ts'
import { refundArrived } from './deposit-refund.ts'

/** Goods of a shop came on sale, maybe of a category it had not: what it has to leave is reckoned at once. */
const goodsListed = (tx: Tx, heard: readonly Heard<{ shop_id: string }>[]) =>
  demandDeposits(tx, [...new Set(heard.map(({ payload }) => payload.shop_id))], {
    reason: 'goods_listed',
    now: (heard.at(-1) as Heard).at,
  })

/** What deposits hear of goods and payouts. Many listings at once are one reckoning a shop. */
export const depositsConsumer: Consumer = {
  name: 'settlement.deposits',
  on: {
    ...hear(productListed, (tx, fact) => goodsListed(tx, [fact])),
    ...hear(payoutSucceeded, (tx, { payload, at }) => refundArrived(tx, payload.payout_id, at)),
  },
  all: async (tx, heard) => {
    const listed = heard.filter(({ type }) => type === productListed.type)
    if (listed.length > 0) await goodsListed(tx, listed)
    for (const { type, payload, at } of heard)
      if (type === payoutSucceeded.type) await refundArrived(tx, payload.payout_id, at)
  },
}
