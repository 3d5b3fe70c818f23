import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { newId, showId } from '../../../kernel/ids.ts'
import { DAY, MINUTE } from '../../../kernel/time.ts'
import { contractOf } from './contract.suite.ts'
import { openMailbox } from './simulators/mailbox.ts'
import { readWechatBill } from './wechat/bill.ts'
import { wechatClient } from './wechat/client.ts'
import { isSealed, sealOf, signText } from './wechat/signature.ts'
import { prepayInside, wechatProvider } from './wechat/wechat-provider.ts'
import { paid, stand, told, trade } from './wechat.world.ts'

for (const mode of ['certificates', 'public_key'] as const)
  contractOf(`wechat with its ${mode.replace('_', ' ')}`, async () => {
    const { simulator, provider, impatient, faults, now, pass } = await stand(mode)
    return {
      ...{ provider, impatient, faults, now, pass },
      currency: 'CNY',
      payee: 'openid:o-MYE42l80oelYMDE34nYD456Xoy',
      mishaps: ['lost_before', 'lost_after', 'failed_before', 'failed_after', 'wrong_signature'],
      late_ms: 6 * MINUTE,
      pay: async (number) => simulator.pay(number),
      finish: async () => simulator.finish(),
      deliver: async () => void (await simulator.post.deliverDue()),
      foreign: () => {
        const { headers, body } = simulator.letterOf('', 'TRANSACTION.SUCCESS', {
          mchid: '1900000000',
          out_trade_no: 'pay_somebody_elses',
          transaction_id: '42000',
          trade_state: 'SUCCESS',
          amount: { total: 1, currency: 'CNY' },
        })
        return { raw: Buffer.from(body), headers }
      },
      book: async () => simulator.book(),
      close: simulator.close,
    }
  })

test('wechat: a rotated platform certificate is fetched once when first named, and a retired one counts no more', async () => {
  const { simulator, provider, now, pass } = await stand()
  try {
    const first = told(simulator, 'pay_one')
    assert.equal(provider.verifyCallback(first.raw, first.headers, now()), undefined)
    await provider.prepare?.(first.headers)
    assert.equal(
      provider.verifyCallback(first.raw, first.headers, now())?.report?.number,
      'pay_one',
    )
    simulator.rotate({ retire: true })
    await pass(2 * MINUTE)
    const second = told(simulator, 'pay_two')
    assert.equal(provider.verifyCallback(second.raw, second.headers, now()), undefined)
    await provider.prepare?.(second.headers)
    assert.equal(
      provider.verifyCallback(second.raw, second.headers, now())?.report?.number,
      'pay_two',
    )
    assert.equal(provider.verifyCallback(first.raw, first.headers, now()), undefined)
    // A made-up serial makes nobody look again within the minute, and proves nothing.
    const forged = { ...second.headers, 'wechatpay-serial': '5A00' }
    await provider.prepare?.(forged)
    assert.equal(provider.verifyCallback(second.raw, forged, now()), undefined)
  } finally {
    await simulator.close()
  }
})

test('wechat: while a merchant moves to the public key, both are judged by the name they carry', async () => {
  const { simulator, now, pass } = await stand()
  try {
    const provider = wechatProvider({
      settings: { ...simulator.settings, public_key: simulator.public_key },
      now,
      callback_base: 'https://shop.example',
    })
    const old = told(simulator, 'pay_old')
    await provider.prepare?.(old.headers)
    assert.ok(provider.verifyCallback(old.raw, old.headers, now())?.report)
    simulator.moveToPublicKey()
    const fresh = told(simulator, 'pay_new')
    assert.match(fresh.headers['wechatpay-serial'] as string, /^PUB_KEY_ID_/)
    assert.ok(provider.verifyCallback(fresh.raw, fresh.headers, now())?.report)
    assert.ok(provider.verifyCallback(old.raw, old.headers, now())?.report)
    await pass(MINUTE)
  } finally {
    await simulator.close()
  }
})

test('wechat: what is signed but cannot be opened is kept as unreadable and pays nothing', async () => {
  const { simulator, provider, now } = await stand('public_key')
  try {
    const body = JSON.stringify({
      id: 'EV-1',
      event_type: 'TRANSACTION.SUCCESS',
      resource: { ciphertext: 'AAAA', nonce: '000000000000', associated_data: '' },
    })
    const callback = provider.verifyCallback(Buffer.from(body), simulator.seal(body), now())
    assert.deepEqual(callback, { event_id: 'EV-1', type: 'unreadable', report: undefined })
  } finally {
    await simulator.close()
  }
})

test('wechat: fifty partial refunds of one trade, and the fifty-first is refused', async () => {
  const { simulator, provider, now, pass } = await stand('public_key')
  try {
    const wish = trade('http://127.0.0.1:1/callbacks', now())
    await provider.create(wish)
    simulator.pay(wish.number)
    const report = await provider.query(wish.number)
    assert.ok(report.is === 'answered' && report.value)
    const trade_number = report.value.provider_number
    const back = (amount: bigint) =>
      provider.refund({
        ...{ number: showId('rfd', newId()), trade_number, amount, paid: 9_900n },
        ...{ currency: 'CNY', notify_url: wish.notify_url },
      })
    for (let part = 0; part < 50; part++) {
      assert.equal((await back(1n)).is, 'answered')
      // Two within a minute: nothing was done, and it is tried again later.
      if (part === 0) assert.deepEqual(await back(1n), { is: 'unknown', why: 'status 429' })
      await pass(MINUTE)
    }
    assert.deepEqual(await back(1n), { is: 'refused', why: 'INVALID_REQUEST' })
  } finally {
    await simulator.close()
  }
})

test('wechat: one number with other terms is refused, and so is an amount of nothing', async () => {
  const { simulator, provider, now } = await stand('public_key')
  try {
    const wish = trade('http://127.0.0.1:1/callbacks', now())
    assert.equal((await provider.create(wish)).is, 'answered')
    assert.deepEqual(await provider.create({ ...wish, amount: 1n }), {
      is: 'refused',
      why: 'OUT_TRADE_NO_USED',
    })
    assert.equal((await provider.create(trade('http://a.b', now(), 'pay_0'))).is, 'refused')
    const phone = await provider.create({
      ...trade('http://a.b', now()),
      screen: 'phone',
      payer_ip: '203.0.113.9',
    })
    assert.ok(phone.is === 'answered')
    const url = new URL(phone.value.cashier_url)
    assert.equal(url.searchParams.get('redirect_url'), 'https://shop.example/pay/done')
  } finally {
    await simulator.close()
  }
})

test('wechat: a buyer inside WeChat gets words for its bridge, signed with the merchant’s key', async () => {
  const { simulator, now } = await stand('public_key')
  try {
    const { settings } = simulator
    const client = wechatClient({ settings, now })
    const call = await prepayInside(client, trade('http://a.b', now()), 'oUpF8uMuAJO')
    assert.ok(call.is === 'answered')
    const { appId, timeStamp, nonceStr, package: words, paySign } = call.value
    assert.equal(appId, settings.appid)
    assert.equal(paySign, signText(settings.private_key, [appId, timeStamp, nonceStr, words]))
  } finally {
    await simulator.close()
  }
})

test('wechat: a name that is concealed with a certificate goes with that certificate’s serial', async () => {
  const { simulator, provider, now, pass } = await stand('certificates')
  try {
    await paid(simulator, provider, now(), 300_000n)
    simulator.rotate()
    await pass(2 * MINUTE)
    const sent = await provider.payout({
      ...{ number: showId('pot', newId()), amount: 200_000n, currency: 'CNY' },
      ...{ bank_account: 'openid:oUpF8|张三', notify_url: 'http://127.0.0.1:1/callbacks' },
    })
    assert.equal(sent.is, 'answered')
  } finally {
    await simulator.close()
  }
})

test('wechat: in the bill a refund on its way has left the merchant, and one that failed has not', () => {
  const columns =
    '交易时间,微信订单号,商户订单号,交易状态,货币种类,微信退款单号,商户退款单号,退款金额,退款状态,手续费,订单金额,申请退款金额'
  const line = (number: string, status: string) =>
    `\`2026-03-01 10:00:00,\`42000,\`pay_one,\`REFUND,\`CNY,\`50300${number},\`${number},\`1.00,\`${status},\`-0.01000,\`0.00,\`1.00`
  const text = [
    columns,
    ...[line('rfd_a', 'SUCCESS'), line('rfd_b', 'PROCESSING'), line('rfd_c', 'FAIL')],
    ...[line('rfd_d', 'CHANGE'), '总交易单数', '`4'],
  ].join('\r\n')
  assert.deepEqual(
    readWechatBill(text).map(({ number, amount, fee }) => [number, amount, fee]),
    [
      ['rfd_a', 100n, -1n],
      ['rfd_b', 100n, -1n],
    ],
  )
})

test('wechat: a payout that finds too little is sent again under its number; one that its payee leaves lying comes back', async () => {
  const { simulator, provider, pass } = await stand('public_key')
  try {
    const wish = {
      ...{ number: showId('pot', newId()), amount: 5_000n, currency: 'CNY' },
      ...{ bank_account: 'openid:oUpF8', notify_url: 'http://127.0.0.1:1/callbacks' },
    }
    assert.deepEqual(await provider.payout(wish), { is: 'unknown', why: 'NOT_ENOUGH' })
    assert.deepEqual(await provider.queryPayout(wish.number), {
      is: 'answered',
      value: undefined,
    })
    simulator.fund(5_000n)
    const sent = await provider.payout(wish)
    assert.deepEqual([sent.is === 'answered' && sent.value.state], ['waiting'])
    assert.equal(simulator.book().balance, 0n)
    await pass(DAY + MINUTE)
    const end = await provider.queryPayout(wish.number)
    assert.ok(end.is === 'answered')
    assert.deepEqual([end.value?.state, end.value?.reason], ['failed', 'OVERDUE_CLOSE'])
    assert.equal(simulator.book().balance, 5_000n)
    // Sent again it stays what it is.
    const again = await provider.payout(wish)
    assert.equal(again.is === 'answered' && again.value.state, 'failed')
  } finally {
    await simulator.close()
  }
})

test('wechat: what is signed to try us out is refused', async () => {
  const { simulator, provider, now } = await stand('public_key')
  try {
    const { raw, headers } = told(simulator, 'pay_any')
    // WeChat Pay sends such letters now and then to see that signatures are judged.
    const trial = {
      ...headers,
      'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}`,
    }
    assert.equal(provider.verifyCallback(raw, trial, now()), undefined)
    assert.ok(provider.verifyCallback(raw, headers, now()))
  } finally {
    await simulator.close()
  }
})

test('wechat: a call signed with another key is refused; names of payees travel concealed', async () => {
  const { simulator, now } = await stand('public_key')
  try {
    const { settings } = simulator
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const stranger = wechatProvider({
      settings: { ...settings, private_key: other.privateKey },
      now,
      callback_base: 'https://shop.example',
    })
    assert.deepEqual(await stranger.query('pay_any'), { is: 'refused', why: 'SIGN_ERROR' })
    const ours = wechatProvider({ settings, now, callback_base: 'https://shop.example' })
    const wish = trade('http://127.0.0.1:1/callbacks', now())
    await ours.create({ ...wish, amount: 300_000n })
    simulator.pay(wish.number)
    const payout = (bank_account: string, amount: bigint) =>
      ours.payout({
        ...{ number: showId('pot', newId()), amount, currency: 'CNY', bank_account },
        notify_url: wish.notify_url,
      })
    assert.equal((await payout('openid:oUpF8', 200_000n)).is, 'refused')
    assert.equal((await payout('openid:oUpF8|张三', 200_000n)).is, 'answered')
  } finally {
    await simulator.close()
  }
})

test('wechat: the published retry schedule ends after fifteen more tries over a day', async () => {
  const { simulator, provider, now, pass } = await stand('public_key')
  const mailbox = await openMailbox()
  try {
    mailbox.answer(500, 'no')
    const wish = trade(mailbox.url, now())
    await provider.create(wish)
    simulator.pay(wish.number)
    for (let minute = 0; minute < 26 * 60 && simulator.post.waiting() > 0; minute += 1) {
      await simulator.post.deliverDue()
      await pass(MINUTE)
    }
    assert.equal(mailbox.arrived.length, 16)
    const first = mailbox.arrived[0]
    const seal = first && sealOf(first.headers)
    assert.ok(
      seal && isSealed(seal, simulator.public_key.key, first.raw, new Date('2026-03-01T04:00:00Z')),
    )
    await pass(DAY)
    assert.equal(await simulator.post.deliverDue(), 0)
  } finally {
    await simulator.close()
    await mailbox.close()
  }
})
