import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../../kernel/ids.ts'
import { after, BUSINESS_ZONE, DAY, dayIn, HOUR, MINUTE } from '../../../kernel/time.ts'
import type { Answer, Headers, Provider, Report } from '../provider.ts'
import type { Faults, Mishap } from './simulators/faults.ts'
import { type Arrived, type Mailbox, openMailbox } from './simulators/mailbox.ts'

/** One provider with whoever stands behind it, ready to be tried. */
export type Rig = {
  provider: Provider
  /** The same one with little patience: nothing but silence is tried with it. */
  impatient: Provider
  faults: Faults
  now: () => Date
  pass: (ms: number) => Promise<void>
  currency: string
  payee: string
  /** A page of the merchant's. */
  return_url?: string
  /** What can go wrong on the way; after each, the outcome has to be unknown. */
  mishaps: readonly Mishap[]
  /** Its library tries a broken connection so often again by itself, under the same number. */
  silent_tries?: number
  /** The callback is too old then. */
  late_ms: number
  /** The buyer pays at the cashier. */
  pay: (number: string, cashier_url: string) => Promise<void>
  /** What was only taken so far goes through. */
  finish: () => Promise<void>
  /** Callbacks that are due go out to the mailbox. */
  deliver: () => Promise<void>
  /** A callback signed as it should be, for another merchant. */
  foreign: () => { raw: Buffer; headers: Headers }
  /** The provider's own sums. */
  book: () => Promise<{ refunded: bigint; sent: bigint }>
  close: () => Promise<void>
}

/** What every provider has to keep, whatever it speaks: run against each, with its simulator behind it. */
export function contractOf(name: string, open: (mailbox: Mailbox) => Promise<Rig>): void {
  test(`provider contract: ${name}`, async (t) => {
    const mailbox = await openMailbox()
    const rig = await open(mailbox)
    try {
      await keep(t.test.bind(t), rig, mailbox)
    } finally {
      await rig.close()
      await mailbox.close()
    }
  })
}

async function keep(
  it: (name: string, work: () => Promise<void>) => Promise<void>,
  rig: Rig,
  mailbox: Mailbox,
): Promise<void> {
  const { provider, faults, currency, mishaps } = rig
  const notify_url = mailbox.url
  const suffer = (mishap: Mishap): void => {
    const again = mishap.startsWith('lost_') ? (rig.silent_tries ?? 0) : 0
    faults.next(...Array.from({ length: 1 + again }, () => mishap))
  }
  const trade = (number: string, amount = 12_480n) => ({
    ...{ number, amount, currency, notify_url },
    title: '明前龙井 250g 等 2 件',
    payee: 'Tea House',
    expires_at: after(rig.now(), 30 * MINUTE),
    return_url: rig.return_url ?? 'https://shop.example/pay/done',
  })
  const named = (kind: string) => showId(kind, newId())
  const refs = new Map<string, string | undefined>()
  const opened = async (number: string, amount?: bigint): Promise<string> => {
    const { cashier_url, trade_ref } = given(await provider.create(trade(number, amount)))
    refs.set(number, trade_ref)
    return cashier_url
  }
  const asked = async (number: string) => given(await provider.query(number, refs.get(number)))
  /** Paid, and as the provider tells it. */
  const paid = async (amount?: bigint): Promise<Report> => {
    const number = named('pay')
    await rig.pay(number, await opened(number, amount))
    const report = await asked(number)
    assert.equal(report?.state, 'succeeded')
    return report as Report
  }
  const judged = (letter: Arrived, at = rig.now()) =>
    provider.verifyCallback(letter.raw, letter.headers, at)
  const told = async (number: string): Promise<Arrived> => {
    await rig.deliver()
    const letter = mailbox.arrived.find(
      ({ raw, headers }) =>
        provider.verifyCallback(raw, headers, rig.now())?.report?.number === number,
    )
    assert.ok(letter, `nobody told of ${number}`)
    return letter
  }

  await it('a trade is one trade under its number; callback and query tell the same', async () => {
    assert.equal(given(await provider.query(named('pay'))), undefined)
    const number = named('pay')
    const cashier = await opened(number)
    assert.ok(cashier.length > 0)
    given(await provider.create(trade(number)))
    const waiting = await asked(number)
    assert.ok(waiting === undefined || waiting.state === 'waiting')
    await rig.pay(number, cashier)
    const report = (await asked(number)) as Report
    assert.deepEqual(
      [report.about, report.number, report.state, report.amount, report.currency],
      ['payment', number, 'succeeded', 12_480n, currency],
    )
    const letter = await told(number)
    if (provider.prepare) await provider.prepare(letter.headers)
    const callback = judged(letter)
    assert.ok(callback?.report && callback.event_id)
    // Some tell the second and some the millisecond.
    const { finished_at: _, ...core } = callback.report
    const { finished_at: __, ...same } = report
    assert.deepEqual(core, same)
    assert.equal(provider.readCallback(letter.raw).report?.number, number)
  })

  await it('a callback that is forged, changed, late or another merchant’s is refused', async () => {
    const { number } = await paid()
    const letter = await told(number)
    const changed = Buffer.from(letter.raw)
    const at = Math.floor(changed.length / 2)
    changed[at] = (changed[at] as number) ^ 1
    assert.equal(judged({ ...letter, raw: changed }), undefined)
    assert.equal(judged({ raw: letter.raw.subarray(1), headers: letter.headers }), undefined)
    if (provider.name !== 'alipay')
      assert.equal(judged({ raw: letter.raw, headers: {} }), undefined)
    assert.equal(judged({ raw: Buffer.alloc(0), headers: letter.headers }), undefined)
    assert.equal(judged(letter, after(rig.now(), rig.late_ms)), undefined)
    assert.equal(judged(letter, after(rig.now(), -HOUR)), undefined)
    const foreign = rig.foreign()
    assert.equal(provider.verifyCallback(foreign.raw, foreign.headers, rig.now()), undefined)
  })

  await it('callbacks are told again until they are heard, and the same one has the same name', async () => {
    mailbox.answer(503, 'later')
    const { number } = await paid()
    await rig.deliver()
    mailbox.answer(200, provider.thanks ?? '{"code":"success"}')
    await rig.pass(5 * MINUTE)
    await rig.deliver()
    const events = mailbox.arrived.flatMap(({ raw }) => {
      const callback = provider.readCallback(raw)
      return callback.report?.number === number ? [callback] : []
    })
    assert.ok(events.length >= 2)
    assert.equal(new Set(events.map((one) => JSON.stringify(one, plain))).size, 1)
    const before = mailbox.arrived.length
    await rig.pass(DAY)
    await rig.deliver()
    assert.equal(
      mailbox.arrived
        .slice(before)
        .filter(({ raw }) => provider.readCallback(raw).report?.number === number).length,
      0,
    )
  })

  await it('a refund whose end is unknown is found by asking, and done once under its number', async () => {
    const payment = await paid()
    const { provider_number: trade_number } = payment
    const before = (await rig.book()).refunded
    for (const mishap of mishaps) {
      // One refund of a trade in a minute is what the strictest takes.
      await rig.pass(MINUTE)
      const number = named('rfd')
      const wish = { number, trade_number, amount: 100n, paid: 12_480n, currency, notify_url }
      suffer(mishap)
      assert.equal((await provider.refund(wish)).is, 'unknown', mishap)
      const known = given(await provider.queryRefund(number, trade_number))
      const was_done = mishap.endsWith('_after') || mishap === 'wrong_signature'
      assert.equal(known !== undefined, was_done, mishap)
      const again = given(await provider.refund(wish))
      assert.deepEqual([again.number, again.amount, again.about], [number, 100n, 'refund'])
      await rig.finish()
      const end = given(await provider.queryRefund(number, trade_number))
      assert.deepEqual([end?.state, end?.amount, end?.number], ['succeeded', 100n, number])
    }
    assert.equal((await rig.book()).refunded - before, BigInt(mishaps.length) * 100n)
    assert.equal(given(await provider.queryRefund(named('rfd'), trade_number)), undefined)
    // The trade is paid as before: what went back is told by the refunds.
    const still = (await asked(payment.number)) as Report
    assert.deepEqual([still.state, still.amount], ['succeeded', 12_480n])
  })

  await it('more than was paid is a clear no, and changes nothing', async () => {
    const { provider_number: trade_number } = await paid(1_000n)
    const before = (await rig.book()).refunded
    const answer = await provider.refund({
      ...{ number: named('rfd'), trade_number, currency, notify_url },
      ...{ amount: 1_001n, paid: 1_000n },
    })
    assert.equal(answer.is, 'refused')
    assert.equal((await rig.book()).refunded, before)
  })

  await it('an unpaid trade is closed; a paid one says that the money was faster', async () => {
    const number = named('pay')
    await opened(number)
    const closed = given(await provider.close(number, refs.get(number)))
    assert.ok(closed === undefined || closed.state === 'closed')
    assert.equal(given(await provider.close(named('pay'))), undefined)
    const payment = await paid()
    const faster = given(await provider.close(payment.number, refs.get(payment.number)))
    assert.deepEqual([faster?.state, faster?.amount], ['succeeded', 12_480n])
  })

  await it('a payout goes out once under its number, and not to another provider’s account', async () => {
    await paid(500_000n)
    const before = (await rig.book()).sent
    for (const mishap of mishaps) {
      const number = named('pot')
      const wish = { number, amount: 5_000n, currency, bank_account: rig.payee, notify_url }
      suffer(mishap)
      assert.equal((await provider.payout(wish)).is, 'unknown', mishap)
      if (mishap.endsWith('_before'))
        assert.equal(given(await provider.queryPayout(number)), undefined)
      given(await provider.payout(wish))
      await rig.finish()
      const end = given(await provider.queryPayout(number))
      assert.deepEqual([end?.state, end?.amount, end?.number], ['succeeded', 5_000n, number])
    }
    assert.equal((await rig.book()).sent - before, BigInt(mishaps.length) * 5_000n)
    if (provider.name === 'sandbox') return
    const elsewhere = await provider.payout({
      ...{ number: named('pot'), amount: 5_000n, currency, notify_url },
      bank_account: 'Bank of Somewhere 6222 0212 3456 7890',
    })
    assert.equal(elsewhere.is, 'refused')
  })

  await it('the bill of a day that is over has each trade and refund, with fees', async () => {
    const day = dayIn(rig.now(), BUSINESS_ZONE)
    const payment = await paid(7_700n)
    const refund = {
      ...{ number: named('rfd'), trade_number: payment.provider_number, currency, notify_url },
      ...{ amount: 700n, paid: 7_700n },
    }
    given(await provider.refund(refund))
    await rig.finish()
    await rig.pass(DAY)
    const lines = given(await provider.fetchBill(day))
    const of = (number: string) => lines.filter((line) => line.number === number)
    const [line] = of(payment.number)
    assert.deepEqual(
      [line?.about, line?.provider_number, line?.amount, line?.currency],
      ['payment', payment.provider_number, 7_700n, currency],
    )
    assert.ok((line?.fee as bigint) > 0n)
    assert.deepEqual(
      of(refund.number).map(({ about, amount }) => [about, amount]),
      [['refund', 700n]],
    )
    assert.equal(new Set(lines.map(({ number }) => number)).size, lines.length)
  })

  await it('a provider that says nothing is given up after its time, and the end is unknown', async () => {
    faults.next('silent')
    assert.equal((await rig.impatient.query(named('pay'), 'cs_test_silent')).is, 'unknown')
  })
}

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

function given<T>(answer: Answer<T>): T {
  if (answer.is !== 'answered') assert.fail(`${answer.is}: ${answer.why}`)
  return answer.value
}
