import { after, DAY } from '../../../server/kernel/time.ts'
import { approve } from '../../../server/modules/aftersales/answer-aftersale.ts'
import { platformAccount, post } from '../../../server/modules/ledger/index.ts'
import { recordRefunded } from '../../../server/modules/orders/index.ts'
import { applyProviderResults } from '../../../server/modules/payments/apply-provider-results.ts'
import { requestRefund } from '../../../server/modules/payments/index.ts'
import { SANDBOX } from '../../../server/modules/payments/sandbox-provider.ts'
import { payDeposit, postDeposits } from '../../../server/modules/settlement/deposits.ts'
import { requestPayoutOf } from '../../../server/modules/settlement/payouts.ts'
import { settleDue } from '../../../server/modules/settlement/settle-lines.ts'
import { settlementConsumer } from '../../../server/modules/settlement/settlement.events.ts'
import { noteRefund, takeBack } from '../../../server/modules/settlement/take-back.ts'
import { inTransaction, row, rows } from '../../../server/platform/db.ts'
import { consume, sequence } from '../../../server/platform/outbox.ts'
import type { Copy } from '../arena.ts'
import {
  type Check,
  historiesAreTrue,
  journalsAreRight,
  pursesAddUp,
  refundsWithin,
  settlesUncontested,
} from '../checks.ts'
import { ask, claimOfOwn, type Pair, type Part, type Stage } from '../pair.ts'
import { asks } from './orders.ts'

const checks: Check[] = [
  historiesAreTrue,
  journalsAreRight,
  pursesAddUp,
  refundsWithin,
  settlesUncontested,
]

/** What settlement does when it hears of others, and what it has noted. */
const hear = async ({ db, arena, now }: Pick<Stage, 'db' | 'arena' | 'now'>): Promise<void> => {
  await sequence(db)
  await consume(db, settlementConsumer, arena.context.log)
  await takeBack(db, now)
}

/** What the shop has is asked for twice, together more than there is. */
const paysOut =
  (part: (available: bigint) => bigint) =>
  async (it: Part): Promise<void> => {
    const { gated, db, copy, now } = it
    const available = BigInt(await purse({ ...it, db }, 'shop_available'))
    await requestPayoutOf(gated, claimOfOwn(copy.owner_id), {
      owner_kind: 'shop',
      owner_id: copy.shop_id,
      amount: part(available),
      currency: 'CNY',
      account_id: copy.owner_id,
      release_up_to: 0n,
      now,
    })
  }
const purse = ({ db, copy }: Stage, kind: string): Promise<string> =>
  ask(
    db,
    'select coalesce((select balance from ledger_accounts where owner_id = $1 and kind = $2), 0)::text as said',
    copy.shop_id,
    kind,
  )
/** All tea goes back after it was settled, as an after-sale that was decided late does it. */
const clawsBack = async ({ gated, copy, now }: Part): Promise<void> => {
  await inTransaction(gated, async (tx) => {
    const refund = { order_line_id: copy.tea_line, quantity: 2, amount: 19_980n }
    await recordRefunded(tx, { ...refund, before_ship: false }, now)
    await requestRefund(tx, {
      payment_id: copy.payment_id,
      reason_kind: 'aftersale',
      reason_id: copy.tea_line,
      order_id: copy.order_id,
      amount: refund.amount,
      now,
    })
    await noteRefund(
      tx,
      {
        event: `aftersale:${copy.tea_line}`,
        line_id: copy.tea_line,
        order_id: copy.order_id,
        quantity: 2,
        is_unshipped: false,
        is_cancellation: false,
      },
      now,
    )
  })
  await takeBack(gated, now)
}

/** This very instant is the last of the return window and the first at which the lines may settle. */
const linesAreDue = async ({ db, copy, now }: Stage): Promise<void> => {
  const over = after(now, -7 * DAY)
  await rows(
    db,
  )`update orders set received_at = ${over}, completed_at = ${over} where id = ${copy.order_id}`
  await rows(
    db,
  )`update settlements set hold_days = 7, creator_hold_days = case when creator_id is not null then 7 end, deadline_at = ${now}, settle_at = ${now}, creator_settle_at = case when creator_id is not null then ${now}::timestamptz end where order_id = ${copy.order_id}`
}
/** What is due and not locked any more is settled, what was noted is posted. */
const comeToRest = async (stage: Stage): Promise<void> => {
  await hear(stage)
  await settleDue(stage.db, stage.now)
  await hear(stage)
}
const teaLine = ({ db, copy }: Stage): Promise<string> =>
  ask(db, 'select state as said from settlements where id = $1', copy.tea_line)

const depositOf = (copy: Copy) => ({ shop_id: copy.shop_id, account_id: copy.owner_id })
const paysDeposit = ({ gated, copy, now }: Part): Promise<string> =>
  payDeposit(gated, claimOfOwn(copy.owner_id), { ...depositOf(copy), now })
const depositIsDue = ({ db, copy }: Stage) =>
  rows(db)`update shops set deposit_required = 100000 where id = ${copy.shop_id}`

const posts =
  (first: 'platform_subsidy' | 'unmatched') =>
  ({ gated, copy, now }: Part) =>
    inTransaction(gated, (tx) =>
      post(
        tx,
        [1n, 2n].map((amount) => {
          const kinds =
            first === 'unmatched'
              ? (['unmatched', 'platform_subsidy'] as const)
              : (['platform_subsidy', 'unmatched'] as const)
          return {
            event: `schedule:${copy.order_id}:${amount}`,
            kind: 'schedule',
            at: now,
            entries: kinds.map((kind) => ({
              account: platformAccount(kind, 'CNY'),
              amount: kind === 'unmatched' ? amount : -amount,
            })),
          }
        }),
      ),
    )

const subsidyJournals = ({ db, copy }: Stage): Promise<string> =>
  ask(
    db,
    "select count(*)::text as said from journals where event like 'schedule:' || $1 || ':%'",
    copy.order_id,
  )

export const moneyPairs: Pair[] = [
  {
    name: 'payout × payout of one balance',
    station: 'settled',
    operations: [paysOut((all) => all - 1_000n), paysOut((all) => all / 2n)],
    checks,
    tell: (_, answers) => answers.join(', '),
    endings: ['ok, balance_too_low', 'balance_too_low, ok'],
  },
  {
    name: 'payout × clawback of what it would pay out',
    station: 'settled',
    operations: [paysOut((all) => all), clawsBack],
    rest: hear,
    checks,
    tell: async (stage, answers) =>
      `${answers.join(', ')}; ${await purse(stage, 'shop_available')} left, ${await purse(stage, 'shop_debt')} owed`,
    endings: ['ok, ok; 0 left, -14985 owed', 'balance_too_low, ok; 4275 left, 0 owed'],
  },
  {
    name: 'settle × a refund asked for and granted',
    station: 'completed',
    arm: linesAreDue,
    operations: [
      async ({ gated, now }) => {
        await settleDue(gated, now)
      },
      async (part) => {
        const { gated, copy, now } = part
        await asks('refund_only')(part)
        const opened = await row<{ id: string }>(gated)`
          select id from aftersales where order_line_id = ${copy.tea_line}`
        await approve(gated, {
          id: opened?.id as string,
          shop_id: copy.shop_id,
          account_id: copy.owner_id,
          version: 1,
          now,
        })
        await hear({ ...part, db: gated })
      },
    ],
    rest: comeToRest,
    checks,
    tell: async (stage, answers) =>
      `${answers.join(', ')}; tea ${await teaLine(stage)}; ${await purse(stage, 'shop_available')} left`,
    endings: ['ok, ok; tea settled; 4275 left', 'ok, ok; tea void; 4275 left'],
    share: 0.7,
  },
  {
    name: 'settle × settle: two servers sweep',
    station: 'completed',
    arm: linesAreDue,
    operations: [
      async ({ gated, now }) => `${await settleDue(gated, now)}`,
      async ({ gated, now }) => `${await settleDue(gated, now)}`,
    ],
    checks,
    tell: async (stage, answers) => `${answers.join('+')}; tea ${await teaLine(stage)}`,
    endings: ['2+0; tea settled', '0+2; tea settled'],
  },
  {
    name: 'settle × an after-sale opened on the line',
    station: 'completed',
    arm: linesAreDue,
    operations: [
      async ({ gated, now }) => {
        await settleDue(gated, now)
      },
      async (part) => {
        await asks('refund_only')(part)
        await hear({ ...part, db: part.gated })
      },
    ],
    rest: comeToRest,
    checks,
    tell: async (stage, answers) => `${answers.join(', ')}; tea ${await teaLine(stage)}`,
    endings: ['ok, ok; tea settled', 'ok, ok; tea held'],
    share: 0.8,
  },
  {
    name: 'deposit × deposit: the owner opens two cashiers',
    station: 'listed',
    arm: depositIsDue,
    operations: [paysDeposit, paysDeposit],
    checks,
    tell: (_, [first, second]) =>
      first === second ? 'one payment' : `two payments ${first} ${second}`,
    endings: ['one payment'],
    exhaustive: true,
  },
  {
    name: 'deposit booked × deposit booked: two servers sweep',
    station: 'listed',
    arm: async (stage) => {
      const { db, arena, copy, now } = stage
      await depositIsDue(stage)
      const payment_id = await payDeposit(db, claimOfOwn(copy.owner_id), {
        ...depositOf(copy),
        now,
      })
      const paid = await row<{ number: string; amount: bigint }>(db)`
        select number, amount from payments where id = ${payment_id}`
      await inTransaction(db, (tx) =>
        applyProviderResults(
          tx,
          [
            {
              ...{
                about: 'payment',
                state: 'succeeded',
                currency: 'CNY',
                finished_at: now,
                reason: null,
              },
              ...{
                number: paid?.number as string,
                amount: paid?.amount as bigint,
                provider_number: `trade-${payment_id}`,
              },
            },
          ],
          { provider: SANDBOX, source: 'callback', now },
        ),
      )
      await sequence(db)
      await consume(db, settlementConsumer, arena.context.log)
    },
    operations: [
      async ({ gated, now }) => `${await postDeposits(gated, now)}`,
      async ({ gated, now }) => `${await postDeposits(gated, now)}`,
    ],
    checks,
    tell: async (stage, answers) =>
      `${answers.join('+')}; ${await purse(stage, 'shop_deposit')} held`,
    endings: ['1+0; 100000 held', '0+1; 100000 held'],
  },
  {
    name: 'post × post: the same two events, accounts named in opposite orders',
    station: 'listed',
    operations: [posts('platform_subsidy'), posts('unmatched')],
    checks: [],
    tell: async (stage, answers) =>
      `${answers.join(', ')}; ${await subsidyJournals(stage)} journals`,
    endings: ['ok, ok; 2 journals'],
    exhaustive: true,
  },
]
