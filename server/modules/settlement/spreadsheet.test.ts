import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { type Cell, csvOf, xlsxOf } from './spreadsheet.ts'

const HEAD = ['words', 'amount', 'count']
const ROWS: Cell[][] = [
  ['=1+1', { amount: -3_808n, currency: 'CNY' }, 2],
  ['a "b", <c> & d\u0007', { amount: 1_200n, currency: 'JPY' }, null],
  ['260301000000000020', { amount: 5n, currency: 'KWD' }, 0],
  ['@home', { amount: 1_234_567_890_123_456n, currency: 'CNY' }, 1],
  ['茶\r\nagain', { amount: 999_999_999_999_999n, currency: 'CNY' }, null],
]
async function* pages(): AsyncGenerator<Cell[][]> {
  yield ROWS.slice(0, 2)
  yield ROWS.slice(2)
}
const bytesOf = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(chunks))

test('CSV: amounts with their currency’s decimals, nothing that a spreadsheet would take for a formula', async () => {
  const text = (await bytesOf(csvOf(HEAD, pages()))).toString()
  assert.equal(
    text,
    '\ufeffwords,amount,count\r\n' +
      "'=1+1,-38.08,2\r\n" +
      '"a ""b"", <c> & d\u0007",1200,\r\n' +
      '"\t260301000000000020",0.005,0\r\n' +
      "'@home,12345678901234.56,1\r\n" +
      '"茶\r\nagain",9999999999999.99,\r\n',
  )
})

test('XLSX: a workbook of the parts that it needs; numbers are numbers up to 15 digits, words are never formulas', async () => {
  const parts = unzipSync(await bytesOf(xlsxOf('2026-03-05', HEAD, pages())))
  assert.deepEqual(Object.keys(parts).sort(), [
    '[Content_Types].xml',
    '_rels/.rels',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/workbook.xml',
    'xl/worksheets/sheet1.xml',
  ])
  const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] as Uint8Array)
  assert.equal(sheet.match(/<row>/g)?.length, 6)
  assert.ok(!sheet.includes('<f'))
  for (const cell of [
    '<is><t xml:space="preserve">=1+1</t></is>',
    '<c s="3"><v>-38.08</v></c>',
    '<c s="1"><v>1200</v></c>',
    '<c s="4"><v>0.005</v></c>',
    '<is><t xml:space="preserve">12345678901234.56</t></is>',
    '<c s="3"><v>9999999999999.99</v></c>',
    '<is><t xml:space="preserve">a &quot;b&quot;, &lt;c&gt; &amp; d</t></is>',
    '<is><t xml:space="preserve">260301000000000020</t></is>',
    '<c><v>2</v></c>',
  ])
    assert.ok(sheet.includes(cell), cell)
  assert.ok(strFromU8(parts['xl/workbook.xml'] as Uint8Array).includes('<sheet name="2026-03-05"'))
})
