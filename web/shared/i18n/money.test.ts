import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDecimal } from '../../../server/kernel/currency.ts'
import { amountOf, currencySign, money } from './money.ts'

test('vector: an amount is shown with its currency’s decimals, exact to the last digit', () => {
  const shown = (amount: number, currency?: string) =>
    money(amount, 'en', currency).replace(/\u00a0/g, ' ')
  assert.equal(shown(123_456), '¥1,234.56')
  assert.equal(shown(-3_808), '-¥38.08')
  assert.equal(shown(-0), '¥0.00')
  assert.equal(shown(1_200, 'JPY'), '¥1,200')
  assert.equal(shown(5, 'KWD'), 'KWD 0.005')
  assert.equal(shown(5_027_346, 'BRL'), 'R$50,273.46')
  assert.equal(shown(10 ** 15), '¥10,000,000,000,000.00')
  assert.equal(shown(Number.MAX_SAFE_INTEGER), '¥90,071,992,547,409.91')
})

test('an amount is asked for with its currency’s decimals, and what is written comes back the same', () => {
  const asked = ['JPY', 'CNY', 'KWD'].map((currency) => [
    amountOf('12', currency),
    amountOf('12.5', currency),
    amountOf('12.', currency),
    amountOf('0.1239', currency),
  ])
  assert.deepEqual(asked, [
    [12, 12, 12, 0],
    [1_200, 1_250, 1_200, 12],
    [12_000, 12_500, 12_000, 123],
  ])
  for (const nothing of [null, '', '-1', '1e5', '1,200', 'ten', '.5'])
    assert.equal(amountOf(nothing, 'CNY'), null, String(nothing))
  assert.equal(amountOf('90071992547409.92', 'CNY'), null, 'more than is counted exactly')
  for (const currency of ['JPY', 'CNY', 'KWD'])
    for (const amount of [0, 1, 7, 29, 1_999, 100_000_001, Number.MAX_SAFE_INTEGER])
      assert.equal(amountOf(toDecimal(amount, currency), currency), amount)
  assert.deepEqual(
    ['JPY', 'CNY', 'KWD'].map((currency) => currencySign(currency, 'en')),
    ['¥', '¥', 'KWD'],
  )
})
