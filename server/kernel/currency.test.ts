import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decimalsOf, fromDecimal, toDecimal } from './currency.ts'

test('vector: yen have no decimals, yuan two, dinars of Kuwait three', () => {
  assert.deepEqual(['JPY', 'CNY', 'KWD', 'BRL', 'CLF'].map(decimalsOf), [0, 2, 3, 2, 4])
  assert.deepEqual(
    [
      toDecimal(1_200n, 'JPY'),
      toDecimal(-3_808n, 'CNY'),
      toDecimal(5n, 'KWD'),
      toDecimal(0, 'CNY'),
    ],
    ['1200', '-38.08', '0.005', '0.00'],
  )
  assert.deepEqual(
    [fromDecimal('1200', 'JPY'), fromDecimal('38.1', 'CNY'), fromDecimal('0.005', 'KWD')],
    [1_200n, 3_810n, 5n],
  )
})

test('vector: what is no exact amount of the currency is not read', () => {
  for (const text of [
    '',
    '.',
    '1.',
    '.5',
    '-1',
    '+1',
    '1e3',
    '1,000',
    ' 1',
    '1 ',
    '٣',
    '0x10',
    'NaN',
  ])
    assert.equal(fromDecimal(text, 'CNY'), undefined, text)
  assert.equal(fromDecimal('1.5', 'JPY'), undefined)
  assert.equal(fromDecimal('1.005', 'CNY'), undefined)
  assert.equal(fromDecimal('1.0005', 'KWD'), undefined)
  assert.equal(fromDecimal('9'.repeat(19), 'CNY'), undefined)
})

test('property: amounts to 10^15 survive decimal text in currencies with 0, 2, 3 and 4 decimals', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      fc.constantFrom('JPY', 'CNY', 'KWD', 'CLF'),
      (amount, currency) => {
        const text = toDecimal(amount, currency)
        assert.equal(fromDecimal(text, currency), amount)
        assert.equal((text.split('.')[1] ?? '').length, decimalsOf(currency))
        if (amount > 0n) assert.equal(toDecimal(-amount, currency), `-${text}`)
      },
    ),
    { numRuns: 500 },
  )
})

test('the decimals of money in use agree with the platform’s own tables of ISO 4217', () => {
  for (const currency of [
    'CNY',
    'USD',
    'EUR',
    'BRL',
    'JPY',
    'KRW',
    'VND',
    'KWD',
    'BHD',
    'TND',
    'CLF',
  ])
    assert.equal(
      decimalsOf(currency),
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
        .maximumFractionDigits,
      currency,
    )
})
