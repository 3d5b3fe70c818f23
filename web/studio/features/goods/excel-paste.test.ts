import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cellsOf, countOf, pasteInto, pricePasted } from './excel-paste.ts'

test('cells as spreadsheets copy them', () => {
  assert.deepEqual(cellsOf('1\t2\r\n3\t4\r\n'), [
    ['1', '2'],
    ['3', '4'],
  ])
  assert.deepEqual(cellsOf('"a\tb"\t"say ""hi"""\n"two\nlines"'), [
    ['a\tb', 'say "hi"'],
    ['two\nlines'],
  ])
  assert.deepEqual(cellsOf('single'), [['single']])
})

test('amounts become whole minor units of their currency or nothing', () => {
  for (const [text, fen] of [
    ['¥1,299.50', 129_950],
    ['19.9', 1_990],
    ['0.07', 7],
    ['12元', 1_200],
    [' 88 ', 8_800],
    ['1,29', null],
    ['9.999', null],
    ['-5', null],
    ['abc', null],
    ['1e5', null],
  ] as const)
    assert.equal(pricePasted(text, 'CNY'), fen, text)
  assert.deepEqual(
    ['1200', '1,200.00', '12.5', '¥1,200円'].map((text) => pricePasted(text, 'JPY')),
    [1_200, 1_200, null, 1_200],
  )
  assert.deepEqual(
    ['1.5', 'KWD 0.005', '0.0005'].map((text) => pricePasted(text, 'KWD')),
    [1_500, 5, null],
  )
  assert.equal(countOf('1,200'), 1_200)
  assert.equal(countOf('3.0'), 3)
  assert.equal(countOf('3.5'), null)
})

test('cells spread from one field on; wrong ones are counted, empty ones change nothing', () => {
  const skus = ['白', '紫', '粉'].map((value) => ({ option_values: [value], price: 100, stock: 5 }))
  const pasted = pasteInto(
    skus,
    cellsOf('59.9\t79.9\t10\tA-1\nx\t\t12\tA-2\n1\t2\t3\t4\n9'),
    1,
    'price',
    { currency: 'CNY' },
  )
  assert.deepEqual(pasted.skus, [
    skus[0],
    { option_values: ['紫'], price: 5_990, list_price: 7_990, stock: 10, code: 'A-1' },
    { option_values: ['粉'], price: 100, stock: 12, code: 'A-2' },
  ])
  assert.deepEqual([pasted.filled, pasted.skipped], [6, 1])
})

test('the stock of what is on sale is not pasted over', () => {
  const skus = [{ id: 'sku_a', option_values: [], price: 100, stock: 5 }]
  const { skus: pasted, skipped } = pasteInto(skus, [['7']], 0, 'stock', {
    currency: 'CNY',
    stockIsKept: () => true,
  })
  assert.deepEqual([pasted[0]?.stock, skipped], [5, 1])
})
