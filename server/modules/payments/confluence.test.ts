import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inTransaction, rows } from '../../platform/db.ts'
import { testWorld, type World } from '../../test-world.ts'
import { applyProviderResults } from './apply-provider-results.ts'
import { judge, type PaymentRow } from './payment.ts'
import { paymentOf, seedPayment } from './payments.world.ts'
import type { Report } from './provider.ts'

/** What a provider may say of one trade; `fits` succeeds with the right money. */
type Saying = 'waiting' | 'failed' | 'closed' | 'fits' | 'less' | 'dollars' | 'stranger'
const SAYINGS: readonly Saying[] = [
  'waiting',
  'failed',
  'closed',
  'fits',
  'less',
  'dollars',
  'stranger',
]

const reportOf = (
  saying: Saying,
  { number, amount, currency }: Pick<PaymentRow, 'number' | 'amount' | 'currency'>,
  now: Date,
): Report => ({
  about: 'payment',
  number: saying === 'stranger' ? 'nobody' : number,
  provider_number: `${number}:${saying === 'less' || saying === 'dollars' || saying === 'stranger' ? saying : 'fits'}`,
  state: saying === 'waiting' || saying === 'failed' || saying === 'closed' ? saying : 'succeeded',
  amount: saying === 'less' ? amount - 1n : amount,
  currency: saying === 'dollars' ? 'USD' : currency,
  finished_at: saying === 'waiting' ? null : now,
  reason: null,
})

/** A set of sayings, each once or more, in some order, cut into batches. */
const history = fc
  .subarray([...SAYINGS], { minLength: 1 })
  .chain((set) => fc.tuple(fc.constant(set), fc.array(fc.constantFrom(...set), { maxLength: 6 })))
  .chain(([set, more]) =>
    fc.shuffledSubarray([...set, ...more], { minLength: set.length + more.length }),
  )
  .chain((order) =>
    fc.tuple(
      fc.constant(order),
      fc.array(fc.nat(2), { minLength: order.length, maxLength: order.length }),
    ),
  )
  .map(([order, cuts]) => {
    const batches: Saying[][] = [[]]
    for (const [index, saying] of order.entries()) {
      if (cuts[index] === 0 && (batches.at(-1) as Saying[]).length > 0) batches.push([])
      ;(batches.at(-1) as Saying[]).push(saying)
    }
    return batches
  })

/** Everything that may differ, told without names. */
async function outcomeOf(world: World, { id, number }: PaymentRow) {
  const payment = await paymentOf(world, id)
  const journals = await rows<{ kind: string; account: string; currency: string; amount: bigint }>(
    world.db,
  )`
    select j.kind, a.kind as account, e.currency, e.amount from journals as j
    join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
    where j.event = 'payment:' || ${id} or position(${number} in j.event) > 0 order by 1, 2, 3, 4`
  const differences = await rows(world.db)`
    select kind, expected, found, currency, state from payment_differences where position(${number} in event) > 0 order by 1, 2, 3`
  const events = await rows(world.db)`select type from outbox where key = ${id} order by 1`
  return {
    state: payment.state,
    provider_number: payment.provider_number?.replace(number, ''),
    paid: payment.paid_at !== null,
    refunded: payment.refunded,
    journals,
    differences,
    events,
  }
}

test('any order, repetition and grouping of the same callbacks ends in the same state', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const seen = new Map<string, unknown>()
  let runs = 0
  await fc.assert(
    fc.asyncProperty(history, async (batches) => {
      runs += 1
      const payment = await seedPayment(world, sam)
      for (const batch of batches) {
        const reports = batch.map((saying) => reportOf(saying, payment, world.now()))
        await inTransaction(world.db, (tx) =>
          applyProviderResults(tx, reports, {
            provider: 'sandbox',
            source: 'callback',
            now: world.now(),
          }),
        )
      }
      const set = [...new Set(batches.flat())].sort().join(' ')
      const outcome = await outcomeOf(world, payment)
      if (seen.has(set)) assert.deepEqual(outcome, seen.get(set), set)
      else {
        seen.set(set, outcome)
        // The same set, in the plain order, each once.
        const plain = await seedPayment(world, sam)
        for (const saying of SAYINGS.filter((one) => set.split(' ').includes(one)))
          await inTransaction(world.db, (tx) =>
            applyProviderResults(tx, [reportOf(saying, plain, world.now())], {
              provider: 'sandbox',
              source: 'callback',
              now: world.now(),
            }),
          )
        assert.deepEqual(await outcomeOf(world, plain), outcome, set)
      }
      assert.equal(outcome.state, set.includes('fits') ? 'succeeded' : 'created')
    }),
    { numRuns: 80 },
  )
  assert.ok(runs >= 80 && seen.size > 10)
  await world.verify()
})

test('whether we closed first or the money came first: it is either ours or goes back, never neither, never both', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const step = fc.record({
    saying: fc.constantFrom<Saying>('fits', 'closed', 'waiting', 'less'),
    source: fc.constantFrom<'callback' | 'query'>('callback', 'query'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const payment = await seedPayment(world, sam)
      for (const { saying, source } of steps)
        await inTransaction(world.db, (tx) =>
          applyProviderResults(tx, [reportOf(saying, payment, world.now())], {
            provider: 'sandbox',
            source,
            now: world.now(),
          }),
        )
      const { state, paid, refunded } = await outcomeOf(world, payment)
      const came = steps.some(({ saying }) => saying === 'fits')
      assert.equal(paid, came)
      assert.equal(state === 'succeeded' || refunded === payment.amount, came)
      assert.ok(!(state === 'succeeded' && refunded > 0n))
      if (!came)
        assert.equal(
          state,
          steps.some(({ saying, source }) => saying === 'closed' && source === 'query')
            ? 'closed'
            : 'created',
        )
    }),
    { numRuns: 60 },
  )
  await world.verify()
})

test('the same reports from many connections at once leave one payment and one journal', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const payments = await Promise.all(Array.from({ length: 10 }, () => seedPayment(world, sam)))
  await Promise.all(
    Array.from({ length: 24 }, (_, index) => {
      const order = index % 2 === 0 ? payments : payments.toReversed()
      return inTransaction(world.db, (tx) =>
        applyProviderResults(
          tx,
          order.map((payment) => reportOf('fits', payment, world.now())),
          { provider: 'sandbox', source: 'callback', now: world.now() },
        ),
      )
    }),
  )
  for (const { id } of payments) assert.equal((await paymentOf(world, id)).state, 'succeeded')
  await world.verify()
})

test('judging is a plain function: the catalogue of what one report means', () => {
  const report = (changed: Partial<Report> = {}): Report => ({
    about: 'payment',
    number: 'n',
    provider_number: 'p',
    state: 'succeeded',
    amount: 5n,
    currency: 'CNY',
    finished_at: null,
    reason: null,
    ...changed,
  })
  const open = { state: 'pending' as const, amount: 5n, currency: 'CNY', provider_number: null }
  const paid = { ...open, state: 'succeeded' as const, provider_number: 'p' }
  const late = { ...open, state: 'closed' as const, provider_number: 'p' }
  const closed = { ...open, state: 'closed' as const }
  for (const [payment, said, source, verdict] of [
    [open, report(), 'callback', 'paid'],
    [open, report(), 'query', 'paid'],
    [paid, report(), 'callback', 'nothing'],
    [paid, report({ provider_number: 'q' }), 'callback', 'second_payment'],
    [closed, report(), 'callback', 'paid_late'],
    [late, report(), 'query', 'nothing'],
    [late, report({ provider_number: 'q' }), 'query', 'second_payment'],
    [open, report({ amount: 6n }), 'query', 'amount'],
    [paid, report({ amount: 6n }), 'callback', 'amount'],
    [open, report({ currency: 'USD', amount: 6n }), 'query', 'currency'],
    [open, report({ state: 'closed' }), 'callback', 'ask'],
    [open, report({ state: 'closed' }), 'query', 'closed'],
    [closed, report({ state: 'closed' }), 'query', 'closed'],
    [paid, report({ state: 'closed' }), 'query', 'nothing'],
    [late, report({ state: 'closed' }), 'query', 'nothing'],
    [open, report({ state: 'waiting' }), 'query', 'nothing'],
    [open, report({ state: 'failed' }), 'callback', 'nothing'],
  ] as const)
    assert.equal(judge(payment, said, source), verdict)
})
