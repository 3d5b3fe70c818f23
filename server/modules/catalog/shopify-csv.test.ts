import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '../../kernel/refusal.ts'
import { hasSample, sampleFile } from './catalog.world.ts'
import { cutText, htmlToText } from './html-to-text.ts'
import { errorTable } from './imports.routes.ts'
import { assertUtf8, readProducts } from './read-products.ts'
import { readFen } from './shopify-csv.ts'

const legacy = (...lines: string[]) =>
  Buffer.from(
    [
      'Handle,Title,Body (HTML),Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src',
      ...lines,
    ].join('\r\n'),
  )
const refusedFor = async (bytes: Buffer) => {
  try {
    await readProducts(bytes)
  } catch (error) {
    assert.ok(error instanceof Refusal && error.code === 'not_a_table', String(error))
    return error.details
  }
  throw new Error('was read')
}
const errors = async (...lines: string[]) => {
  const { products, findings } = await readProducts(legacy(...lines))
  return [...findings, ...products.flatMap((product) => product.findings)]
    .filter((one) => !one.is_warning)
    .map((one) => [one.line, one.field, one.code])
}

test('amounts are read exactly or not at all', () => {
  for (const [text, fen] of [
    ['50', 5_000],
    ['42.99', 4_299],
    ['0.5', 50],
    ['0', 0],
    ['007.10', 710],
    ['90071992547409.91', undefined],
    ['9007199254740.99', 900_719_925_474_099],
  ] as const)
    assert.equal(readFen(text), fen, text)
  for (const text of [
    '',
    '1e3',
    '-1',
    '+1',
    '1.234',
    '1,234.50',
    '1.234,50',
    '12,50',
    '１２',
    '$5',
    '5 ',
    'NaN',
    '.5',
    '5.',
    '0x10',
    '99999999999999',
  ])
    assert.equal(readFen(text), undefined, text)
})

test('property: what is written with two decimals is read back to the fen', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 900_000_000_000_00 }),
      (fen) => readFen(`${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`) === fen,
    ),
  )
})

test('rows of one handle are one product wherever they stand; extra picture lines are no SKUs', async () => {
  const { products, header, findings } = await readProducts(
    legacy(
      'tea,Tea,<p>Good &amp; green</p>,TRUE,Size,S,T-S,100,5,10.00,12.00,https://x.example/1.jpg',
      'cup,Cup,,TRUE,Title,Default Title,,,1,3,,',
      'tea,,,,,L,T-L,200,-2,18.50,,',
      'tea,,,,,,,,,,,https://x.example/2.jpg',
    ),
  )
  assert.deepEqual([header.dialect, findings], ['shopify_legacy', []])
  assert.deepEqual(
    products.map((one) => [one.handle, one.line, one.option_names, one.variants.length]),
    [
      ['tea', 2, ['Size'], 2],
      ['cup', 3, [], 1],
    ],
  )
  assert.deepEqual(products[0]?.variants, [
    { price: 1_000, list_price: 1_200, stock: 5, weight_g: 100, option_values: ['S'], code: 'T-S' },
    { price: 1_850, list_price: null, stock: 0, weight_g: 200, option_values: ['L'], code: 'T-L' },
  ])
  assert.deepEqual(
    products[0]?.findings.map((one) => [one.line, one.code, one.is_warning]),
    [
      [4, 'negative', true],
      [2, 'image_not_fetched', true],
    ],
  )
})

test('the dialect of 2024, with a byte-order mark, quoted line breaks and columns nobody knows', async () => {
  const { products, header, findings } = await readProducts(
    Buffer.from(
      '\ufeffTitle,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Option1 Linked To,Option2 name,Option2 value,Price,Compare-at price,Inventory quantity,Weight value (grams),Product image URL,Color (product.metafields.shopify.color-pattern)\r\n' +
        '"Tea ""Longjing""",longjing,"<ul><li>one</li>\r\n<li>two</li></ul>",Acme,,,,TRUE,Active,LJ-1,,Size,100g,,Leaf,whole,99.00,129.00,7,100.5,https://x.example/a.png,green\r\n' +
        ',longjing,,,,,,,,LJ-2,,,250g,,,broken,189.9,,3,250,,\r\n' +
        'Draft tea,later,,,,,,FALSE,Draft,,,,,,,,5,,,,,\r\n',
    ),
  )
  assert.equal(header.dialect, 'shopify_2024')
  assert.match(findings[0]?.words ?? '', /Vendor.*Barcode.*color-pattern/)
  assert.deepEqual(
    products.map((one) => [
      one.title,
      one.is_published,
      one.option_names,
      one.variants.map((sku) => [sku.option_values, sku.price, sku.stock, sku.weight_g]),
    ]),
    [
      [
        'Tea "Longjing"',
        true,
        ['Size', 'Leaf'],
        [
          [['100g', 'whole'], 9_900, 7, 101],
          [['250g', 'broken'], 18_990, 3, 250],
        ],
      ],
      ['Draft tea', false, [], [[[], 500, 0, 0]]],
    ],
  )
  assert.equal(products[1]?.line, 5, 'lines count the breaks inside quotes')
  assert.equal(htmlToText(products[0]?.html ?? ''), '• one\n• two')
})

test('what cannot be read is named by row and field; the other products stand', async () => {
  assert.deepEqual(
    await errors(
      'a,A,,,,,,,x,1e3,,',
      'b,,,,,,,,1,5,,',
      ',C,,,,,,,1,5,,',
      'd,D,,,,,,,1,,,',
      `e,${'x'.repeat(121)},,,,,,,1,5,,`,
      'f,F,,,Size,S,,,1,5,,',
      'f,,,,,S,,,1,5,,',
      'f,,,,,,F-3,,1,5,,',
      'g,G,,,,,,,1,"1,50",abc,',
      'h,H,,,,,,,1,5',
      'ok,OK,,,,,,,1,5,,',
    ),
    [
      [4, 'Handle', 'missing'],
      [2, 'Variant Price', 'no_amount'],
      [2, 'Variant Inventory Qty', 'no_count'],
      [3, 'Title', 'missing'],
      [5, 'Variant Price', 'missing'],
      [6, 'Title', 'too_long'],
      [8, 'Option1 Value', 'same_options'],
      [9, 'Option1 Value', 'missing'],
      [10, 'Variant Price', 'no_amount'],
      [10, 'Variant Compare At Price', 'no_amount'],
      [11, 'Handle', 'cells_differ'],
    ],
  )
})

test('what is no table says why', async () => {
  assert.deepEqual((await refusedFor(Buffer.from('Handle,Title\na,b'))).missing, ['variant price'])
  assert.deepEqual((await refusedFor(Buffer.from('Title,URL handle\na,b'))).missing, ['price'])
  assert.deepEqual(
    (await refusedFor(Buffer.from('Handle;Title;Variant Price\na;b;1'))).separator,
    ';',
  )
  assert.deepEqual((await refusedFor(Buffer.from('Handle,Title,Title,Variant Price\n'))).twice, [
    'Title',
  ])
  assert.match(String((await refusedFor(legacy('a,"A,,,,,,,1,5,,'))).syntax), /^CSV_/)
  assert.ok((await refusedFor(Buffer.alloc(0))).missing)
  assert.ok((await refusedFor(Buffer.from('<html><body>no</body></html>'))).missing)
  for (const bytes of [
    Buffer.from('Handle,Title', 'utf16le'),
    Buffer.from([0xc4, 0xe3, 0xba, 0xc3]),
    Buffer.from('a\u0000b'),
  ])
    assert.throws(() => assertUtf8(bytes), /product CSV/)
})

test('U+2028 and control signs inside cells become plain text', async () => {
  const { products } = await readProducts(legacy('a,A\u0007B,"one\u2028two",TRUE,,,,,1,5,,'))
  assert.deepEqual([products[0]?.title, htmlToText(products[0]?.html ?? '')], ['AB', 'one\ntwo'])
})

test('the same rows have the same digest, any change another', async () => {
  const hash = async (line: string) => (await readProducts(legacy(line))).products[0]?.hash
  const base = await hash('a,A,text,TRUE,,,,,1,5.00,,')
  assert.equal(await hash('a,A,text,TRUE,,,,,1,5,,'), base, '5 and 5.00 are one price')
  for (const line of [
    'a,B,text,TRUE,,,,,1,5,,',
    'a,A,other,TRUE,,,,,1,5,,',
    'a,A,text,FALSE,,,,,1,5,,',
    'a,A,text,TRUE,,,,,2,5,,',
    'a,A,text,TRUE,,,,,1,6,,',
  ])
    assert.notEqual(await hash(line), base, line)
})

test('HTML becomes words: nothing runs, nothing is lost', () => {
  assert.equal(
    htmlToText(
      '<h1>A</h1><p>b&nbsp;c &lt;b&gt; &#20320;&#x597D;</p><script>alert(1)</script><style>p{}</style>d<!-- x -->e',
    ),
    'A\nb c <b> 你好\nde',
  )
  assert.equal(htmlToText('<table><tr><td>Size</td><td>10</td></tr></table>'), 'Size 10')
  assert.equal(htmlToText('plain\r\n\r\ntext & 3 < 5'), 'plain\ntext & 3 < 5')
  assert.equal(htmlToText('<p title="a>b">x</p><b'), 'x')
  assert.equal(htmlToText('&amp;lt;script&amp;gt;'), '&lt;script&gt;', 'decoded once')
  assert.equal(htmlToText('<p>1 < 2</p>'), '1 < 2')
})

test('property: scripts, comments and attributes never show, words always do, in linear time; cutting loses no letter', () => {
  const piece = fc.constantFrom(
    'ok',
    '<b>ok</b>',
    '<p title="BAD>">ok</p>',
    '<script>BAD</script>ok',
    '<STYLE type="a">BAD</STYLE >ok',
    '<!-- BAD -->ok',
    'ok<br/>',
    "<li onclick='BAD'>ok",
  )
  fc.assert(
    fc.property(fc.array(piece), (parts) => {
      const text = htmlToText(parts.join(''))
      assert.ok(!text.includes('BAD') && !text.includes('<'), text)
      assert.equal(text.match(/ok/g)?.length ?? 0, parts.length)
    }),
  )
  const begun = performance.now()
  for (const part of ['<', '<p', '<script>', '<!--', '<p title="', '&#', '</'])
    htmlToText(part.repeat(50_000))
  assert.ok(performance.now() - begun < 3_000)
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '茶', '\n', ' '), maxLength: 9_000 }),
      (text) => {
        const pieces = cutText(text, 2_000)
        assert.ok(pieces.every((piece) => piece.length > 0 && piece.length <= 2_000))
        assert.equal(pieces.join('').replace(/\s/g, ''), text.replace(/\s/g, ''))
      },
    ),
    { numRuns: 50 },
  )
})

test('the error file is harmless in a spreadsheet', () => {
  const cell = (handle: string) =>
    errorTable([
      { line: 2, handle, field: 'Title', code: 'missing', words: 'x', is_warning: false },
    ]).split('\r\n')[1]
  for (const bad of ['=1+1', '+1', '-1', '@x', '\tx', '＝1', ' =1', '＠x'])
    assert.ok(cell(bad)?.includes(`"'${bad}"`), bad)
  assert.ok(cell('tea, "green"')?.includes('"tea, ""green"""'))
  assert.ok(errorTable([]).startsWith('\ufeff'))
})

for (const [name, skus] of [
  ['apparel', 22],
  ['home-and-garden', 21],
  ['jewelery', 23],
] as const)
  test(`a real file: ${name}`, async (t) => {
    const file = `shopify-csv/${name}.csv`
    if (!hasSample(file)) return t.skip(`${file} is not here`)
    const { products } = await readProducts(readFileSync(sampleFile(file)))
    assert.equal(products.length, 20)
    assert.equal(
      products.reduce((sum, one) => sum + one.variants.length, 0),
      skus,
    )
    assert.deepEqual(
      products.flatMap((one) => one.findings).filter((one) => !one.is_warning),
      [],
    )
    assert.ok(
      products.every(
        (one) =>
          one.variants.every((sku) => sku.price > 0) && !/[\u2028<]/.test(htmlToText(one.html)),
      ),
    )
  })
