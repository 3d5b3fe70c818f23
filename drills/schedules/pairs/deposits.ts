import { newId } from '../../../server/kernel/ids.ts'
import { after, DAY, SECOND } from '../../../server/kernel/time.ts'
import { putOnShelf } from '../../../server/modules/catalog/shelf.ts'
import { applyProviderResults } from '../../../server/modules/payments/apply-provider-results.ts'
import { SANDBOX } from '../../../server/modules/payments/sandbox-provider.ts'
import { endGrace } from '../../../server/modules/settlement/deposit-grace.ts'
import { openDeposits } from '../../../server/modules/settlement/deposits.sql.ts'
import { payDeposit, postDeposits } from '../../../server/modules/settlement/deposits.ts'
import { settlementConsumer } from '../../../server/modules/settlement/settlement.events.ts'
import { inTransaction, row, rows } from '../../../server/platform/db.ts'
import { consume, sequence } from '../../../server/platform/outbox.ts'
import { type Check, historiesAreTrue, journalsAreRight, pursesAddUp } from '../checks.ts'
import { ask, claimOfOwn, clockwork, type Pair, type Part, type Stage } from '../pair.ts'

const stoppedGoodsAreOff: Check = {
  name: 'no shop sells while its deposit is short beyond grace',
  sql: `select p.id::text as what from products as p join deposits as d on d.shop_id = p.shop_id
    where p.shop_id = any($1) and p.state = 'on_shelf' and d.state = 'short' and d.deadline_at is null`,
}
const checks: Check[] = [historiesAreTrue, journalsAreRight, pursesAddUp, stoppedGoodsAreOff]

/** The shop's deposit is short, and its grace ended a moment ago. */
async function shortSince({ db, copy, now }: Stage): Promise<void> {
  const before = after(now, -8 * DAY)
  const over = after(now, -SECOND)
  await rows(db)`update shops set deposit_required = 100000 where id = ${copy.shop_id}`
  await inTransaction(db, (tx) =>
    openDeposits(tx, [copy.shop_id], { currency: 'CNY', actor: clockwork, now: before }),
  )
  await rows(db)`
    update deposits set state = 'short', state_at = ${before}, deadline_at = ${over} where shop_id = ${copy.shop_id}`
  await rows(db)`
    insert into state_changes (noun, noun_id, from_state, to_state, actor_kind, actor_id, reason, at, deadline_at)
    values ('deposits', ${copy.shop_id}, 'unpaid', 'short', 'system', 'schedule', 'not_filled', ${before}, ${over})`
}

/** What is missing was paid at the cashier and heard of; nobody has booked it yet. */
async function paidLate(stage: Stage): Promise<void> {
  const { db, arena, copy, now } = stage
  await shortSince(stage)
  const payment_id = await payDeposit(db, claimOfOwn(copy.owner_id), {
    shop_id: copy.shop_id,
    account_id: copy.owner_id,
    now,
  })
  const paid = await row<{ number: string; amount: bigint }>(db)`
    select number, amount from payments where id = ${payment_id}`
  await inTransaction(db, (tx) =>
    applyProviderResults(
      tx,
      [
        {
          about: 'payment',
          state: 'succeeded',
          currency: 'CNY',
          finished_at: now,
          reason: null,
          number: paid?.number as string,
          amount: paid?.amount as bigint,
          provider_number: `trade-${newId()}`,
        },
      ],
      { provider: SANDBOX, source: 'callback', now },
    ),
  )
  await sequence(db)
  await consume(db, settlementConsumer, arena.context.log)
}

const firstProduct = (db: Stage['db'], shop_id: string): Promise<string> =>
  ask(db, 'select min(id::text) as said from products where shop_id = $1', shop_id)
const shelves =
  (on_shelf: boolean) =>
  async ({ gated, db, copy, now }: Part): Promise<void> =>
    putOnShelf(
      gated,
      {
        shop_id: copy.shop_id,
        product_id: await firstProduct(db, copy.shop_id),
        account_id: copy.owner_id,
        now,
      },
      on_shelf,
    )
const endsGrace = async ({ gated, now }: Part): Promise<void> => {
  await endGrace(gated, now)
}

const standing = ({ db, copy }: Stage): Promise<string> =>
  ask(
    db,
    `select d.state || ', ' || (select count(*) from products as p where p.shop_id = d.shop_id and p.state <> 'on_shelf') || ' off sale' as said
     from deposits as d where d.shop_id = $1`,
    copy.shop_id,
  )
const nothingSold = ({ db, copy }: Stage): Promise<string> =>
  ask(
    db,
    `select count(*)::text || ' on sale' as said from products where shop_id = $1 and state = 'on_shelf'`,
    copy.shop_id,
  )

export const depositPairs: Pair[] = [
  {
    name: 'deposit booked × grace over: paid in the last moment',
    station: 'listed',
    arm: paidLate,
    operations: [
      async ({ gated, now }) => {
        await postDeposits(gated, now)
      },
      endsGrace,
    ],
    checks,
    tell: standing,
    endings: ['paid, 0 off sale'],
  },
  {
    name: 'goods put on the shelf × grace over: none slips through',
    station: 'listed',
    arm: async (stage) => {
      await shortSince(stage)
      await shelves(false)({ ...stage, context: stage.arena.context, gated: stage.db })
    },
    operations: [shelves(true), endsGrace],
    checks,
    tell: async (stage, answers) => `${answers.join(', ')}; ${await nothingSold(stage)}`,
    endings: ['ok, ok; 0 on sale', 'listings_stopped, ok; 0 on sale'],
  },
]
