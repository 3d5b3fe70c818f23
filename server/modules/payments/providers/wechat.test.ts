import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { newId, showId } from '../../../kernel/ids.ts'
import { after, DAY, MINUTE } from '../../../kernel/time.ts'
import { contractOf } from './contract.suite.ts'
import { makeFaults } from './simulators/faults.ts'
import { openMailbox } from './simulators/mailbox.ts'
import { simulateWechat } from './simulators/wechat.ts'
import { readWechatBill } from './wechat/bill.ts'
import { wechatClient } from './wechat/client.ts'
import { wechatCombine } from './wechat/combine.ts'
import { wechatPartnerRefunds } from './wechat/partner-refunds.ts'
import { wechatPartnerSplits } from './wechat/partner-splits.ts'
import { isSealed, sealOf, signText } from './wechat/signature.ts'
import { prepayInside, wechatProvider } from './wechat/wechat-provider.ts'

async function stand(
  mode: 'certificates' | 'public_key' = 'certificates',
  { profit_sharing = false } = {},
) {
  let at = new Date('2026-03-01T04:00:00Z')
  const now = () => at
  const faults = makeFaults()
  const simulator = await simulateWechat({ faults, now, mode })
  const open = (timeout_ms?: number) =>
    wechatProvider({
      settings: { ...simulator.settings, profit_sharing },
      now,
      callback_base: 'https://shop.example',
      ...(timeout_ms ? { timeout_ms } : {}),
    })
  const provider = open()
  return {
    simulator,
    provider,
    impatient: open(100),
    faults,
    now,
    pass: async (ms: number) => {
      at = after(at, ms)
    },
  }
}

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

const trade = (notify_url: string, at: Date, number = showId('pay', newId())) => ({
  ...{ number, amount: 9_900n, currency: 'CNY', notify_url },
  ...{ title: '龙井', payee: 'Tea House' },
  expires_at: after(at, 30 * MINUTE),
  return_url: 'https://shop.example/pay/done',
})
/** A trade that was paid, by the provider's number. */
async function paid(
  simulator: Awaited<ReturnType<typeof stand>>['simulator'],
  provider: Awaited<ReturnType<typeof stand>>['provider'],
  at: Date,
  amount = 9_900n,
): Promise<string> {
  const wish = { ...trade('http://127.0.0.1:1/callbacks', at), amount }
  assert.equal((await provider.create(wish)).is, 'answered')
  simulator.pay(wish.number)
  const report = await provider.query(wish.number)
  assert.ok(report.is === 'answered' && report.value)
  return report.value.provider_number
}
const told = (simulator: Awaited<ReturnType<typeof stand>>['simulator'], number: string) => {
  const { headers, body } = simulator.letterOf('', 'TRANSACTION.SUCCESS', {
    mchid: simulator.settings.mchid,
    out_trade_no: number,
    transaction_id: '4200001234',
    trade_state: 'SUCCESS',
    amount: { total: 100, currency: 'CNY' },
  })
  return { raw: Buffer.from(body), headers }
}

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

test('wechat: combined payment takes fifty orders at once and no more; each part has its own end', async () => {
  const { simulator, now } = await stand('public_key')
  try {
    const combine = wechatCombine(wechatClient({ settings: simulator.settings, now }))
    const parts = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...{ number: showId('pay', newId()), sub_mchid: `19000${index}` },
        ...{ amount: BigInt(100 + index), title: '龙井' },
      }))
    const wish = (number: string, count: number) => ({
      ...{ number, parts: parts(count), notify_url: 'http://127.0.0.1:1/callbacks' },
      expires_at: after(now(), 30 * MINUTE),
    })
    assert.deepEqual(await combine.create(wish('combined_51', 51)), {
      is: 'refused',
      why: 'TOO_MANY_SUB_ORDERS',
    })
    const fifty = wish('combined_50', 50)
    assert.equal((await combine.create(fifty)).is, 'answered')
    simulator.pay('combined_50')
    const ends = await combine.query('combined_50')
    assert.ok(ends.is === 'answered' && ends.value)
    assert.deepEqual(
      ends.value.map(({ number, amount, state }) => [number, amount, state]),
      fifty.parts.map(({ number, amount }) => [number, amount, 'succeeded']),
    )
    const two = wish('combined_2', 2)
    await combine.create(two)
    const closed = await combine.close('combined_2', two.parts)
    assert.ok(closed.is === 'answered')
    assert.deepEqual(
      closed.value?.map(({ state }) => state),
      ['closed', 'closed'],
    )
  } finally {
    await simulator.close()
  }
})

test('wechat: of a combined trade each shop’s part is refunded, shared out and released by itself, to the fen', async () => {
  const { simulator, provider, faults, now, pass } = await stand('certificates')
  try {
    const client = wechatClient({ settings: simulator.settings, now })
    const combine = wechatCombine(client)
    const notify_url = 'http://127.0.0.1:1/callbacks'
    const [tea, cup] = ['1900000101', '1900000102'] as const
    const parts = [
      { number: 'ord_tea', sub_mchid: tea, amount: 20_000n, title: '龙井' },
      { number: 'ord_cup', sub_mchid: cup, amount: 30_000n, title: '杯子' },
    ] as const
    const expires_at = after(now(), 30 * MINUTE)
    const wish = { number: 'pay_both', parts, notify_url, expires_at }
    assert.ok((await combine.create(wish)).is === 'answered')
    // The same number with another sum of one part is another trade.
    const other = [{ ...parts[0], amount: 1n }, parts[1]]
    assert.deepEqual(await combine.create({ ...wish, parts: other }), {
      is: 'refused',
      why: 'OUT_TRADE_NO_USED',
    })
    // Closed as a whole or not at all.
    const half = await combine.close('pay_both', parts.slice(0, 1))
    assert.ok(half.is === 'answered')
    assert.deepEqual(
      half.value?.map(({ state }) => state),
      ['waiting', 'waiting'],
    )
    simulator.pay('pay_both')
    const late = await combine.close('pay_both', parts)
    assert.ok(late.is === 'answered' && late.value)
    assert.deepEqual(
      late.value.map(({ state }) => state),
      ['succeeded', 'succeeded'],
    )
    const [tea_trade, cup_trade] = late.value.map((one) => one.provider_number) as [string, string]
    assert.deepEqual([simulator.book().balance, simulator.book().shops], [0n, {}])

    // A part of one shop's money goes back: by the shop's own number alone, once, also where the answer is lost.
    const back = { number: 'rfd_tea', trade_number: tea_trade, amount: 5_000n, paid: 20_000n }
    const order = { ...back, currency: 'CNY', notify_url }
    assert.deepEqual(await provider.refund(order), { is: 'refused', why: 'PARAM_ERROR' })
    const refunds = {
      tea: wechatPartnerRefunds(client, tea),
      cup: wechatPartnerRefunds(client, cup),
    }
    assert.deepEqual(await refunds.cup.refund(order), { is: 'refused', why: 'PARAM_ERROR' })
    faults.next('lost_after')
    assert.equal((await refunds.tea.refund(order)).is, 'unknown')
    assert.deepEqual(await refunds.cup.queryRefund('rfd_tea'), { is: 'answered', value: undefined })
    const found = await refunds.tea.queryRefund('rfd_tea')
    assert.ok(found.is === 'answered')
    assert.deepEqual([found.value?.state, found.value?.amount], ['waiting', 5_000n])
    const again = await refunds.tea.refund(order)
    assert.deepEqual([again.is === 'answered' && again.value.state], ['waiting'])
    simulator.finish()
    const through = await refunds.tea.queryRefund('rfd_tea')
    assert.equal(through.is === 'answered' && through.value?.state, 'succeeded')
    assert.equal(simulator.book().refunded, 5_000n)

    // What the platform and a creator have of the other shop's part, within thirty in a hundred; the rest is the shop's.
    const splits = wechatPartnerSplits(client, cup)
    const share = (number: string, account: string, amount: bigint) =>
      splits.split({
        ...{ number, trade_number: cup_trade, currency: 'CNY' },
        receivers: [{ account, amount, words: 'commission' }],
      })
    const platform = `${simulator.settings.mchid}|集市平台有限公司`
    assert.deepEqual(await share('spl_x', simulator.settings.mchid, 600n), {
      is: 'refused',
      why: 'INVALID_REQUEST',
    })
    faults.next(undefined, 'lost_after')
    assert.equal((await share('spl_fee', platform, 600n)).is, 'unknown')
    const fee = await splits.querySplit('spl_fee', cup_trade)
    assert.deepEqual(fee.is === 'answered' && [fee.value?.state, fee.value?.receivers], [
      'succeeded',
      [{ account: simulator.settings.mchid, amount: 600n, state: 'succeeded' }],
    ])
    assert.equal((await share('spl_lin', 'openid:oLin|林小夏', 6_000n)).is, 'answered')
    assert.deepEqual(await share('spl_more', 'openid:oSam', 2_401n), {
      is: 'refused',
      why: 'RULE_LIMIT',
    })
    const of_tea = wechatPartnerSplits(client, tea)
    assert.deepEqual(await of_tea.release('spl_end', cup_trade), {
      is: 'refused',
      why: 'PARAM_ERROR',
    })
    faults.next('lost_after')
    assert.equal((await splits.release('spl_end', cup_trade)).is, 'unknown')
    const end = await splits.querySplit('spl_end', cup_trade)
    assert.equal(end.is === 'answered' && end.value?.state, 'succeeded')
    assert.equal((await of_tea.release('spl_tea', tea_trade)).is, 'answered')
    assert.deepEqual(simulator.book().shops, { [cup]: 23_400n, [tea]: 15_000n })
    assert.equal(simulator.book().balance, 600n)

    // A full refund after that: the platform gives its share back, and the shop bears what the creator keeps.
    assert.deepEqual(
      await splits.giveBack({
        ...{ number: 'bck_fee', split_number: 'spl_fee', trade_number: cup_trade },
        ...{ account: platform, amount: 600n, currency: 'CNY' },
      }),
      { is: 'answered', value: { state: 'succeeded' } },
    )
    const all = { number: 'rfd_cup', trade_number: cup_trade, amount: 30_000n, paid: 30_000n }
    assert.deepEqual(await refunds.cup.refund({ ...all, currency: 'CNY', notify_url }), {
      is: 'refused',
      why: 'NOT_ENOUGH',
    })
    assert.deepEqual([simulator.book().balance, simulator.book().shops[cup]], [0n, 24_000n])

    // The bill has a line for each part and each refund, under the parts' own numbers.
    await pass(2 * DAY)
    const bill = await provider.fetchBill('2026-03-01')
    assert.ok(bill.is === 'answered')
    assert.deepEqual(
      bill.value.map(({ about, number, amount }) => [about, number, amount]),
      [
        ['payment', 'ord_tea', 20_000n],
        ['payment', 'ord_cup', 30_000n],
        ['refund', 'rfd_tea', 5_000n],
      ],
    )
  } finally {
    await simulator.close()
  }
})

test('wechat: shares go to receivers once per number, the rest is released, and a share comes back', async () => {
  const { simulator, provider, faults, now } = await stand('public_key', { profit_sharing: true })
  try {
    const wish = trade('http://127.0.0.1:1/callbacks', now())
    await provider.create(wish)
    simulator.pay(wish.number)
    const paid = await provider.query(wish.number)
    assert.ok(paid.is === 'answered' && paid.value)
    const trade_number = paid.value.provider_number
    const splits = provider.splits
    assert.ok(splits)
    const order = (number: string, amount: bigint) => ({
      ...{ number, trade_number, currency: 'CNY' },
      receivers: [{ account: '1900000109', amount, words: 'commission' }],
    })
    faults.next('lost_after')
    assert.equal((await splits.split(order('spl_1', 990n))).is, 'unknown')
    const known = await splits.querySplit('spl_1', trade_number)
    assert.ok(known.is === 'answered')
    assert.deepEqual(
      [known.value?.state, known.value?.receivers],
      ['succeeded', [{ account: '1900000109', amount: 990n, state: 'succeeded' }]],
    )
    assert.equal((await splits.split(order('spl_1', 990n))).is, 'answered')
    // Thirty in a hundred is what may be shared.
    assert.deepEqual(await splits.split(order('spl_2', 1_981n)), {
      is: 'refused',
      why: 'RULE_LIMIT',
    })
    const back = {
      ...{ number: 'bck_1', split_number: 'spl_1', trade_number, account: '1900000109' },
      ...{ amount: 990n, currency: 'CNY' },
    }
    assert.deepEqual(await splits.giveBack(back), {
      is: 'answered',
      value: { state: 'succeeded' },
    })
    assert.equal((await splits.giveBack({ ...back, number: 'bck_2', amount: 1n })).is, 'refused')
    assert.equal((await splits.release('spl_end', trade_number)).is, 'answered')
    assert.equal((await splits.split(order('spl_3', 1n))).is, 'refused')
    assert.deepEqual(await splits.querySplit('spl_none', trade_number), {
      is: 'answered',
      value: undefined,
    })
  } finally {
    await simulator.close()
  }
})

test('wechat: persons are named, with the key that conceals them, before money is shared with them, and give none back', async () => {
  const { simulator, provider, now } = await stand('certificates', { profit_sharing: true })
  try {
    const trade_number = await paid(simulator, provider, now())
    const splits = provider.splits
    assert.ok(splits)
    const order = (number: string, account: string, amount = 100n) => ({
      ...{ number, trade_number, currency: 'CNY' },
      receivers: [{ account, amount, words: 'commission' }],
    })
    assert.equal((await splits.split(order('spl_a', 'openid:oLin|林小夏'))).is, 'answered')
    assert.equal((await splits.split(order('spl_b', 'openid:oSam'))).is, 'answered')
    assert.equal((await splits.split(order('spl_a', 'openid:oLin|林小夏'))).is, 'answered')
    assert.deepEqual(simulator.book().receivers, [
      ['oLin', '林小夏'],
      ['oSam', undefined],
    ])
    assert.deepEqual(
      await splits.giveBack({
        ...{ number: 'bck_a', split_number: 'spl_a', trade_number, account: 'openid:oLin|林小夏' },
        ...{ amount: 100n, currency: 'CNY' },
      }),
      { is: 'refused', why: 'RECEIVER_IS_A_PERSON' },
    )
  } finally {
    await simulator.close()
  }
})

test('wechat: a frozen trade pays nobody out until it is released, takes fifty orders, and thaws after 180 days', async () => {
  const { simulator, provider, now, pass } = await stand('public_key', { profit_sharing: true })
  try {
    const splits = provider.splits
    assert.ok(splits)
    const payout = (amount: bigint) =>
      provider.payout({
        ...{ number: showId('pot', newId()), amount, currency: 'CNY' },
        ...{ bank_account: 'openid:oUpF8', notify_url: 'http://127.0.0.1:1/callbacks' },
      })
    const first = await paid(simulator, provider, now())
    assert.deepEqual(await payout(100n), { is: 'unknown', why: 'NOT_ENOUGH' })
    for (let part = 0; part < 50; part++) {
      const one = await splits.split({
        ...{ number: `spl_${part}`, trade_number: first, currency: 'CNY' },
        receivers: [{ account: '1900000109', amount: 1n, words: '' }],
      })
      assert.equal(one.is, 'answered')
    }
    const more = await splits.split({
      ...{ number: 'spl_50', trade_number: first, currency: 'CNY' },
      receivers: [{ account: '1900000109', amount: 1n, words: '' }],
    })
    assert.deepEqual(more, { is: 'refused', why: 'RULE_LIMIT' })
    await pass(181 * DAY)
    assert.equal((await payout(9_850n)).is, 'answered')
    const second = await paid(simulator, provider, now())
    const released = await splits.release('spl_rest', second)
    assert.ok(released.is === 'answered')
    assert.equal(released.value.state, 'waiting')
    const through = await splits.querySplit('spl_rest', second)
    assert.ok(through.is === 'answered')
    assert.equal(through.value?.state, 'succeeded')
    // The same number releases once.
    assert.equal((await splits.release('spl_rest', second)).is, 'answered')
    assert.equal(simulator.book().balance, 9_900n)
    // What is frozen goes back to its payer first.
    const third = await paid(simulator, provider, now())
    const back = { number: showId('rfd', newId()), trade_number: third, amount: 9_900n }
    const refunded = await provider.refund({
      ...{ ...back, paid: 9_900n, currency: 'CNY' },
      notify_url: 'http://127.0.0.1:1/callbacks',
    })
    assert.equal(refunded.is, 'answered')
    assert.equal(simulator.book().balance, 9_900n)
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
