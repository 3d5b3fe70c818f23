/** What HTTP alone costs, in a process of its own: the same body, validated, and a ready answer. Tells its port. */
import Fastify from 'fastify'
import { ordersContract } from '../../../server/modules/orders/orders.contract.ts'

const id = (prefix: string) => `${prefix}_06f1j0c6s9h7m3z8q4w2n5t0ka`
const deadline_at = '2026-11-22T12:15:00.000Z'
const READY = {
  id: id('chk'),
  payment: {
    id: id('pay'),
    subject_kind: 'checkout',
    subject_id: id('chk'),
    number: id('pay'),
    amount: 9_900,
    refunded: 0,
    currency: 'CNY',
    state: 'created',
    cashier_url: null,
    deadline_at,
    paid_at: null,
    title: '小叶赤楠盆景 六年老桩 1',
  },
  orders: [{ id: id('ord'), number: '261122271828182845', shop_id: id('shp'), paid_amount: 9_900 }],
  amount: 9_900,
  currency: 'CNY',
  deadline_at,
}

const app = Fastify({ ajv: { customOptions: { strict: false, coerceTypes: false } } })
app.post(
  '/v1/checkouts',
  { schema: { body: ordersContract['POST /v1/checkouts'].body } },
  async (_, reply) => reply.code(201).send(READY),
)
await app.listen({ host: '127.0.0.1', port: 0 })
process.on('disconnect', () => process.exit(0))
process.send?.({ port: (app.server.address() as { port: number }).port })
