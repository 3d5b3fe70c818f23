import { newId, showId } from '../../../server/kernel/ids.ts'
import { after, DAY } from '../../../server/kernel/time.ts'
import { cancelOrder, expireUnpaid } from '../../../server/modules/orders/cancel-order.ts'
import { ordersConsumer } from '../../../server/modules/orders/orders.listeners.ts'
import { applyPayments } from '../../../server/modules/orders/pay-orders.ts'
import { applyProviderResults } from '../../../server/modules/payments/apply-provider-results.ts'
import { requestRefund } from '../../../server/modules/payments/index.ts'
import type { Answer, Provider, Report } from '../../../server/modules/payments/provider.ts'
import { finishPayment, queryPayments } from '../../../server/modules/payments/query-payments.ts'
import { SANDBOX, sandboxProvider } from '../../../server/modules/payments/sandbox-provider.ts'
import { makeCallbacks } from '../../../server/modules/payments/take-callback.ts'
import { inTransaction, rows } from '../../../server/platform/db.ts'
import { consume, sequence, toJson } from '../../../server/platform/outbox.ts'
import { signedHeaders } from '../../../server/platform/signing.ts'
import type { Copy } from '../arena.ts'
import {
  cancelledHoldsNothing,
  factsAreTold,
  historiesAreTrue,
  journalsAreRight,
  lateMoneyGoesBack,
  paidIffPaid,
  refundsWithin,
  reservationsEndOnce,
  stockAddsUp,
  stockIsReserved,
} from '../checks.ts'
import { CHECKOUT_AMOUNT } from '../mother.ts'
import { ask, claimOfOwn, type Pair, type Part, type Stage } from '../pair.ts'

const checks = [
  stockAddsUp,
  stockIsReserved,
  reservationsEndOnce,
  paidIffPaid,
  lateMoneyGoesBack,
  refundsWithin,
  cancelledHoldsNothing,
  historiesAreTrue,
  factsAreTold,
  journalsAreRight,
]

const numberOf = (copy: Copy): string => showId('pay', copy.payment_id)

/** What the provider says of the checkout's payment. */
const said = (copy: Copy, state: Report['state'], now: Date): Report => ({
  about: 'payment',
  number: numberOf(copy),
  provider_number: `trade-${copy.payment_id}`,
  state,
  amount: CHECKOUT_AMOUNT,
  currency: 'CNY',
  finished_at: state === 'waiting' ? null : now,
  reason: null,
})

/** From the outbox to paid orders: as the pump and the sweep of payments do. */
const hear = async ({ db, arena, now }: Pick<Stage, 'db' | 'arena' | 'now'>): Promise<void> => {
  await sequence(db)
  await consume(db, ordersConsumer, arena.context.log)
  await applyPayments(db, now)
}
/** What is left over when the operations are through: heard, applied, and what nobody can pay any more cancelled. */
export const comeToRest = async (stage: Stage): Promise<void> => {
  await hear(stage)
  await expireUnpaid(stage.db, stage.now)
}

/** The money came, and everything that follows from it. */
export const pay = async ({ gated, arena, copy, now }: Part): Promise<void> => {
  await inTransaction(gated, (tx) =>
    applyProviderResults(tx, [said(copy, 'succeeded', now)], {
      provider: SANDBOX,
      source: 'callback',
      now,
    }),
  )
  await hear({ db: gated, arena, now })
}
const cancel = ({ context, copy, now }: Part): Promise<void> =>
  cancelOrder(context, claimOfOwn(copy.buyer_id), {
    order_id: copy.order_id,
    buyer_id: copy.buyer_id,
    reason: 'changed_mind',
    now,
  })

/** The time to pay of this copy's orders is over. */
const timeIsUp = ({ db, copy, now }: Stage) =>
  rows(db)`update orders set deadline_at = ${now} where checkout_id = ${copy.checkout_id}`

/** The order that is cancelled, its checkout's other one, the payment, the money asked back. */
const orderAndMoney = ({ db, copy }: Stage): Promise<string> =>
  ask(
    db,
    `select o.state || '+' || other.state || ', payment ' || p.state || ', back ' || coalesce((select string_agg(reason_kind, ' ') from refunds where payment_id = p.id), 'nothing') as said
    from orders as o join payments as p on p.id = o.payment_id join orders as other on other.id = $2 where o.id = $1`,
    copy.order_id,
    copy.other_order_id,
  )

/** A callback as the provider writes and signs it. */
const delivery = (part: Part, event_id: string, state: Report['state']) => {
  const { number, provider_number, amount, currency, finished_at } = said(
    part.copy,
    state,
    part.now,
  )
  const body = toJson({
    id: event_id,
    type: `payment.${state}`,
    data: {
      ...{
        merchant: 'closedloop',
        kind: 'payment',
        merchant_number: number,
        number: provider_number,
      },
      ...{ state, amount, currency, finished_at, failure_reason: null },
    },
  })
  const secret = part.context.config.secrets.sandbox_payment[0] as string
  return {
    provider: SANDBOX,
    raw: Buffer.from(body),
    headers: signedHeaders(secret, { id: event_id, at: part.now, body }),
  }
}

/** A server's door for callbacks: one is taken, and what stands is handled. */
const takes =
  (event_of: (copy: Copy) => string, state: Report['state']) =>
  async (part: Part): Promise<string> => {
    const provider = sandboxProvider(part.context)
    const providers = new Map([[provider.name, provider]])
    const callbacks = makeCallbacks({ ...part.context, providers })
    const answer = await callbacks.take(delivery(part, event_of(part.copy), state))
    await callbacks.drain()
    return answer
  }

/** A provider that answers what it is told to. */
const scripted = (answers: Partial<Record<'query' | 'close', Report>>): Provider => {
  const answer = (what: 'query' | 'close') => async (): Promise<Answer<Report | undefined>> => ({
    is: 'answered',
    value: answers[what],
  })
  const never = (): never => {
    throw new Error('nobody asks this')
  }
  return {
    name: SANDBOX,
    query: answer('query'),
    close: answer('close'),
    ...{ create: never, refund: never, queryRefund: never, payout: never, queryPayout: never },
    ...{ verifyCallback: never, readCallback: never, fetchBill: never },
  }
}
const doorOf = ({ context, gated }: Part, provider: Provider) => ({
  db: gated,
  now: context.now,
  providers: new Map([[SANDBOX, provider]]),
})

/** The sweep asks about this payment now; with `at_deadline` its time is over. */
const lookIsDue =
  (at_deadline: boolean) =>
  ({ db, copy, now }: Stage) =>
    rows(db)`
    update payments set next_query_at = ${now}, deadline_at = ${at_deadline ? now : after(now, DAY)}::timestamptz
    where id = ${copy.payment_id}`

const refunds = (reason_id: (copy: Copy) => string, amount: bigint) => (part: Part) =>
  inTransaction(part.gated, async (tx) => {
    await requestRefund(tx, {
      payment_id: part.copy.payment_id,
      reason_kind: 'aftersale',
      reason_id: reason_id(part.copy),
      order_id: null,
      amount,
      now: part.now,
    })
  })
const refundsOf = ({ db, copy }: Stage): Promise<string> =>
  ask(db, 'select count(*)::text as said from refunds where payment_id = $1', copy.payment_id)

const PAID = 'to_ship+to_ship, payment succeeded, back nothing'
const CLOSED = 'cancelled+cancelled, payment closed, back paid_after_close'

export const paymentPairs: Pair[] = [
  {
    name: 'pay × cancel by the buyer',
    station: 'unpaid',
    operations: [pay, cancel],
    rest: comeToRest,
    checks,
    tell: async (stage, [, cancelled]) => `${await orderAndMoney(stage)}; cancel ${cancelled}`,
    endings: [
      `${PAID}; cancel wrong_state`,
      `${CLOSED}; cancel ok`,
      'cancelled+to_ship, payment succeeded, back order_cancelled; cancel ok',
    ],
    share: 1.2,
  },
  {
    name: 'pay × unpaid time-out',
    station: 'unpaid',
    arm: timeIsUp,
    operations: [pay, ({ gated, now }) => expireUnpaid(gated, now)],
    rest: comeToRest,
    checks,
    tell: orderAndMoney,
    endings: [PAID, CLOSED],
    share: 1.2,
  },
  {
    name: 'pay × cancel by the buyer × unpaid time-out',
    station: 'unpaid',
    arm: timeIsUp,
    operations: [pay, cancel, ({ gated, now }) => expireUnpaid(gated, now)],
    rest: comeToRest,
    checks,
    tell: orderAndMoney,
    endings: [PAID, CLOSED, 'cancelled+to_ship, payment succeeded, back order_cancelled'],
  },
  {
    name: 'cancel by the buyer × unpaid time-out',
    station: 'unpaid',
    arm: timeIsUp,
    operations: [cancel, ({ gated, now }) => expireUnpaid(gated, now)],
    checks,
    tell: async ({ db, copy }, [cancelled]) =>
      `cancel ${cancelled}, ${await ask(db, 'select cancel_reason as said from orders where id = $1', copy.order_id)}`,
    endings: ['cancel ok, buyer_changed_mind', 'cancel wrong_state, unpaid_timeout'],
  },
  {
    name: 'payments applied × payments applied: two servers sweep',
    station: 'unpaid',
    arm: async ({ db, arena, copy, now }) => {
      await inTransaction(db, (tx) =>
        applyProviderResults(tx, [said(copy, 'succeeded', now)], {
          provider: SANDBOX,
          source: 'callback',
          now,
        }),
      )
      await sequence(db)
      await consume(db, ordersConsumer, arena.context.log)
    },
    operations: [
      async ({ gated, now }) => `${await applyPayments(gated, now)}`,
      async ({ gated, now }) => `${await applyPayments(gated, now)}`,
    ],
    rest: comeToRest,
    checks,
    tell: async (stage, answers) => `${answers.join('+')}; ${await orderAndMoney(stage)}`,
    endings: [`1+0; ${PAID}`, `0+1; ${PAID}`],
  },
  {
    name: 'callback × callback: the same event at two servers',
    station: 'unpaid',
    operations: [
      takes(({ payment_id }) => `event-${payment_id}`, 'succeeded'),
      takes(({ payment_id }) => `event-${payment_id}`, 'succeeded'),
    ],
    rest: comeToRest,
    checks,
    tell: async (stage, answers) => `${answers.join(', ')}; ${await orderAndMoney(stage)}`,
    endings: [`stored, known; ${PAID}`, `known, stored; ${PAID}`],
  },
  {
    name: 'callback × callback: two events of one success, told twice',
    station: 'unpaid',
    operations: [takes(() => newId(), 'succeeded'), takes(() => newId(), 'succeeded')],
    rest: comeToRest,
    checks,
    tell: async ({ db, copy, ...stage }) =>
      `${await ask(db, `select string_agg(outcome, ' ' order by outcome) as said from provider_callbacks where convert_from(raw, 'UTF8') like '%' || $1 || '%'`, numberOf(copy))}; ${await orderAndMoney({ db, copy, ...stage })}`,
    endings: [`nothing paid; ${PAID}`],
  },
  {
    name: 'callback "succeeded" × callback "closed"',
    station: 'unpaid',
    operations: [takes(() => newId(), 'succeeded'), takes(() => newId(), 'closed')],
    rest: comeToRest,
    checks,
    tell: async ({ db, copy, ...stage }) =>
      `${await ask(db, `select string_agg(outcome, ' ' order by outcome) as said from provider_callbacks where convert_from(raw, 'UTF8') like '%' || $1 || '%'`, numberOf(copy))}; ${await orderAndMoney({ db, copy, ...stage })}`,
    endings: [`ask paid; ${PAID}`, `nothing paid; ${PAID}`],
  },
  {
    name: 'callback × query sweep',
    station: 'unpaid',
    arm: lookIsDue(false),
    operations: [
      takes(() => newId(), 'succeeded'),
      async (part) =>
        `${await queryPayments(doorOf(part, scripted({ query: said(part.copy, 'succeeded', part.now) })))} looks`,
    ],
    rest: comeToRest,
    checks,
    tell: async (stage, [, looks]) =>
      `${await orderAndMoney(stage)}; ${looks}; ${await ask(stage.db, `select reason as said from state_changes where noun = 'payments' and noun_id = $1 and to_state = 'succeeded'`, stage.copy.payment_id)}`,
    endings: [`${PAID}; 1 looks; paid`, `${PAID}; 1 looks; found_paid`, `${PAID}; 0 looks; paid`],
  },
  {
    name: 'callback × closing at the deadline: the provider lies',
    station: 'unpaid',
    arm: lookIsDue(true),
    operations: [
      takes(() => newId(), 'succeeded'),
      async (part) => {
        const { copy, now } = part
        await queryPayments(
          doorOf(
            part,
            scripted({ query: said(copy, 'waiting', now), close: said(copy, 'closed', now) }),
          ),
        )
      },
    ],
    rest: comeToRest,
    checks,
    tell: orderAndMoney,
    endings: [PAID, CLOSED],
  },
  {
    name: 'callback × the storefront’s "finish"',
    station: 'unpaid',
    arm: lookIsDue(false),
    operations: [
      takes(() => newId(), 'succeeded'),
      async (part) => {
        const { copy, now } = part
        const door = doorOf(part, scripted({ query: said(copy, 'succeeded', now) }))
        return (await finishPayment(door, copy.payment_id, copy.buyer_id)).state
      },
    ],
    rest: comeToRest,
    checks,
    tell: async (stage, [, state]) =>
      `${await orderAndMoney(stage)}; finish saw ${state}; ${await ask(stage.db, `select reason as said from state_changes where noun = 'payments' and noun_id = $1 and to_state = 'succeeded'`, stage.copy.payment_id)}`,
    endings: [`${PAID}; finish saw succeeded; paid`, `${PAID}; finish saw succeeded; found_paid`],
  },
  {
    name: 'refund × refund of one payment: together more than was paid',
    station: 'paid',
    operations: [
      refunds(({ tea_line }) => tea_line, CHECKOUT_AMOUNT - 1_000n),
      refunds(({ cup_line }) => cup_line, 1_001n),
    ],
    checks: [
      historiesAreTrue,
      { ...refundsWithin, sql: refundsWithin.sql.split('union all')[0] as string },
    ],
    tell: async (stage, answers) => `${answers.join(', ')}, ${await refundsOf(stage)} refund`,
    endings: ['ok, refund_exceeds_paid, 1 refund', 'refund_exceeds_paid, ok, 1 refund'],
    exhaustive: true,
  },
  {
    name: 'refund × refund: asked twice for one reason',
    station: 'paid',
    operations: [
      refunds(({ tea_line }) => tea_line, 1_000n),
      refunds(({ tea_line }) => tea_line, 1_000n),
    ],
    checks: [
      historiesAreTrue,
      { ...refundsWithin, sql: refundsWithin.sql.split('union all')[0] as string },
    ],
    tell: async (stage, answers) => `${answers.join(', ')}, ${await refundsOf(stage)} refund`,
    endings: ['ok, ok, 1 refund'],
    exhaustive: true,
  },
]
