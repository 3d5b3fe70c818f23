import { newId, showId } from '../../server/kernel/ids.ts'
import { orders } from '../../server/modules/orders/order.ts'
import { closePayments } from '../../server/modules/payments/index.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../server/platform/db.ts'
import { sequence } from '../../server/platform/outbox.ts'
import { transition } from '../../server/platform/transition.ts'
import { type Check, paidIffPaid, pursesAddUp, refundsWithin, stockIsReserved } from './checks.ts'
import { clockwork, type Pair, type Part } from './pair.ts'
import { HEARD_SETUP, heardOnce, says, saysAndPlaces } from './pairs/outbox.ts'
import { comeToRest, pay } from './pairs/payments.ts'

/**
 * Pairs with a planted fault, each of a kind that was found in real shops. The engine that finds nothing in the platform
 * has to find every one of these; where a constraint of the database would stand in the way, it is taken away there.
 */

/** Whatever ends how it ends: what counts is what the checks find. */
const anyhow = { tell: () => 'over', endings: ['over'] }

/** A refund that reads what was refunded and writes the sum, with nobody's row locked. */
const refundsUnlocked = (part_of: bigint) => (part: Part) =>
  inTransaction(part.gated, async (tx) => {
    const { payment_id } = part.copy
    const payment = await row<{ amount: bigint; refunded: bigint; refunds_count: number }>(tx)`
      select amount, refunded, refunds_count from payments where id = ${payment_id}`
    if (!payment || payment.refunded + part_of > payment.amount) return 'refused'
    const id = newId()
    await rows(tx)`
      insert into refunds (id, payment_id, reason_kind, reason_id, number, amount, currency, trade_number, state, state_at, created_at)
      values (${id}, ${payment_id}, 'aftersale', ${id}, ${showId('rfd', id)}, ${part_of}, 'CNY', 'trade', 'requested', ${part.now}, ${part.now})`
    await rows(tx)`
      update payments set refunded = ${payment.refunded + part_of}, refunds_count = ${payment.refunds_count + 1} where id = ${payment_id}`
    return 'ok'
  })

/** An order for a key that is looked for and then written: without the unique key, a double tap is two orders. */
const claimsUnkeyed = ({ gated, copy, now }: Part) =>
  inTransaction(gated, async (tx) => {
    const known = await row(tx)`
      select id from idempotency_keys where id = ${copy.order_id}`
    if (known) return 'known'
    await rows(tx)`
      insert into idempotency_keys (id, hash, at) values (${copy.order_id}, '', ${now})`
    return 'placed'
  })
const oneOrderAKey: Check = {
  name: 'I-15 one effect a key',
  sql: `select id || ' ' || count(*) as what from idempotency_keys where id = any($1::uuid[]) group by id having count(*) > 1`,
}

/** Stock that is read, and then written as it was read less one. */
const reservesUnlocked = ({ gated, copy, now }: Part) =>
  inTransaction(gated, async (tx) => {
    const level = await row<{ available: bigint; reserved: bigint }>(tx)`
      select available, reserved from stock where sku_id = ${copy.tea}`
    if (!level || level.available < 1n) return 'out_of_stock'
    await rows(tx)`
      insert into reservations (id, sku_id, buyer_id, quantity, state, state_at, created_at) values (${newId()}, ${copy.tea}, ${copy.buyer_id}, 1, 'reserved', ${now}, ${now})`
    await rows(tx)`
      update stock set available = ${level.available - 1n}, reserved = ${level.reserved + 1n} where sku_id = ${copy.tea}`
    return 'ok'
  })

/** A reader whose place in the outbox is the highest id it has seen: ids are given before their transaction commits. */
const readsByCursor = async (db: Db, reader: string): Promise<void> => {
  for (let round = 0; round < 2; round++)
    await inTransaction(db, async (tx: Tx) => {
      await rows(tx)`insert into cursors (reader) values (${reader}) on conflict do nothing`
      await rows(tx)`
        with place as (select id from cursors where reader = ${reader} for update), fresh as (
          insert into heard (id, seq, type, key, payload)
          select o.id, o.id, o.type, o.key, o.payload from outbox as o, place where o.id > place.id order by o.id returning id)
        update cursors set id = (select max(id) from fresh) where reader = ${reader} and exists (select from fresh)`
    })
}

/** A reader that reads what is next for it first, and then where the line ends: what is placed in between is passed over. */
const readsThenEnds = async (db: Db): Promise<void> => {
  for (let round = 0; round < 2; round++)
    await inTransaction(db, async (tx: Tx) => {
      const place = await row<{ id: bigint }>(tx)`
        select id from cursors where reader = ${'one'} for update`
      await rows(tx)`
        insert into heard (id, seq, type, key, payload) select id, seq, type, key, payload from outbox where seq > ${place?.id} order by seq`
      await rows(
        tx,
      )`update cursors set id = (select coalesce(max(seq), 0) from outbox) where reader = ${'one'}`
    })
}

/** A time-out that looks at the payment and closes it, and does not ask what came of the closing. */
const cancelsUnasked = ({ gated, copy, now }: Part) =>
  inTransaction(gated, async (tx) => {
    const payment = await row<{ state: string }>(
      tx,
    )`select state from payments where id = ${copy.payment_id}`
    if (payment?.state === 'succeeded') return 'paid'
    await closePayments(tx, [copy.payment_id], clockwork, 'unpaid_timeout', now)
    await transition(tx, orders, {
      ids: [copy.order_id, copy.other_order_id],
      to: 'cancelled',
      from: ['unpaid'],
      actor: clockwork,
      reason: 'unpaid_timeout',
      now,
    })
    return 'cancelled'
  })

/** Two rows, locked in the order in which somebody named them. */
const locks =
  (first: 'tea' | 'cup', second: 'tea' | 'cup') =>
  ({ gated, copy }: Part) =>
    inTransaction(gated, async (tx) => {
      for (const sku of [first, second])
        await rows(tx)`select sku_id from stock where sku_id = ${copy[sku]} for no key update`
    })

/** A payout that asks what is available and holds nobody's purse. */
const paysOutUnheld = ({ gated, copy, now }: Part) =>
  inTransaction(gated, async (tx) => {
    const purse = await row<{ id: string; balance: bigint }>(tx)`
      select id, balance from ledger_accounts where owner_id = ${copy.shop_id} and kind = 'shop_available'`
    if (!purse || purse.balance < 1n) return 'balance_too_low'
    const id = newId()
    await rows(tx)`
      insert into payouts (id, owner_kind, owner_id, number, amount, currency, provider, bank_account, state, state_at, deadline_at, requested_by, created_at)
      values (${id}, 'shop', ${copy.shop_id}, ${showId('pot', id)}, ${purse.balance}, 'CNY', 'sandbox', 'bank', 'requested', ${now}, ${now}, ${copy.owner_id}, ${now})`
    await rows(
      tx,
    )`update ledger_accounts set balance = balance - ${purse.balance} where id = ${purse.id}`
    return 'ok'
  })
const neverBelow: Check = {
  ...pursesAddUp,
  sql: `select a.kind || ' ' || a.balance as what from ledger_accounts as a where a.owner_id = any($1) and a.has_floor and a.balance < 0`,
}

const CURSORS_SETUP = `${HEARD_SETUP}; create table cursors (reader text primary key, id bigint not null default 0)`

/** `within`: after so many schedules it has to be found. */
export type Fault = { fault: string; within: number; pair: Pair }
export const faults: Fault[] = [
  {
    fault: 'a refund is read and then written, with no row lock',
    within: 60,
    pair: {
      name: 'refund × refund, broken',
      station: 'paid',
      setup: 'alter table payments drop constraint refunded_within_paid',
      operations: [refundsUnlocked(30_000n), refundsUnlocked(30_000n)],
      checks: [refundsWithin],
      ...anyhow,
    },
  },
  {
    fault: 'an idempotency key is looked for and then written, with no unique key',
    within: 60,
    pair: {
      name: 'checkout × checkout, broken',
      station: 'listed',
      setup: 'alter table idempotency_keys drop constraint idempotency_keys_pkey',
      operations: [claimsUnkeyed, claimsUnkeyed],
      checks: [oneOrderAKey],
      ...anyhow,
    },
  },
  {
    fault: 'stock is read and then written, with no row lock',
    within: 60,
    pair: {
      name: 'reserve × reserve, broken',
      station: 'listed',
      operations: [reservesUnlocked, reservesUnlocked],
      checks: [stockIsReserved],
      ...anyhow,
    },
  },
  {
    fault: 'the outbox is read by a cursor over ids',
    within: 400,
    pair: {
      name: 'fact × fact × reader, broken',
      station: 'listed',
      setup: CURSORS_SETUP,
      operations: [says('a'), says('b'), ({ gated, copy }) => readsByCursor(gated, copy.order_id)],
      rest: async ({ db, copy }) => {
        await sequence(db)
        await readsByCursor(db, copy.order_id)
      },
      checks: [
        { ...heardOnce, sql: heardOnce.sql.replace(' and h.seq = o.seq', ' and h.id = o.id') },
      ],
      ...anyhow,
    },
  },
  {
    fault: 'the end of the outbox is read after what stands before it',
    within: 400,
    pair: {
      name: 'placing × placing × reader, broken',
      station: 'listed',
      setup: `${CURSORS_SETUP}; insert into cursors values ('one')`,
      operations: [saysAndPlaces('a'), saysAndPlaces('b'), ({ gated }) => readsThenEnds(gated)],
      rest: async ({ db }) => {
        await sequence(db)
        await readsThenEnds(db)
      },
      checks: [heardOnce],
      ...anyhow,
    },
  },
  {
    fault: 'a time-out closes a payment and does not ask what came of it',
    within: 400,
    pair: {
      name: 'pay × unpaid time-out, broken',
      station: 'unpaid',
      operations: [pay, cancelsUnasked],
      rest: comeToRest,
      checks: [paidIffPaid],
      ...anyhow,
    },
  },
  {
    fault: 'a payout reads the balance without holding the purse',
    within: 60,
    pair: {
      name: 'payout × payout, broken',
      station: 'settled',
      setup: 'alter table ledger_accounts drop constraint ledger_floor',
      operations: [paysOutUnheld, paysOutUnheld],
      checks: [neverBelow],
      ...anyhow,
    },
  },
  {
    fault: 'two rows are locked in the order in which they were named',
    within: 60,
    pair: {
      name: 'lock × lock, broken',
      station: 'listed',
      operations: [locks('tea', 'cup'), locks('cup', 'tea')],
      checks: [],
      ...anyhow,
    },
  },
]
