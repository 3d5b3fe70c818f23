import { Refusal } from '../../kernel/refusal.ts'
import { type Db, rows } from '../../platform/db.ts'
import { type Claim, findAnswers } from '../../platform/idempotency.ts'
import { asDrafted, findPayments, showPayment } from '../payments/index.ts'
import type { Draft, Outcome, Placed } from './draft-checkouts.ts'
import type { NewOrder } from './write-orders.sql.ts'

/**
 * What is kept of an answer under its claim: where to find it again, orders as they were listed. The answer itself is many
 * times as long, few ask for it again, and all of it stands frozen in rows.
 */
type Kept = { checkout_id: string; order_ids: readonly string[]; deadline_at: string }

export const keptOf = ({ checkout_id, orders, deadline_at }: Draft): Kept => ({
  checkout_id,
  order_ids: orders.map(({ id }) => id),
  deadline_at: deadline_at.toISOString(),
})

type Sold = Pick<Draft, 'checkout_id' | 'amount' | 'currency' | 'payment' | 'deadline_at'> & {
  orders: readonly Pick<NewOrder, 'id' | 'number' | 'shop_id' | 'paid_amount'>[]
}

/** The answer to a purchase. `now`: when it was made. */
export const answerOf = ({ payment, orders, ...sold }: Sold, now: Date): Placed => {
  const deadline_at = sold.deadline_at.toISOString()
  return {
    id: sold.checkout_id,
    payment: {
      ...showPayment(payment, now),
      amount: Number(payment.amount),
      refunded: 0,
      deadline_at,
      paid_at: null,
    },
    orders: orders.map(({ id, number, shop_id, paid_amount }) => ({
      id,
      number,
      shop_id,
      paid_amount: Number(paid_amount),
    })),
    amount: Number(sold.amount),
    currency: sold.currency,
    deadline_at,
  }
}

/**
 * What earlier tries of these claims were answered, by their ids: the purchase, whatever became of it since, or a refusal
 * where the key came with another request. Claims that nobody has tried yet are left out.
 */
export async function recallMany(db: Db, claims: readonly Claim[]): Promise<Map<string, Outcome>> {
  const found = [...(await findAnswers<Kept | Placed>(db, claims))]
  const kept = found.flatMap(([, one]) =>
    one instanceof Refusal || isWhole(one.answer) ? [] : [one.answer],
  )
  const recalled = await recallCheckouts(db, kept)
  return new Map(
    found.map(([id, one]): [string, Outcome] => {
      if (one instanceof Refusal) return [id, one]
      const { answer } = one
      return [id, isWhole(answer) ? answer : (recalled.get(answer.checkout_id) as Placed)]
    }),
  )
}

/** Earlier versions kept the whole answer. */
const isWhole = (answer: Kept | Placed): answer is Placed => 'payment' in answer

/** By checkout. @throws when one is not there: a claim and what it bought are of one transaction */
async function recallCheckouts(db: Db, kept: readonly Kept[]): Promise<Map<string, Placed>> {
  if (kept.length === 0) return new Map()
  const ids = kept.map(({ checkout_id }) => checkout_id)
  const checkouts = await rows<{
    id: string
    payment_id: string
    amount: bigint
    currency: string
    created_at: Date
  }>(
    db,
  )`select id, payment_id, amount, currency, created_at from checkouts where id = any(${ids}::uuid[])`
  const orders = await rows<{
    id: string
    number: string
    shop_id: string
    paid_amount: bigint
  }>(db)`
    select id, number, shop_id, paid_amount from orders
    where id = any(${kept.flatMap(({ order_ids }) => order_ids)}::uuid[])`
  const payments = await findPayments(
    db,
    checkouts.map(({ payment_id }) => payment_id),
  )
  const payment_of = new Map(payments.map((payment) => [payment.id, payment]))
  const order_of = new Map(orders.map((order) => [order.id, order]))
  const checkout_of = new Map(checkouts.map((checkout) => [checkout.id, checkout]))
  return new Map(
    kept.map(({ checkout_id, order_ids, deadline_at }) => {
      const checkout = checkout_of.get(checkout_id)
      const payment = checkout && payment_of.get(checkout.payment_id)
      if (!payment) throw new Error(`the purchase ${checkout_id} is answered for but not there`)
      const until = new Date(deadline_at)
      const sold = {
        checkout_id,
        amount: checkout.amount,
        currency: checkout.currency,
        payment: asDrafted(payment, until),
        orders: order_ids.map((id) => order_of.get(id) as (typeof orders)[number]),
        deadline_at: until,
      }
      return [checkout_id, answerOf(sold, checkout.created_at)]
    }),
  )
}
