import { createHmac, randomUUID } from 'node:crypto'
import { requestText, runLoad } from '../load/index.ts'
import type { Buyer, Goods } from '../orders/market.ts'
import { AGAIN, shelfOrder } from '../orders/order-requests.ts'
import type { Stage } from '../orders/stage.ts'

export type Unpaid = { number: string; amount: number; currency: string }

/** So many checkouts, ordered through the front door and not paid; whoever listens to orders has heard of them. */
export async function orderUnpaid(
  stage: Stage,
  { buyers, goods, count }: { buyers: readonly Buyer[]; goods: readonly Goods[]; count: number },
): Promise<Unpaid[]> {
  const { kinds } = await runLoad({
    host: stage.host,
    port: stage.port,
    connections: 64,
    requests: Array.from({ length: count }, (_, place) =>
      shelfOrder(buyers[place % buyers.length] as Buyer, [goods[place % goods.length] as Goods]),
    ),
    count,
    limit_s: 300,
    again: AGAIN,
  })
  if (kinds['201']?.count !== count)
    throw new Error(`not everything was ordered: ${JSON.stringify(kinds).slice(0, 2_000)}`)
  await stage.catchUp(60_000)
  const { rows } = await stage.sql.query<Unpaid>(
    `select number, amount::float8 as amount, currency from payments where state = 'created' and subject_kind = 'checkout' order by id`,
  )
  await stage.sql.query('vacuum analyze')
  return rows
}

/** The callback with which the sandbox provider tells of a payment, over the wire, signed with `key` as of now. */
export function successOf({ number, amount, currency }: Unpaid, key: string): string {
  const id = randomUUID()
  const at = new Date()
  const body = {
    id,
    type: 'payment.succeeded',
    data: {
      merchant: 'closedloop',
      kind: 'payment',
      merchant_number: number,
      number: `sbx_${id}`,
      state: 'succeeded',
      amount,
      currency,
      fee: Math.round(amount * 0.006),
      payment_number: null,
      created_at: at,
      finished_at: at,
      failure_reason: null,
    },
  }
  const at_s = Math.floor(at.getTime() / 1_000)
  const signature = createHmac('sha256', key)
    .update(`${id}.${at_s}.${JSON.stringify(body)}`)
    .digest('base64')
  return requestText({
    method: 'POST',
    path: '/v1/providers/sandbox/callbacks',
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(at_s),
      'webhook-signature': `v1,${signature}`,
    },
    body,
  })
}
