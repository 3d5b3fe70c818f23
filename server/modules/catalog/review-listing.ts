import { LISTING_TERMS, LURES } from './listing-terms.ts'
import { type Content, type Finding, isExternalUrl, OWN_SOURCE } from './product.ts'

/** What the check knows besides the words. */
export type ReviewFacts = {
  /** The lowest price of the last seven days, by SKU; none for one never on sale. */
  lowest_prices: ReadonlyMap<string, bigint>
  /** Struck-through prices of the copy on sale, by SKU: a person has passed them already. */
  live_list_prices: ReadonlyMap<string, bigint>
}

const remark = (field: string, code: string, words: string, blocks: boolean): Finding => ({
  field,
  code,
  words,
  by: 'rule',
  blocks,
})

/** What is missing before anybody needs to look: each with its field. Prices are asked for apart. */
export function missingParts(content: Content): Finding[] {
  const own = content.source === OWN_SOURCE
  const found: Finding[] = []
  const miss = (field: string, code: string, words: string) =>
    found.push(remark(field, code, words, true))
  if (content.title === '') miss('title', 'missing', 'A title is needed')
  if (own && content.skus.length === 0) miss('skus', 'missing', 'At least one SKU is needed')
  if (new Set(content.option_names).size < content.option_names.length)
    miss('option_names', 'twice', 'Each option has its own name')
  for (const [index, sku] of content.skus.entries())
    if (sku.option_values.length !== content.option_names.length)
      miss(
        `skus/${index}/option_values`,
        'options_differ',
        `One value for each of: ${content.option_names.join(', ') || 'no option'}`,
      )
  if (content.option_names.length === 0 && content.skus.length > 1)
    miss('option_names', 'missing', 'Several SKUs need an option that tells them apart')
  if (!own && (content.external_url === null || !isExternalUrl(content.external_url)))
    miss('external_url', 'bad_url', 'An https address of the goods on the other platform is needed')
  return found
}

/**
 * The automatic review of a complete listing: absolute and forbidden words (advertising law, articles 9 to
 * 25), contact data and lures off the platform, missing picture, struck-through prices (price rules,
 * article 16). Findings that block reject it at once; the others are for the person who decides.
 */
export function reviewListing(content: Content, facts: ReviewFacts): Finding[] {
  const found: Finding[] = []
  for (const [field, text] of textsOf(content)) {
    found.push(...forbiddenWords(field, text, content.category_id))
    found.push(...contacts(field, text))
  }
  if (content.picture_ids.length === 0)
    found.push(remark('picture_ids', 'picture_missing', 'There is no picture of the goods', false))
  found.push(...prices(content, facts))
  return found.slice(0, 60)
}

function textsOf(content: Content): [string, string][] {
  return [
    ['title', content.title],
    ...content.blocks.flatMap((block, index): [string, string][] =>
      block.kind === 'text'
        ? [[`blocks/${index}`, block.text]]
        : block.kind === 'spec'
          ? [[`blocks/${index}`, `${block.name} ${block.value}`]]
          : [],
    ),
    ...content.option_names.map((name, index): [string, string] => [`option_names/${index}`, name]),
    ...content.skus.map((sku, index): [string, string] => [
      `skus/${index}/option_values`,
      sku.option_values.join(' '),
    ]),
  ]
}

/** Full width folded, lower case, and without the signs that are put between letters to hide a word. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cf}|\u034f/gu, '')
const HAN_GAPS = /(?<=\p{Script=Han})[\s·•*_\-~.,|/\\+]+(?=\p{Script=Han})/gu

function forbiddenWords(field: string, text: string, category_id: string): Finding[] {
  const plain = folded(text).replace(HAN_GAPS, '')
  return LISTING_TERMS.flatMap((term) => {
    if (term.unless?.includes(category_id)) return []
    const searched = term.except ? plain.replace(term.except, ' ') : plain
    const words = term.words.filter((word) => searched.includes(word))
    return words.length > 0
      ? [remark(field, term.code, `${words.join('、')} (${term.law})`, term.blocks)]
      : []
  })
}

const PHONE = /(?<!\d)(?:\+?86[\s-]*)?1[3-9]\d(?:[\s\-.·_]*\d){8}(?!\d)/
const EMAIL = /[a-z0-9._%+-]+\s*@\s*[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/
const URL_LIKE =
  /(?:https?:\/\/|www\.)\S+|(?<![a-z0-9@.])[a-z0-9-]{2,}(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|top|vip|shop|xyz|cc|io|me)(?![a-z0-9])/
const MESSENGER =
  /(?:微信|威信|薇信|v信|vx|wx|weixin|wechat|qq|企鹅|line id)\s*[:：号是]?\s*[:：]?\s*(?=[a-z0-9_-]*\d)[a-z0-9_-]{5,20}/

function contacts(field: string, text: string): Finding[] {
  const plain = folded(text)
  const found: Finding[] = []
  for (const pattern of [PHONE, EMAIL, URL_LIKE, MESSENGER]) {
    const hit = pattern.exec(plain)?.[0]
    if (hit) found.push(remark(field, 'contact_data', hit.trim().slice(0, 80), true))
  }
  const gapless = plain.replace(HAN_GAPS, '')
  const lures = LURES.filter((lure) => gapless.includes(lure))
  if (lures.length > 0) found.push(remark(field, 'off_platform_lure', lures.join('、'), true))
  // One reason a code and field is enough for the shop to act on.
  return found.filter((one, index) => found.findIndex((other) => other.code === one.code) === index)
}

function prices(content: Content, { lowest_prices, live_list_prices }: ReviewFacts): Finding[] {
  return content.skus.flatMap((sku, index) => {
    const field = `skus/${index}/list_price`
    if (sku.list_price === null) return []
    if (sku.list_price <= sku.price)
      return [remark(field, 'not_above_price', 'A struck-through price lies above the price', true)]
    if (live_list_prices.get(sku.id) === BigInt(sku.list_price)) return []
    const lowest = lowest_prices.get(sku.id)
    if (lowest !== undefined && BigInt(sku.list_price) > lowest)
      return [
        remark(
          field,
          'above_lowest_price',
          `The lowest price of the last seven days was ${(Number(lowest) / 100).toFixed(2)} (价格欺诈规定 16)`,
          true,
        ),
      ]
    if (lowest === undefined)
      return [remark(field, 'unproven', 'The goods were not sold here at this price before', false)]
    return []
  })
}
