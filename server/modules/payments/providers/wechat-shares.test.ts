import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../../kernel/ids.ts'
import { after, DAY, MINUTE } from '../../../kernel/time.ts'
import { wechatClient } from './wechat/client.ts'
import { wechatCombine } from './wechat/combine.ts'
import { wechatPartnerRefunds } from './wechat/partner-refunds.ts'
import { wechatPartnerSplits } from './wechat/partner-splits.ts'
import { paid, stand, trade } from './wechat.world.ts'

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
