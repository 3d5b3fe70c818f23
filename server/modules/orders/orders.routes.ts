import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { readContext } from '../alliance/index.ts'
import { removeLines } from './basket.sql.ts'
import { keptOffers, putInBasket, viewBasket } from './basket.ts'
import { cancelOrder } from './cancel-order.ts'
import { openIntake } from './intake.ts'
import { ordersContract } from './orders.contract.ts'
import type { Wanted } from './price-checkout.ts'
import { quote } from './quote.ts'
import { confirmReceipt, extendReceipt } from './receive-order.ts'
import { showOrder, showOrders, showToOperator } from './show-order.ts'
import { countOrders } from './show-orders.sql.ts'

const NONE = { unpaid: 0, to_ship: 0, shipped: 0, completed: 0, cancelled: 0, aftersales: 0 }

export const ordersRoutes = (context: Context) => {
  const { db } = context
  const offers = keptOffers(context)
  const intake = openIntake(context)
  context.metrics.gauge('checkouts_waiting', 'checkouts that wait for their batch', (gauge) =>
    gauge.set(intake.waiting()),
  )
  /** Contexts are judged once, at the edge: what follows deals with what they prove. */
  const read = (text: string | null | undefined, now: Date) =>
    readContext(context.config.secrets.attribution, text, now)
  const proven = (lines: readonly (Wanted & { context?: string | null })[], now: Date): Wanted[] =>
    lines.map(({ context: text, ...line }) => (text ? { ...line, seen: read(text, now) } : line))
  return (http: HttpApp) =>
    http.serve(
      ordersContract,
      {
        'GET /v1/basket': ({ account_id, now }) => viewBasket(db, offers, account_id, now),
        'PUT /v1/basket/lines/:sku_id': async ({ account_id, params, body, now }) => {
          const room_id = body.room_id ?? null
          const { quantity } = body
          const seen = read(body.context, now) ? (body.context ?? null) : null
          const put = { account_id, ...params, quantity, room_id, context: seen, now }
          await putInBasket(db, offers, put)
          return viewBasket(db, offers, account_id, now)
        },
        'DELETE /v1/basket/lines/:sku_id': async ({ account_id, params, now }) => {
          await removeLines(db, account_id, [params.sku_id])
          return viewBasket(db, offers, account_id, now)
        },
        'POST /v1/quotes': ({ account_id, body, now }) =>
          quote(db, {
            buyer_id: account_id,
            lines: proven(body.lines, now),
            address_id: body.address_id ?? null,
            coupon_ids: body.coupon_ids ?? null,
            now,
          }),
        'POST /v1/checkouts': ({ account_id, claim, body, now }) =>
          intake.place(claim, { buyer_id: account_id, ...body, lines: proven(body.lines, now) }),
        'GET /v1/orders': ({ account_id, query, now }) =>
          showOrders(db, { buyer_id: account_id }, query, now),
        'GET /v1/orders/counts': async ({ account_id }) =>
          (await countOrders(db, account_id)) ?? NONE,
        'GET /v1/orders/:order_id': ({ account_id, params, now }) =>
          showOrder(db, params.order_id, { buyer_id: account_id }, now),
        'POST /v1/orders/:order_id/cancellation': async (call) => {
          const { account_id, params, claim, body, now } = call
          await cancelOrder(context, claim, { ...params, buyer_id: account_id, ...body, now })
          return showOrder(db, params.order_id, { buyer_id: account_id }, now)
        },
        'POST /v1/orders/:order_id/receipt': async ({ account_id, params, now }) => {
          await confirmReceipt(context, { ...params, buyer_id: account_id, now })
          return showOrder(db, params.order_id, { buyer_id: account_id }, now)
        },
        'POST /v1/orders/:order_id/receipt-extension': async ({ account_id, params, now }) => {
          await extendReceipt(db, { ...params, buyer_id: account_id, now })
          return showOrder(db, params.order_id, { buyer_id: account_id }, now)
        },
        'GET /v1/shops/:shop_id/orders': ({ params, query, now }) =>
          showOrders(db, params, query, now),
        'GET /v1/shops/:shop_id/orders/:order_id': ({ params, now }) =>
          showOrder(db, params.order_id, { shop_id: params.shop_id }, now),
        'GET /v1/all-orders': ({ query, now }) => showOrders(db, { operator: true }, query, now),
        'GET /v1/all-orders/:order_id': ({ params, now }) =>
          showToOperator(db, params.order_id, now),
      },
      'orders',
    )
}
