import assert from 'node:assert/strict'
import { test } from 'node:test'
import { share, split, sum } from '../../kernel/money.ts'
import {
  isEmpty,
  lost,
  nothingReturned,
  type Returned,
  type Shares,
  shareOut,
  type Terms,
  totalOf,
} from './shares.ts'

/** The worked examples of domain.md 4.5, figure by figure, and their variants. Amounts in fen. */

type Line = Terms & Returned

const PRICES = [9_990n, 5_990n]

/** The cart after the shop's coupon: what both models share out when nobody else gives anything. */
const PAID = PRICES.map((price, index) => price - (split(2_000n, PRICES)[index] as bigint))

/**
 * A sale that leaves for a marketplace elsewhere and comes back as an alliance's commission. The rates of 6 % and 50 %
 * are those of the published models; the marketplace takes 3 % of its own from the merchant.
 */
type ThirdParty = { model: 'special_fee'; special_ppm: bigint } | { model: 'cut'; cut_ppm: bigint }
function shareOutElsewhere(paid: bigint, commission_ppm: bigint, terms: ThirdParty) {
  const marketplace = share(paid, 30_000n)
  const commission = share(paid, commission_ppm)
  const merchant = paid - marketplace - commission
  if (terms.model === 'special_fee') {
    // The content platform's fee is a rate of its own within the commission; the alliance takes a tenth of the rest.
    const content = share(paid, terms.special_ppm)
    const alliance = share(share(paid, commission_ppm - terms.special_ppm), 100_000n)
    return { marketplace, alliance, content, creator: commission - content - alliance, merchant }
  }
  const alliance = share(commission, 100_000n)
  const content = share(commission - alliance, terms.cut_ppm)
  return { marketplace, alliance, content, creator: commission - alliance - content, merchant }
}

/** The cart on the closed loop. Without `loop` nobody subsidises and nobody leads. */
function cart(wish: Partial<Terms> = {}, loop = false): Line[] {
  const platform = split(loop ? 1_000n : 0n, PRICES)
  const creator = split(loop ? 500n : 0n, PRICES)
  return PAID.map((paid, index) => ({
    quantity: 1,
    paid_amount: paid - (platform[index] as bigint) - (creator[index] as bigint),
    platform_discount: platform[index] as bigint,
    creator_discount: creator[index] as bigint,
    fee_ppm: 50_000n,
    commission_ppm: 200_000n,
    leader_ppm: loop ? 50_000n : 0n,
    leader_cut_ppm: loop ? 100_000n : 0n,
    premium: loop && index === 0 ? 54n : 0n,
    freight: 0n,
    creator_id: 'lin',
    leader_id: loop ? 'mei' : null,
    agency_id: null,
    agency_ppm: 0n,
    ...wish,
    ...nothingReturned,
  }))
}
const A = 0
const B = 1
const returning = (lines: readonly Line[], index: number, back: Partial<Returned> = {}): Line[] =>
  lines.map((line, at) =>
    at === index ? { ...line, refunded_quantity: line.quantity, ...back } : line,
  )
const wentBack = (before: readonly Line[], after: readonly Line[]): Shares =>
  lost(totalOf(shareOut(before)), totalOf(shareOut(after)))

test('domain 4.5 comparison (a1): third party with a special fee of 6 %', () => {
  const paid = sum(PAID)
  assert.equal(paid, 13_980n)
  const parts = shareOutElsewhere(paid, 200_000n, { model: 'special_fee', special_ppm: 60_000n })
  assert.deepEqual(parts, {
    marketplace: 419n,
    alliance: 196n,
    content: 839n,
    creator: 1_761n,
    merchant: 10_765n,
  })
  assert.equal(sum(Object.values(parts)), paid)
})

test('domain 4.5 comparison (a2): third party that keeps half of the commission', () => {
  const parts = shareOutElsewhere(13_980n, 200_000n, { model: 'cut', cut_ppm: 500_000n })
  assert.deepEqual(parts, {
    marketplace: 419n,
    alliance: 280n,
    content: 1_258n,
    creator: 1_258n,
    merchant: 10_765n,
  })
  assert.equal(sum(Object.values(parts)), 13_980n)
})

test('domain 4.5 comparison (b) and (b′): the closed loop at 5 % and at 2 %, and what the creator gains by it', () => {
  for (const [fee_ppm, fee, merchant] of [
    [50_000n, 699n, 10_485n],
    [20_000n, 280n, 10_904n],
  ] as const) {
    const all = totalOf(shareOut(cart({ fee_ppm })))
    assert.deepEqual([all.fee, all.commission, all.merchant_net], [fee, 2_796n, merchant])
    assert.equal(all.fee + all.commission + all.merchant_net, 13_980n)
  }
  const gain = (elsewhere: bigint): bigint =>
    ((2_796n - elsewhere) * 1_000n * 2n + elsewhere) / (elsewhere * 2n)
  assert.equal(gain(1_761n), 588n, '+58.8 %')
  assert.equal(gain(1_258n), 1_223n, '+122.3 %')
})

test('domain 4.5 full closed loop: every figure of both lines and of every party', () => {
  const lines = cart({}, true)
  assert.deepEqual(split(2_000n, PRICES), [1_250n, 750n])
  const shares = shareOut(lines)
  const table = (part: keyof Shares) => shares.map((one) => one[part])
  assert.deepEqual(table('platform_discount'), [625n, 375n])
  assert.deepEqual(table('creator_discount'), [313n, 187n])
  assert.deepEqual(table('paid'), [7_802n, 4_678n])
  assert.deepEqual(table('income'), [8_740n, 5_240n])
  assert.deepEqual(table('fee'), [437n, 262n])
  assert.deepEqual(table('commission'), [1_560n, 936n])
  assert.deepEqual(table('leader_fee'), [390n, 234n])
  const all = totalOf(shares)
  assert.deepEqual([all.leader_cut, all.leader_fee - all.leader_cut], [62n, 562n])
  assert.equal(all.merchant_net, 10_107n)
  assert.equal(
    all.paid + all.platform_discount + all.creator_discount,
    all.fee + all.commission + all.leader_fee + all.premium + all.merchant_net,
  )
  assert.equal(all.commission - all.creator_discount, 1_996n, 'net of the creator')
  assert.equal(all.fee + all.leader_cut - all.platform_discount, -239n, 'net of the platform')
})

test('domain 4.5 return of line B after settlement: each party gives back its part, the merchant 3,808', () => {
  const lines = cart({}, true)
  const after = returning(lines, B)
  const gone = wentBack(lines, after)
  assert.deepEqual(
    [gone.paid, gone.platform_discount, gone.creator_discount, gone.fee, gone.commission],
    [4_678n, 375n, 187n, 262n, 936n],
  )
  assert.deepEqual([gone.leader_fee - gone.leader_cut, gone.leader_cut], [211n, 23n])
  assert.deepEqual([gone.merchant_net, gone.premium], [3_808n, 0n])
  assert.equal(totalOf(shareOut(after)).merchant_net, 6_299n)
})

test('domain 4.5 variant, line A returned: the premium is kept, the leader’s cut follows what is left', () => {
  const lines = cart({}, true)
  const gone = wentBack(lines, returning(lines, A))
  assert.deepEqual(
    [gone.paid, gone.fee, gone.commission, gone.leader_fee],
    [7_802n, 437n, 1_560n, 390n],
  )
  assert.equal(gone.leader_cut, 62n - 23n)
  assert.equal(gone.merchant_net, 8_740n - 437n - 1_560n - 390n)
})

test('domain 4.5 variant, refund-administration fee 20 %: the platform keeps 52 of 262, the merchant bears it', () => {
  const lines = cart({ refund_admin_ppm: 200_000n }, true)
  assert.deepEqual(
    totalOf(shareOut(lines)),
    totalOf(shareOut(cart({}, true))),
    'nothing before a return',
  )
  const gone = wentBack(lines, returning(lines, B))
  assert.deepEqual([gone.fee, gone.merchant_net], [262n - 52n, 3_808n + 52n])
  assert.deepEqual([gone.commission, gone.leader_fee, gone.paid], [936n, 234n, 4_678n])
  const unsent = returning(lines, B, { refunded_unshipped: 1 })
  assert.equal(wentBack(lines, unsent).fee, 262n, 'what was never sent pays no administration')
  assert.ok(
    !isEmpty(shareOut(returning(lines, B))[B] as Shares),
    'the kept part is still to be settled',
  )
})

test('domain 4.5 variant, part of a line by quantity: three pieces go back in steps that add up, admin fee too', () => {
  for (const refund_admin_ppm of [0n, 200_000n]) {
    const [line] = cart({ quantity: 3, refund_admin_ppm }, true) as [Line]
    const steps = [0, 1, 2].map((done) =>
      wentBack([{ ...line, refunded_quantity: done }], [{ ...line, refunded_quantity: done + 1 }]),
    )
    const whole = wentBack([line], returning([line], 0))
    assert.deepEqual(totalOf(steps), whole)
    assert.deepEqual(
      steps.map(({ paid }) => paid),
      [2_601n, 2_600n, 2_601n],
    )
    assert.equal(whole.fee, refund_admin_ppm === 0n ? 437n : 437n - 87n)
  }
})

test('domain 4.5 variant, rates changed between sale and refund: the frozen ones count, to the fen', () => {
  const sold = cart({}, true)
  const gone = wentBack(sold, returning(sold, B))
  // Computed anew at today’s rates, the same return would take back another fee than was ever charged.
  const today = cart({ fee_ppm: 20_000n, commission_ppm: 300_000n }, true)
  const wrong = wentBack(today, returning(today, B))
  assert.notDeepEqual([wrong.fee, wrong.commission], [gone.fee, gone.commission])
  const both = totalOf([gone, wentBack(returning(sold, B), returning(returning(sold, B), A))])
  const all = totalOf(shareOut(sold))
  assert.deepEqual(
    [both.fee, both.commission, both.leader_fee, both.leader_cut],
    [all.fee, all.commission, all.leader_fee, all.leader_cut],
  )
})
