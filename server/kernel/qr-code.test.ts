import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { qrCode } from './qr-code.ts'

/** Square by square as another encoder draws them. */
const GOLDEN = [
  [29, '825481d4c7e749ba'],
  [45, 'd047f00be8b9efcc'],
  [57, '72ee1015f3dbbc80'],
]

const shown = (grid: boolean[][]): string =>
  grid.map((row) => row.map((black) => (black ? '1' : '0')).join('')).join('\n')

test('vector: codes of a short link, of one with several blocks, and of the longest text', () => {
  const hashes = [
    'weixin://wxpay/bizpayurl?pr=NwY5Mz9',
    `https://qr.alipay.com/${'x'.repeat(100)}`,
    '龙'.repeat(71),
  ].map((words) => {
    const grid = qrCode(words)
    return [grid.length, createHash('sha256').update(shown(grid)).digest('hex').slice(0, 16)]
  })
  assert.deepEqual(hashes, GOLDEN)
})

test('a code has its three finders, and more than it can hold is refused', () => {
  const grid = qrCode('a')
  assert.equal(grid.length, 21)
  for (const [row, column] of [
    [0, 0],
    [0, 14],
    [14, 0],
  ] as const) {
    const finder = grid.slice(row, row + 7).map((line) => line.slice(column, column + 7))
    assert.equal(shown(finder), '1111111\n1000001\n1011101\n1011101\n1011101\n1000001\n1111111')
  }
  assert.throws(() => qrCode('x'.repeat(214)), RangeError)
})
