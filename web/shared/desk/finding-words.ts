import { dictionary, useWords } from '../i18n/language.tsx'

/** What automatic checks of listings and imports found, by code. */
const found = dictionary(
  {
    missing: '必填内容缺失',
    twice: '两个规格名相同',
    options_differ: '规格值与规格名的个数不一致',
    bad_url: '需要其他平台上商品的 https 链接',
    picture_missing: '没有商品图片',
    not_above_price: '划线价必须高于售价',
    above_lowest_price: '划线价高于近七天最低成交价',
    unproven: '划线价没有成交记录可以证明',
    absolute_word: '绝对化用语',
    state_symbol: '使用了国家标志',
    public_order: '违背公序良俗的内容',
    not_advertisable: '不得做广告的商品',
    medical_claim: '涉及医疗功效',
    infant_food: '婴幼儿食品违规表述',
    alcohol_claim: '酒类违规表述',
    return_promise: '承诺收益',
    exam_promise: '承诺通过考试',
    contact_data: '含有联系方式',
    off_platform_lure: '引导站外交易',
    too_long: '超过长度限制',
    cells_differ: '同一商品的各行内容不一致',
    same_options: '有两行的规格完全相同',
    too_many_skus: '最多 200 个规格',
    image_not_fetched: '图片没有导入，请在商品里上传',
    no_amount: '不是有效金额，写法如 1234.50',
    negative: '负数按 0 处理',
    no_count: '不是整数',
    too_many: '数量过大',
    no_weight: '不是有效重量，已忽略',
    unknown_columns: '未使用的列',
  },
  {
    missing: 'Something required is missing',
    twice: 'Two options have one name',
    options_differ: 'Values and options do not match in number',
    bad_url: 'An https address of the goods on the other platform is needed',
    picture_missing: 'There is no picture',
    not_above_price: 'The list price must lie above the price',
    above_lowest_price: 'The list price lies above the lowest price of the last seven days',
    unproven: 'No sale proves the list price yet',
    absolute_word: 'Absolute claim',
    state_symbol: 'Use of state symbols',
    public_order: 'Against public order',
    not_advertisable: 'Goods that may not be advertised',
    medical_claim: 'Medical claim',
    infant_food: 'Forbidden claim on infant food',
    alcohol_claim: 'Forbidden claim on alcohol',
    return_promise: 'Promise of returns',
    exam_promise: 'Promise of passing an exam',
    contact_data: 'Contact data',
    off_platform_lure: 'Lure off the platform',
    too_long: 'Too long',
    cells_differ: 'Rows of one product differ',
    same_options: 'Two rows have the same options',
    too_many_skus: 'At most 200 SKUs',
    image_not_fetched: 'Pictures are not imported: upload them to the product',
    no_amount: 'Not an amount; write it like 1234.50',
    negative: 'Negative: taken as 0',
    no_count: 'Not a whole number',
    too_many: 'Too large a number',
    no_weight: 'Not a weight; left out',
    unknown_columns: 'Columns not used',
  },
)
/** Their words name what was found in the text: shown after the sentence. */
const QUOTING = new Set([
  'absolute_word',
  'state_symbol',
  'public_order',
  'not_advertisable',
  'medical_claim',
  'infant_food',
  'alcohol_claim',
  'return_promise',
  'exam_promise',
  'contact_data',
  'off_platform_lure',
])

/** A finding in the reader's language; what a person wrote, and codes not known here, as they are. */
export function useFindingWords() {
  const t = useWords(found)
  return ({ code, words, by = 'rule' }: { code: string; words: string; by?: string }): string => {
    const sentence = by === 'rule' ? t(code as 'missing') : undefined
    if (!sentence) return words
    return QUOTING.has(code) ? `${sentence}：${words}` : sentence
  }
}
