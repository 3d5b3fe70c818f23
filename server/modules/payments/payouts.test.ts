import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../kernel/ids.ts'
import { DAY, HOUR, MINUTE } from '../../kernel/time.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import { uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { type AccountRef, balancesOf, outside, post } from '../ledger/index.ts'
import { requestPayout } from './index.ts'
import { behave, ourBook, providersBook, tell } from './payments.world.ts'
import type { PayoutRow } from './payout.ts'

/** A shop with money, as settlement leaves it, and a payout asked for as settlement does. */
async function shopWithMoney(world: World, amount = 10_107n) {
  const owner_id = newId()
  const owner = await world.person()
  const account = (kind: 'shop_available' | 'payout_transit'): AccountRef => ({
    kind,
    owner_kind: 'shop',
    owner_id,
    currency: 'CNY',
  })
  await inTransaction(world.db, (tx) =>
    post(tx, [
      {
        event: `earned:${owner_id}`,
        kind: 'earned',
        at: world.now(),
        entries: [
          { account: outside('CNY'), amount: -amount },
          { account: account('shop_available'), amount },
        ],
      },
    ]),
  )
  const ask = (wanted: bigint) =>
    inTransaction(world.db, async (tx) => {
      const payout = await requestPayout(tx, {
        owner_kind: 'shop',
        owner_id,
        amount: wanted,
        currency: 'CNY',
        bank_account: 'Tea House · ICBC · 6222 **** 1234',
        requested_by: uuidOf(owner.id),
        is_released: true,
        now: world.now(),
      })
      await post(tx, [
        {
          event: `payout:${payout.id}`,
          kind: 'payout_request',
          at: world.now(),
          entries: [
            { account: account('shop_available'), amount: -wanted },
            { account: account('payout_transit'), amount: wanted },
          ],
        },
      ])
      return payout
    })
  const balances = async () =>
    Object.fromEntries(
      (await balancesOf(world.db, 'shop', owner_id)).map(({ kind, balance }) => [kind, balance]),
    )
  return { ask, balances, owner_id }
}
const payoutOf = async (world: World, id: string) =>
  (await row<PayoutRow>(world.db)`select * from payouts where id = ${id}`) as PayoutRow
const facts = (world: World, key: string) =>
  rows<{ type: string; payload: any }>(
    world.db,
  )`select type, payload from outbox where key = ${key} order by id`

test('a payout goes out under its own number and is booked when the provider has it', async () => {
  await using world = await testWorld()
  const { ask, balances, owner_id } = await shopWithMoney(world)
  const payout = await ask(10_000n)
  assert.equal(payout.number, showId('pot', payout.id))
  await world.settle()
  assert.equal((await payoutOf(world, payout.id)).state, 'succeeded')
  assert.deepEqual(await balances(), { payout_transit: 0n, shop_available: 107n })
  assert.deepEqual(
    (await facts(world, payout.id)).map(({ type, payload }) => [
      type,
      payload.owner_id,
      payload.amount,
    ]),
    [['payout.succeeded', owner_id, 10_000]],
  )
  const finance = await world.operator('finance')
  assert.deepEqual(
    (await finance.get('/v1/payouts')).body.data.map((one: any) => [
      one.number,
      one.owner_id,
      one.state,
    ]),
    [[payout.number, showId('shp', owner_id), 'succeeded']],
  )
  await world.verify()
})

test('a payout that the bank refuses ends with its reason, and the money is its owner’s again', async () => {
  await using world = await testWorld()
  await behave(world, { payout_fail: 1 })
  const { ask, balances } = await shopWithMoney(world)
  const payout = await ask(10_000n)
  await world.settle()
  const failed = await payoutOf(world, payout.id)
  assert.deepEqual(
    [failed.state, failed.failure_reason],
    ['failed', 'the bank does not know this account'],
  )
  const [fact, ...more] = await facts(world, payout.id)
  assert.deepEqual(
    [fact?.type, fact?.payload.reason, more.length],
    ['payout.failed', 'the bank does not know this account', 0],
  )
  // Whoever asked for it heard, and the money is its owner's again.
  assert.deepEqual(await balances(), { payout_transit: 0n, shop_available: 10_107n })
  await behave(world, {})
  await world.pass(DAY)
  assert.equal((await providersBook(world)).payouts, 0n)
  // Should it go out all the same, that is a row for people, not a silent success.
  await tell(world, { kind: 'payout', number: payout.number, amount: 10_000n })
  assert.equal((await payoutOf(world, payout.id)).state, 'failed')
  assert.deepEqual(
    await rows(world.db)`select kind, found from payment_differences where ${true}::boolean`,
    [{ kind: 'payout_unknown', found: 10_000n }],
  )
  await world.verify()
})

test('silence never fails a payout: people see it after a day, and it ends when the provider speaks', async () => {
  await using world = await testWorld()
  const { ask, balances } = await shopWithMoney(world)
  await rows(world.db)`alter table sandbox.trades rename to trades_away`
  const payout = await ask(10_000n)
  for (let hour = 0; hour < 26; hour++) {
    await world.app.context.clock.advance(HOUR)
    await world.app.settleDown().catch(() => {})
  }
  assert.equal((await payoutOf(world, payout.id)).state, 'sent')
  assert.deepEqual(
    await rows(world.db)`select kind, expected from payment_differences where ${true}::boolean`,
    [{ kind: 'payout_unknown', expected: 10_000n }],
  )
  await rows(world.db)`alter table sandbox.trades_away rename to trades`
  await world.pass(HOUR)
  assert.equal((await payoutOf(world, payout.id)).state, 'succeeded')
  assert.deepEqual(await balances(), { payout_transit: 0n, shop_available: 107n })
  await world.verify()
})

test('a failure or another amount told by callback only makes us ask', async () => {
  await using world = await testWorld()
  const { ask } = await shopWithMoney(world)
  await rows(world.db)`alter table sandbox.trades rename to trades_away`
  const payout = await ask(10_000n)
  await world.settle().catch(() => {})
  await tell(world, { kind: 'payout', number: payout.number, amount: 10_000n, state: 'failed' })
  await tell(world, { kind: 'payout', number: payout.number, amount: 9_999n })
  assert.equal((await payoutOf(world, payout.id)).state, 'sent')
  await rows(world.db)`alter table sandbox.trades_away rename to trades`
  await world.pass(MINUTE)
  assert.equal((await payoutOf(world, payout.id)).state, 'succeeded')
  const { trades, ...theirs } = await providersBook(world)
  assert.equal(trades, 1n)
  assert.deepEqual(theirs, await ourBook(world))
  await world.verify()
})
