import { Refusal } from '../../../server/kernel/refusal.ts'
import { applyDeadlines } from '../../../server/modules/aftersales/aftersales.jobs.ts'
import { approve, reject, withdraw } from '../../../server/modules/aftersales/answer-aftersale.ts'
import { askForRefund } from '../../../server/modules/aftersales/open-aftersale.ts'
import { cancelOrder, expireUnshipped } from '../../../server/modules/orders/cancel-order.ts'
import type { Outcome, Placed, Tap } from '../../../server/modules/orders/draft-checkouts.ts'
import { placeCheckouts } from '../../../server/modules/orders/place-checkout.ts'
import { assumeReceipts, confirmReceipt } from '../../../server/modules/orders/receive-order.ts'
import { sendParcel } from '../../../server/modules/shipping/send-parcel.ts'
import { rows } from '../../../server/platform/db.ts'
import type { Copy } from '../arena.ts'
import {
  cancelledHoldsNothing,
  clocksAgree,
  factsAreTold,
  historiesAreTrue,
  journalsAreRight,
  paidIffPaid,
  refundsWithin,
  reservationsEndOnce,
  stockAddsUp,
  stockIsReserved,
} from '../checks.ts'
import { ask, claimOfOwn, type Pair, type Part, type Stage } from '../pair.ts'
import { leave } from './stock.ts'

const checks = [
  stockAddsUp,
  stockIsReserved,
  reservationsEndOnce,
  paidIffPaid,
  refundsWithin,
  cancelledHoldsNothing,
  clocksAgree,
  historiesAreTrue,
  factsAreTold,
  journalsAreRight,
]

/** One tap on "buy" for one piece of tea. */
const buys =
  (who: 'buyer_id' | 'rival_id', key_of: (copy: Copy) => string) =>
  async ({ context, copy, now }: Part): Promise<string> => {
    const wish = {
      buyer_id: copy[who],
      lines: [{ sku_id: copy.tea, quantity: 1 }],
      address_id: who === 'buyer_id' ? copy.address_id : copy.rival_address_id,
    }
    const claim = claimOfOwn(copy[who], key_of(copy))
    const [outcome] = await placeCheckouts(context.db, [{ claim, wish }], now)
    if (outcome instanceof Refusal) throw outcome
    return (outcome as Placed).id
  }
const tap = (
  { copy }: Stage,
  who: 'buyer_id' | 'rival_id',
  skus: readonly ('tea' | 'cup')[],
  key: string,
): Tap => ({
  claim: claimOfOwn(copy[who], `${copy.checkout_id} ${key}`),
  wish: {
    buyer_id: copy[who],
    lines: skus.map((sku) => ({ sku_id: copy[sku], quantity: 1 })),
    address_id: who === 'buyer_id' ? copy.address_id : copy.rival_address_id,
  },
})
const outcomes = (all: readonly Outcome[]): string =>
  all.map((one) => (one instanceof Refusal ? one.code : 'bought')).join(', ')
const checkoutsOf = ({ db, copy }: Stage): Promise<string> =>
  ask(
    db,
    'select count(*)::text as said from checkouts where buyer_id = any(array[$1, $2]::uuid[])',
    copy.buyer_id,
    copy.rival_id,
  )

const ship = async ({ context, copy, now }: Part): Promise<void> => {
  await sendParcel(context, claimOfOwn(copy.owner_id), {
    shop_id: copy.shop_id,
    order_id: copy.order_id,
    account_id: copy.owner_id,
    carrier: 'sandbox',
    tracking_number: `SCHEDULE-${copy.number}`,
    now,
  })
}
const cancel = ({ context, copy, now }: Part): Promise<void> =>
  cancelOrder(context, claimOfOwn(copy.buyer_id), {
    order_id: copy.order_id,
    buyer_id: copy.buyer_id,
    reason: 'changed_mind',
    now,
  })
/** The buyer asks money back for all tea. */
export const asks =
  (
    kind: 'refund_before_ship' | 'refund_only',
    key_of: (copy: Copy) => string | undefined = () => undefined,
  ) =>
  async ({ gated, copy, now }: Part): Promise<void> => {
    await askForRefund(gated, claimOfOwn(copy.buyer_id, key_of(copy)), {
      order_line_id: copy.tea_line,
      buyer_id: copy.buyer_id,
      kind,
      quantity: 2,
      reason: kind === 'refund_only' ? 'damaged' : 'no_longer_needed',
      words: '',
      evidence_ids: [],
      now,
    })
  }
const answer = ({ copy, now }: Stage) => ({
  id: copy.aftersale_id,
  shop_id: copy.shop_id,
  account_id: copy.owner_id,
  version: 1,
  now,
})
const agrees = (part: Part): Promise<void> => approve(part.gated, answer(part))
const rejects = (part: Part): Promise<void> =>
  reject(part.gated, { ...answer(part), reason: 'no_evidence', words: 'no', evidence_ids: [] })
const withdraws = ({ gated, copy, now }: Part): Promise<void> =>
  withdraw(gated, { id: copy.aftersale_id, buyer_id: copy.buyer_id, now })
const deadline = ({ context, now }: Part) => applyDeadlines(context, now)
const aftersaleIsDue = ({ db, copy, now }: Stage) =>
  rows(db)`update aftersales set deadline_at = ${now} where id = ${copy.aftersale_id}`
const orderIsDue = ({ db, copy, now }: Stage) =>
  rows(db)`update orders set deadline_at = ${now} where id = ${copy.order_id}`

const orderState = ({ db, copy }: Stage): Promise<string> =>
  ask(db, 'select state as said from orders where id = $1', copy.order_id)
const aftersaleState = ({ db, copy }: Stage): Promise<string> =>
  ask(
    db,
    `select state || ' by ' || (select reason from state_changes where noun = 'aftersales' and noun_id = a.id order by id desc limit 1) as said
    from aftersales as a where id = $1`,
    copy.aftersale_id,
  )
const whyOver = ({ db, copy }: Stage): Promise<string> =>
  ask(
    db,
    "select reason as said from state_changes where noun = 'orders' and noun_id = $1 order by id desc limit 1",
    copy.order_id,
  )
const answersAnd =
  (tell: (stage: Stage) => Promise<string>) =>
  async (stage: Stage, answers: readonly string[]): Promise<string> =>
    `${answers.join(', ')}; ${await tell(stage)}`

export const orderPairs: Pair[] = [
  {
    name: 'checkout × checkout: a double tap, one key, the last one',
    station: 'listed',
    arm: ({ copy, db }) => leave(copy, db, 'tea', 1),
    operations: [
      buys('buyer_id', ({ checkout_id }) => checkout_id),
      buys('buyer_id', ({ checkout_id }) => checkout_id),
    ],
    checks,
    tell: async (stage, [first, second]) =>
      `${first === second ? 'one answer' : 'two answers'}, ${await checkoutsOf(stage)} checkout; tea ${await ask(stage.db, 'select available::text as said from stock where sku_id = $1', stage.copy.tea)}`,
    endings: ['one answer, 1 checkout; tea 0'],
  },
  {
    name: 'checkout × checkout: two buyers, the last one',
    station: 'listed',
    arm: ({ copy, db }) => leave(copy, db, 'tea', 1),
    operations: [
      buys('buyer_id', ({ buyer_id }) => buyer_id),
      buys('rival_id', ({ rival_id }) => rival_id),
    ],
    checks,
    tell: async (stage, answers) =>
      `${answers.map((one) => (one === 'out_of_stock' ? one : 'bought')).join(', ')}; ${await checkoutsOf(stage)} checkout`,
    endings: ['bought, out_of_stock; 1 checkout', 'out_of_stock, bought; 1 checkout'],
  },
  {
    name: 'batch × batch: two servers’ intake, one tap in both, SKUs in opposite orders',
    station: 'listed',
    arm: ({ copy, db }) => leave(copy, db, 'tea', 1),
    operations: [
      async (part) =>
        outcomes(
          await placeCheckouts(
            part.gated,
            [tap(part, 'buyer_id', ['tea', 'cup'], 'twin'), tap(part, 'rival_id', ['cup'], 'own')],
            part.now,
          ),
        ),
      async (part) =>
        outcomes(
          await placeCheckouts(
            part.gated,
            [
              tap(part, 'rival_id', ['cup', 'tea'], 'other'),
              tap(part, 'buyer_id', ['tea', 'cup'], 'twin'),
            ],
            part.now,
          ),
        ),
    ],
    checks,
    tell: async (stage, answers) => `${answers.join('; ')}; ${await checkoutsOf(stage)} checkouts`,
    endings: [
      'bought, bought; out_of_stock, bought; 2 checkouts',
      'out_of_stock, bought; bought, out_of_stock; 2 checkouts',
    ],
  },
  {
    name: 'ship × cancel by the buyer',
    station: 'paid',
    operations: [ship, cancel],
    checks,
    tell: answersAnd(orderState),
    endings: ['ok, wrong_state; shipped', 'wrong_state, ok; cancelled'],
  },
  {
    name: 'ship × not shipped in time',
    station: 'paid',
    arm: orderIsDue,
    operations: [ship, async ({ gated, now }) => `${await expireUnshipped(gated, now)} cancelled`],
    checks,
    tell: answersAnd(orderState),
    endings: ['ok, 0 cancelled; shipped', 'wrong_state, 1 cancelled; cancelled'],
  },
  {
    name: 'ship × refund before shipping',
    station: 'paid',
    operations: [ship, asks('refund_before_ship')],
    checks,
    tell: answersAnd(orderState),
    endings: ['ok, quantity_too_large; shipped', 'ok, ok; shipped'],
  },
  {
    name: 'refund before shipping × cancel by the buyer',
    station: 'paid',
    operations: [asks('refund_before_ship'), cancel],
    checks,
    tell: answersAnd(orderState),
    endings: ['ok, wrong_state; to_ship', 'aftersale_too_late, ok; cancelled'],
  },
  {
    name: 'refund before shipping × itself: two taps, two keys',
    station: 'paid',
    operations: [asks('refund_before_ship'), asks('refund_before_ship')],
    checks,
    tell: answersAnd(orderState),
    endings: ['ok, aftersale_open; to_ship', 'aftersale_open, ok; to_ship'],
  },
  {
    name: 'refund before shipping × itself: one tap twice, one key',
    station: 'paid',
    operations: [
      asks('refund_before_ship', ({ order_id }) => order_id),
      asks('refund_before_ship', ({ order_id }) => order_id),
    ],
    checks,
    tell: async (stage, answers) =>
      `${answers.join(', ')}; ${await ask(stage.db, 'select count(*)::text as said from aftersales where order_id = $1', stage.copy.order_id)}`,
    endings: ['ok, ok; 1'],
  },
  {
    name: 'receipt by the buyer × receipt by the clock',
    station: 'shipped',
    arm: orderIsDue,
    operations: [
      ({ context, copy, now }) =>
        confirmReceipt(context, { order_id: copy.order_id, buyer_id: copy.buyer_id, now }),
      async ({ gated, now }) => `${await assumeReceipts(gated, now)}`,
    ],
    checks,
    tell: answersAnd(whyOver),
    endings: ['ok, 0; buyer_confirmed', 'ok, 1; receipt_assumed'],
  },
  {
    name: 'receipt by the clock × a refund asked for',
    station: 'shipped',
    arm: orderIsDue,
    operations: [
      async ({ gated, now }) => `${await assumeReceipts(gated, now)}`,
      asks('refund_only'),
    ],
    checks,
    tell: answersAnd(orderState),
    endings: ['0, ok; shipped', '1, ok; completed'],
  },
  {
    name: 'after-sale agreed × withdrawn',
    station: 'asked',
    operations: [agrees, withdraws],
    checks,
    tell: answersAnd(aftersaleState),
    endings: [
      'ok, wrong_state; refunding by seller_agreed',
      'changed_meanwhile, ok; closed by buyer_withdrew',
    ],
  },
  {
    name: 'after-sale agreed × agreed by the clock',
    station: 'asked',
    arm: aftersaleIsDue,
    operations: [agrees, deadline],
    checks,
    tell: answersAnd(aftersaleState),
    endings: [
      'ok, ok; refunding by seller_agreed',
      'changed_meanwhile, ok; refunding by seller_silent',
    ],
  },
  {
    name: 'after-sale rejected × withdrawn × agreed by the clock',
    station: 'asked',
    arm: aftersaleIsDue,
    operations: [rejects, withdraws, deadline],
    checks,
    tell: aftersaleState,
    endings: ['closed by buyer_withdrew', 'refunding by seller_silent'],
  },
]
