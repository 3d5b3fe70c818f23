import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countOf, optionsOf, type SkuDraft, skusOf } from './sku-matrix.ts'

const sku = (option_values: string[], price: number, more: Partial<SkuDraft> = {}): SkuDraft => ({
  option_values,
  price,
  ...more,
})

test('every combination is a SKU, what is filled in stays with its combination', () => {
  const colour = { name: '颜色', values: ['红', '蓝'] }
  const size = { name: '尺码', values: ['S', 'M'] }
  const first = skusOf([colour, size], [])
  assert.deepEqual(
    first.map(({ option_values }) => option_values.join('/')),
    ['红/S', '红/M', '蓝/S', '蓝/M'],
  )
  const priced = first.map((one, index) => ({ ...one, price: (index + 1) * 100 }))
  const grown = skusOf([{ ...colour, values: ['红', '绿', '蓝'] }, size], priced)
  assert.deepEqual(
    grown.map(({ option_values, price }) => [option_values.join('/'), price]),
    [
      ['红/S', 100],
      ['红/M', 200],
      ['绿/S', 100],
      ['绿/M', 100],
      ['蓝/S', 300],
      ['蓝/M', 400],
    ],
  )
})

test('a SKU keeps its id when an option comes or goes, and no id is used twice', () => {
  const old = [sku([], 5_990, { id: 'sku_a' })]
  const grown = skusOf([{ name: '款式', values: ['白', '紫'] }], old)
  assert.deepEqual(
    grown.map(({ id, option_values }) => [id, option_values[0]]),
    [
      ['sku_a', '白'],
      [undefined, '紫'],
    ],
  )
  const shrunk = skusOf([], [sku(['白'], 1, { id: 'sku_a' }), sku(['紫'], 2, { id: 'sku_b' })])
  assert.deepEqual(
    shrunk.map(({ id, option_values }) => [id, option_values.length]),
    [['sku_a', 0]],
  )
})

test('options are read back from the SKUs in the order of first appearance', () => {
  const content = {
    option_names: ['颜色', '尺码'],
    skus: [sku(['红', 'M'], 1), sku(['红', 'S'], 1), sku(['蓝', 'M'], 1)],
  }
  assert.deepEqual(optionsOf(content), [
    { name: '颜色', values: ['红', '蓝'] },
    { name: '尺码', values: ['M', 'S'] },
  ])
  assert.equal(countOf(optionsOf(content)), 4)
})
