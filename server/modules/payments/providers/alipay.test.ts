import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../../kernel/ids.ts'
import { after, DAY, MINUTE } from '../../../kernel/time.ts'
import { alipayProvider } from './alipay/alipay-provider.ts'
import { readAlipayBill } from './alipay/bill.ts'
import { contractOf } from './contract.suite.ts'
import { simulateAlipay } from './simulators/alipay.ts'
import { makeFaults } from './simulators/faults.ts'

async function stand(cashier: 'page' | 'code' = 'page') {
  let at = new Date('2026-03-01T04:00:00Z')
  const now = () => at
  const faults = makeFaults()
  const simulator = await simulateAlipay({ faults, now })
  const open = (timeout_ms?: number) =>
    alipayProvider({
      settings: { ...simulator.settings, cashier },
      now,
      callback_base: 'https://shop.example',
      ...(timeout_ms ? { timeout_ms } : {}),
    })
  const provider = open()
  const pass = async (ms: number) => {
    at = after(at, ms)
  }
  return { simulator, provider, impatient: open(100), faults, now, pass }
}

contractOf('alipay', async () => {
  const { simulator, provider, impatient, faults, now, pass } = await stand()
  return {
    ...{ provider, impatient, faults, now, pass },
    currency: 'CNY',
    payee: 'alipay:2088102146225135',
    mishaps: ['lost_before', 'lost_after', 'failed_before', 'failed_after', 'wrong_signature'],
    silent_tries: 1,
    late_ms: 3 * DAY,
    pay: async (number, cashier_url) => simulator.pay(number, cashier_url),
    finish: async () => {},
    deliver: async () => void (await simulator.post.deliverDue()),
    foreign: () => {
      const { headers, body } = simulator.letterOf('', {
        ...{ app_id: '2021000000000000', notify_id: 'n1', out_trade_no: 'pay_somebody_elses' },
        ...{ trade_no: '2026', trade_status: 'TRADE_SUCCESS', total_amount: '0.01' },
      })
      return { raw: Buffer.from(body), headers }
    },
    book: async () => simulator.book(),
    close: simulator.close,
  }
})

const trade = (at: Date, amount = 9_900n) => ({
  ...{ number: showId('pay', newId()), amount, currency: 'CNY' },
  ...{ title: '龙井 & 50%/2=1', payee: 'Tea House', notify_url: 'http://127.0.0.1:1/callbacks' },
  expires_at: after(at, 30 * MINUTE),
  return_url: 'https://shop.example/pay/done',
})

test('alipay: a code to scan is made by a call, once for one number, and refused with other terms', async () => {
  const { simulator, provider, now } = await stand('code')
  try {
    const wish = trade(now())
    const first = await provider.create(wish)
    assert.ok(first.is === 'answered')
    assert.match(first.value.cashier_url, /^https:\/\/qr\.alipay\.com\//)
    assert.deepEqual(await provider.create(wish), first)
    assert.deepEqual(await provider.create({ ...wish, amount: 1n }), {
      is: 'refused',
      why: 'ACQ.CONTEXT_INCONSISTENT',
    })
    simulator.pay(wish.number, first.value.cashier_url)
    const paid = await provider.query(wish.number)
    assert.ok(paid.is === 'answered')
    assert.deepEqual([paid.value?.state, paid.value?.amount], ['succeeded', 9_900n])
  } finally {
    await simulator.close()
  }
})

test('alipay: amounts go and come as yuan without a float, to the largest that it takes', async () => {
  const { simulator, provider, now } = await stand()
  try {
    for (const amount of [1n, 10n, 99n, 100n, 12_345_678n, 9_999_999_999n, 10_000_000_000n]) {
      const wish = trade(now(), amount)
      const opened = await provider.create(wish)
      assert.ok(opened.is === 'answered')
      simulator.pay(wish.number, opened.value.cashier_url)
      const paid = await provider.query(wish.number)
      assert.equal(paid.is === 'answered' && paid.value?.amount, amount)
    }
  } finally {
    await simulator.close()
  }
})

test('alipay: a fully refunded trade is closed there; what its callback says of refunds is not taken for one', async () => {
  const { simulator, provider, now } = await stand()
  try {
    const wish = trade(now())
    const opened = await provider.create(wish)
    assert.ok(opened.is === 'answered')
    simulator.pay(wish.number, opened.value.cashier_url)
    const paid = await provider.query(wish.number)
    assert.ok(paid.is === 'answered' && paid.value)
    const number = showId('rfd', newId())
    const refund = {
      ...{ number, trade_number: paid.value.provider_number, currency: 'CNY' },
      ...{ amount: 9_900n, paid: 9_900n, notify_url: wish.notify_url },
    }
    const done = await provider.refund(refund)
    assert.equal(done.is === 'answered' && done.value.state, 'succeeded')
    assert.deepEqual(await provider.refund({ ...refund, amount: 1n }), {
      is: 'refused',
      why: 'ACQ.DISCORDANT_REPEAT_REQUEST',
    })
    const letter = simulator.letterOf('', {
      ...{ notify_id: 'n2', out_trade_no: wish.number, trade_no: paid.value.provider_number },
      ...{ trade_status: 'TRADE_CLOSED', total_amount: '99.00', refund_fee: '99.00' },
    })
    assert.deepEqual(provider.verifyCallback(Buffer.from(letter.body), letter.headers, now()), {
      event_id: 'n2',
      type: 'trade_refund',
      report: undefined,
    })
  } finally {
    await simulator.close()
  }
})

test('alipay: a callback for another seller, of the old signature, or with a name told twice is refused', async () => {
  const { simulator, provider, now } = await stand()
  try {
    const told = {
      ...{ notify_id: 'n3', out_trade_no: 'pay_one', trade_no: '2026' },
      ...{ trade_status: 'TRADE_SUCCESS', total_amount: '0.01' },
    }
    const judge = (words: Record<string, string>, more = '') => {
      const { headers, body } = simulator.letterOf('', { ...told, ...words })
      return provider.verifyCallback(Buffer.from(body + more), headers, now())
    }
    assert.equal(judge({})?.report?.amount, 1n)
    assert.equal(judge({ seller_id: '2088000000000000' }), undefined)
    assert.equal(judge({ sign_type: 'RSA' }), undefined)
    assert.equal(judge({ notify_time: '2026-02-20 00:00:00' }), undefined)
    assert.equal(judge({}, '&total_amount=0.01'), undefined)
    assert.equal(judge({}, '&extra=1'), undefined)
    // Signed by Alipay, and no amount: kept, and pays nothing.
    assert.equal(judge({ total_amount: '0.001' })?.report, undefined)
  } finally {
    await simulator.close()
  }
})

test('alipay: a line of a bill that cannot be read stops the bill', () => {
  assert.throws(() =>
    readAlipayBill(
      '支付宝交易号,业务类型,订单金额（元）,完成时间\n1,交易,1.005,2026-03-01 00:00:00',
    ),
  )
})
