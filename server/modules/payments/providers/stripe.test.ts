import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Stripe from 'stripe'
import { newId, showId } from '../../../kernel/ids.ts'
import { after, DAY, MINUTE } from '../../../kernel/time.ts'
import { contractOf } from './contract.suite.ts'
import { makeFaults } from './simulators/faults.ts'
import { simulateStripe } from './simulators/stripe.ts'
import { readLine } from './stripe/bill.ts'
import { fromStripe, toStripe } from './stripe/readings.ts'
import { stripeProvider } from './stripe/stripe-provider.ts'

async function stand() {
  let at = new Date('2026-03-01T04:00:00Z')
  const now = () => at
  const faults = makeFaults()
  const simulator = await simulateStripe({ faults, now })
  const open = (timeout_ms?: number) =>
    stripeProvider({
      settings: simulator.settings,
      now,
      callback_base: 'https://shop.example',
      ...(timeout_ms ? { timeout_ms } : {}),
    })
  const pass = async (ms: number) => {
    at = after(at, ms)
  }
  return { simulator, provider: open(), impatient: open(100), faults, now, pass }
}

contractOf('stripe', async (mailbox) => {
  const { simulator, provider, impatient, faults, now, pass } = await stand()
  simulator.listen(mailbox.url)
  return {
    ...{ provider, impatient, faults, now, pass },
    currency: 'USD',
    payee: 'acct_1032D82eZvKYlo2C',
    mishaps: ['lost_before', 'lost_after', 'failed_before', 'failed_after'],
    silent_tries: 1,
    late_ms: 6 * MINUTE,
    pay: async (_, cashier_url) => simulator.pay(cashier_url),
    finish: async () => simulator.finish(),
    deliver: async () => void (await simulator.post.deliverDue()),
    foreign: () => {
      const { headers, body } = simulator.letterOf(
        '',
        'refund.updated',
        { id: 're_1', object: 'refund', metadata: { number: 'rfd_1' }, amount: 1, currency: 'usd' },
        { account: 'acct_somebody_elses' },
      )
      return { raw: Buffer.from(body), headers }
    },
    book: async () => simulator.book(),
    close: simulator.close,
  }
})

const trade = (at: Date, amount = 9_900n, currency = 'USD') => ({
  ...{ number: showId('pay', newId()), amount, currency },
  ...{ title: 'Longjing', payee: 'Tea House', notify_url: 'http://127.0.0.1:1/callbacks' },
  expires_at: after(at, 30 * MINUTE),
  return_url: 'https://shop.example/pay/done',
})

test('stripe: yen have no decimals, dinars of Kuwait three of which the last is 0, and krónur count hundredths', async () => {
  assert.deepEqual(
    [
      toStripe(500n, 'JPY'),
      toStripe(5_120n, 'KWD'),
      toStripe(5_124n, 'KWD'),
      toStripe(5n, 'ISK'),
      toStripe(12_480n, 'CNY'),
      toStripe(0n, 'USD'),
      toStripe(1_050n, 'MGA'),
    ],
    [500, 5_120, undefined, 500, 12_480, undefined, undefined],
  )
  for (const currency of ['JPY', 'KWD', 'ISK', 'UGX', 'MGA', 'USD', 'CNY'])
    for (const amount of [100n, 5_000n, 999_900n])
      assert.equal(fromStripe(toStripe(amount, currency), currency), amount, currency)
  assert.equal(fromStripe(550, 'ISK'), undefined)
  const { simulator, provider, now } = await stand()
  try {
    for (const [amount, currency] of [
      [500n, 'JPY'],
      [5_120n, 'KWD'],
      [5n, 'ISK'],
    ] as const) {
      const wish = trade(now(), amount, currency)
      const opened = await provider.create(wish)
      assert.ok(opened.is === 'answered', currency)
      simulator.pay(opened.value.cashier_url)
      const paid = await provider.query(wish.number, opened.value.trade_ref)
      assert.ok(paid.is === 'answered')
      assert.deepEqual([paid.value?.amount, paid.value?.currency], [amount, currency])
    }
    assert.deepEqual(await provider.create(trade(now(), 5_124n, 'KWD')), {
      is: 'refused',
      why: 'amount_not_taken',
    })
  } finally {
    await simulator.close()
  }
})

test('stripe: a session whose making was never answered is made again under its key, and is the same one', async () => {
  const { simulator, provider, faults, now } = await stand()
  try {
    const wish = trade(now())
    // Its library tries a broken connection once more, under the same key.
    faults.next('lost_after', 'lost_after')
    assert.equal((await provider.create(wish)).is, 'unknown')
    assert.deepEqual(await provider.query(wish.number), { is: 'answered', value: undefined })
    const first = await provider.create(wish)
    assert.ok(first.is === 'answered')
    assert.deepEqual(await provider.create(wish), first)
    assert.deepEqual(await provider.create({ ...wish, amount: 1n }), {
      is: 'refused',
      why: 'idempotency_key_reused',
    })
    simulator.pay(first.value.cashier_url)
    // Found by our number too, for who lost theirs.
    const found = await provider.query(wish.number)
    assert.equal(found.is === 'answered' && found.value?.state, 'succeeded')
  } finally {
    await simulator.close()
  }
})

test('stripe: a refund is found among the pages of its trade’s refunds after its key was forgotten', async () => {
  const { simulator, provider, now, pass } = await stand()
  try {
    const wish = trade(now(), 90_000n)
    const opened = await provider.create(wish)
    assert.ok(opened.is === 'answered')
    simulator.pay(opened.value.cashier_url)
    const paid = await provider.query(wish.number, opened.value.trade_ref)
    assert.ok(paid.is === 'answered' && paid.value)
    const trade_number = paid.value.provider_number
    const numbers = Array.from({ length: 101 }, () => showId('rfd', newId()))
    for (const number of numbers)
      await provider.refund({
        ...{ number, trade_number, amount: 10n, paid: 90_000n, currency: 'USD' },
        notify_url: wish.notify_url,
      })
    await pass(2 * DAY)
    const first = await provider.queryRefund(numbers[0] as string, trade_number)
    assert.equal(first.is === 'answered' && first.value?.amount, 10n)
    assert.equal(simulator.book().refunded, 1_010n)
  } finally {
    await simulator.close()
  }
})

test('stripe: a charge is shared out by transfers once per number, within its amount, and shares come back', async () => {
  const { simulator, provider, faults, now } = await stand()
  try {
    const wish = trade(now())
    const opened = await provider.create(wish)
    assert.ok(opened.is === 'answered')
    simulator.pay(opened.value.cashier_url)
    const paid = await provider.query(wish.number, opened.value.trade_ref)
    assert.ok(paid.is === 'answered' && paid.value && provider.splits)
    const trade_number = paid.value.provider_number
    const order = {
      ...{ number: 'spl_1', trade_number, currency: 'USD' },
      receivers: [
        { account: 'acct_seller', amount: 8_000n, words: 'goods' },
        { account: 'acct_creator', amount: 900n, words: 'commission' },
      ],
    }
    // The charge is read, the first share goes, the second's answer is lost.
    faults.next(undefined, undefined, 'failed_after')
    assert.equal((await provider.splits.split(order)).is, 'unknown')
    const done = await provider.splits.split(order)
    assert.deepEqual(done.is === 'answered' && done.value.receivers.map(({ amount }) => amount), [
      8_000n,
      900n,
    ])
    assert.equal(simulator.book().sent, 8_900n)
    const more = {
      ...order,
      number: 'spl_2',
      receivers: [{ ...order.receivers[0], amount: 1_001n }],
    }
    assert.equal((await provider.splits.split(more as typeof order)).is, 'refused')
    const back = {
      ...{ number: 'bck_1', split_number: 'spl_1', trade_number, account: 'acct_creator' },
      ...{ amount: 900n, currency: 'USD' },
    }
    assert.deepEqual(await provider.splits.queryGiveBack?.(back), {
      ...{ is: 'answered', value: undefined },
    })
    // It is found, what is read of it lost after it was done.
    faults.next(undefined, 'failed_after')
    assert.equal((await provider.splits.giveBack(back)).is, 'unknown')
    const found = await provider.splits.queryGiveBack?.(back)
    assert.equal(found?.is === 'answered' && found.value?.state, 'succeeded')
    assert.deepEqual(await provider.splits.giveBack(back), found)
    assert.equal(simulator.book().returned, 900n)
    // Never more than is left of the transfer, nor than its receiver still has.
    const seller = { ...back, number: 'bck_2', account: 'acct_seller', amount: 8_001n }
    assert.deepEqual(await provider.splits.giveBack(seller), {
      ...{ is: 'refused', why: 'amount_too_large' },
    })
    simulator.spend('acct_seller', 'usd', 1n)
    assert.deepEqual(
      await provider.splits.giveBack({ ...seller, number: 'bck_3', amount: 8_000n }),
      {
        ...{ is: 'refused', why: 'balance_insufficient' },
      },
    )
    const rest = { ...seller, number: 'bck_4', amount: 7_999n }
    assert.equal((await provider.splits.giveBack(rest)).is, 'answered')
    // Reversed by us it has not come back by itself, and stands in the file under our number.
    const all = await provider.splits.querySplit('spl_1', trade_number)
    assert.equal(all.is === 'answered' && all.value?.state, 'succeeded')
    const sent = {
      ...{ number: 'pot_1', amount: 500n, currency: 'USD' },
      notify_url: wish.notify_url,
    }
    simulator.fund(1_000n, 'usd')
    assert.equal((await provider.payout({ ...sent, bank_account: 'acct_seller' })).is, 'answered')
    simulator.takeBack('pot_1')
    const bounced = await provider.queryPayout('pot_1')
    assert.ok(bounced.is === 'answered' && bounced.value?.state === 'failed')
    assert.deepEqual(
      bounced.value.finished_at,
      new Date(Math.floor(now().getTime() / 1_000) * 1_000),
    )
    const bill = await provider.fetchBill('2026-03-01')
    assert.ok(bill.is === 'answered')
    assert.deepEqual(
      bill.value
        .filter(({ about }) => about === 'payout_return')
        .map(({ number, amount }) => [number, amount]),
      [
        ['pot_1', 500n],
        ['bck_4', 7_999n],
        ['bck_1', 900n],
      ],
    )
    assert.deepEqual(await provider.splits.querySplit('spl_none', trade_number), {
      is: 'answered',
      value: undefined,
    })
  } finally {
    await simulator.close()
  }
})

test('stripe: events are judged by either secret while they rotate, and only of our own world', async () => {
  const { simulator, provider, now } = await stand()
  try {
    const refund = {
      ...{ id: 're_1', object: 'refund', status: 'succeeded', created: 1 },
      ...{ metadata: { number: 'rfd_1' }, amount: 100, currency: 'usd' },
    }
    const judge = (more: Record<string, unknown>, secret?: string, object: object = refund) => {
      const { body } = simulator.letterOf('', 'refund.updated', object, more)
      const headers = { 'stripe-signature': simulator.sign(body, secret) }
      return provider.verifyCallback(Buffer.from(body), headers, now())
    }
    assert.equal(judge({})?.report?.number, 'rfd_1')
    assert.equal(judge({}, 'whsec_of_the_rotation_before')?.report?.number, 'rfd_1')
    assert.equal(judge({}, 'whsec_made_up'), undefined)
    assert.equal(judge({ livemode: true }), undefined)
    // Ours, and of something that we did not make: kept, and means nothing.
    assert.equal(judge({}, undefined, { ...refund, metadata: {} })?.report, undefined)
    assert.equal(judge({ type: 'customer.created' })?.type, 'customer.created')
  } finally {
    await simulator.close()
  }
})

test('stripe: a fee kept in the currency of the balance is told in the trade’s, at the rate of the trade', () => {
  const charge = {
    ...{ id: 'ch_1', object: 'charge', amount: 5_500, currency: 'usd', payment_intent: 'pi_1' },
    metadata: { number: 'pay_1' },
  } as unknown as Stripe.Charge
  const line = (currency: string, amount: number, fee: number) =>
    readLine({ type: 'charge', source: charge, currency, amount, fee, created: 1_770_000_000 })?.fee
  assert.equal(line('usd', 5_500, 190), 190n)
  // 55.00 USD became 430.10 HKD, of which 14.86 were kept: 1.90 USD.
  assert.equal(line('hkd', 43_010, 1_486), 190n)
  // Yen have no decimals: 8,300 of them, 286 kept.
  assert.equal(line('jpy', 8_300, 286), 190n)
  assert.equal(line('hkd', 43_010, 0), 0n)
  assert.equal(line('hkd', 0, 0), 0n)
})
