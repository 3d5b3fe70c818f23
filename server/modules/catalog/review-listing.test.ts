import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { hasSample, sampleFile } from './catalog.world.ts'
import type { Content } from './product.ts'
import { isExternalUrl } from './product.ts'
import { missingParts, reviewListing } from './review-listing.ts'

const content = (change: Partial<Content> = {}): Content => ({
  title: '龙井茶 100g',
  category_id: 'tea_coffee',
  picture_ids: ['0197a000-0000-7000-8000-000000000000'],
  blocks: [],
  option_names: [],
  skus: [
    {
      id: 'sku',
      code: '',
      option_values: [],
      price: 9_900,
      list_price: null,
      stock: 1,
      picture_id: null,
      weight_g: 0,
    },
  ],
  ship_within_hours: 48,
  source: 'own',
  sub_source: null,
  external_url: null,
  ...change,
})
const none = {
  lowest_prices: new Map<string, bigint>(),
  live_list_prices: new Map<string, bigint>(),
}
const codes = (change: Partial<Content>, facts = none) =>
  reviewListing(content(change), facts).map((one) => [one.field, one.code, one.blocks])

test('an honest listing has no remark', () => {
  const texts = [
    '产自杭州西湖区，手工炒制，净含量 100 克。',
    '最佳食用期 12 个月，最大直径 20cm',
    'First flush 2026, 100% cotton, size 38-42',
    '产品编号 20260301234567',
    'Art. 1.5L, 3.com-fort',
  ]
  for (const text of texts) assert.deepEqual(codes({ blocks: [{ kind: 'text', text }] }), [], text)
})

test('absolute words of the advertising law are refused, also when hidden; the wider ones a person judges', () => {
  for (const title of [
    '国家级龙井',
    '最佳好茶',
    '最 佳 好茶',
    '最·高·级',
    '国\u200b家级茶',
    '最 佳',
  ])
    assert.deepEqual(codes({ title }), [['title', 'absolute_word', true]], title)
  for (const title of ['全网最低价龙井', "The world's best tea", '销量第一'])
    assert.deepEqual(codes({ title }), [['title', 'absolute_word', false]], title)
  const [found] = reviewListing(content({ title: '国家级 最佳' }), none)
  assert.equal(found?.words, '国家级、最佳 (广告法 9(3))')
})

test('ways off the platform are refused wherever they stand', () => {
  for (const text of [
    '加微信 tea888',
    '微信：longjing_88',
    'V信 longjing88',
    'ＶＸ：longjing88',
    '电话 138 0013 8000',
    '１３８００１３８０００',
    '138-0013-8000',
    '+86 13800138000',
    'QQ群 12345678',
    'mail tea@example.com',
    'www.tea.example',
    'https://shop.example/x',
    'tea-shop.com 有货',
    '好评返现 5 元',
    'whatsapp me',
  ])
    assert.ok(
      codes({ blocks: [{ kind: 'text', text }] }).some(
        ([field, code, blocks]) =>
          field === 'blocks/0' &&
          ['contact_data', 'off_platform_lure'].includes(code as string) &&
          blocks,
      ),
      text,
    )
  assert.deepEqual(codes({ blocks: [{ kind: 'spec', name: '客服', value: '微信 tea_1999' }] }), [
    ['blocks/0', 'contact_data', true],
  ])
  const skus = [{ ...content().skus[0]!, option_values: ['加微信 tea888'] }]
  assert.ok(
    codes({ option_names: ['规格'], skus }).some(([field]) => field === 'skus/0/option_values'),
  )
})

test('a listing without a picture is for a person to judge', () => {
  assert.deepEqual(codes({ picture_ids: [] }), [['picture_ids', 'picture_missing', false]])
})

test('struck-through prices lie above the price and not above the lowest of the last seven days', () => {
  const sku = content().skus[0]!
  const ask = (price: number, list_price: number, facts = none) =>
    codes({ skus: [{ ...sku, price, list_price }] }, facts)
  assert.deepEqual(ask(9_900, 9_900), [['skus/0/list_price', 'not_above_price', true]])
  assert.deepEqual(ask(9_900, 12_900), [['skus/0/list_price', 'unproven', false]])
  const sold = {
    lowest_prices: new Map([['sku', 12_900n]]),
    live_list_prices: new Map<string, bigint>(),
  }
  assert.deepEqual(ask(9_900, 12_900, sold), [])
  assert.deepEqual(ask(9_900, 12_901, sold), [['skus/0/list_price', 'above_lowest_price', true]])
  assert.deepEqual(
    ask(9_900, 15_000, { ...sold, live_list_prices: new Map([['sku', 15_000n]]) }),
    [],
    'passed before',
  )
})

test('what is missing is named by field', () => {
  const fields = (change: Partial<Content>) => missingParts(content(change)).map((one) => one.field)
  assert.deepEqual(fields({}), [])
  assert.deepEqual(fields({ title: '', skus: [] }), ['title', 'skus'])
  const sku = content().skus[0]!
  assert.deepEqual(
    fields({ option_names: ['颜色', '颜色'], skus: [{ ...sku, option_values: ['红'] }] }),
    ['option_names', 'skus/0/option_values'],
  )
  assert.deepEqual(fields({ skus: [sku, { ...sku, id: 'b' }] }), ['option_names'])
  assert.deepEqual(fields({ source: 'taobao_alliance', skus: [] }), ['external_url'])
  assert.deepEqual(
    fields({ source: 'taobao_alliance', skus: [], external_url: 'https://item.example.com/1' }),
    [],
  )
})

test('addresses of other platforms are https and lead outside', () => {
  for (const url of ['https://item.taobao.com/item.htm?id=1', 'https://a.b-c.example/x#y'])
    assert.ok(isExternalUrl(url), url)
  for (const url of [
    'http://item.taobao.com/1',
    'javascript:alert(1)',
    'https://user:pass@a.com',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://localhost/',
    'https://a.local/',
    'https://a.com:8080/',
    '//a.com',
    'a.com',
    'https://2130706433/',
    '',
  ])
    assert.ok(!isExternalUrl(url), url)
})

test('every literal term that the statutes name for all goods is found', (t) => {
  const file = 'moderation/statutory_ad_terms.csv'
  if (!hasSample(file)) return t.skip(`${file} is not here`)
  const terms = (
    parse(readFileSync(sampleFile(file)), { columns: true, bom: true }) as Record<string, string>[]
  ).filter(
    (term) =>
      (term.kind === 'literal_term' && ['all', 'investment'].includes(term.scope as string)) ||
      (term.kind === 'not_advertisable' && term.quote !== '烟草'),
  )
  assert.ok(terms.length >= 15)
  for (const { quote } of terms)
    assert.ok(codes({ title: `好茶 ${quote} 100g` }).length > 0, String(quote))
})

test('real goods texts pass with few remarks: the rules are not a net for everybody', (t) => {
  const file = 'catalog-zh/goods.csv'
  if (!hasSample(file)) return t.skip(`${file} is not here`)
  const goods = parse(readFileSync(sampleFile(file)), { columns: true, bom: true }) as Record<
    string,
    string
  >[]
  const blocked = goods.filter((one) =>
    codes({ title: one.name as string, blocks: [{ kind: 'text', text: one.brief || '-' }] }).some(
      ([, , blocks]) => blocks,
    ),
  )
  assert.ok(
    blocked.length <= goods.length / 50,
    blocked.map((one) => `${one.name} ${one.brief}`).join('\n'),
  )
})
