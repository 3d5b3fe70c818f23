import assert from 'node:assert/strict'
import { test } from 'node:test'
import { money } from './money.ts'

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
