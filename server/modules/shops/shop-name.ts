import type { Finding, ShopKind } from './shop.ts'

/** Letters of other scripts that print like Latin ones, after folding to lower case. */
const LOOK_ALIKES = new Map(
  Object.entries({
    a: 'аαɑ',
    b: 'вьβ',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еεё',
    h: 'нһη',
    i: 'іιıїl1|ӏǀ',
    j: 'јϳ',
    k: 'кκ',
    m: 'мμ',
    n: 'п',
    o: 'оοσ0〇',
    p: 'рρ',
    r: 'г',
    s: 'ѕ5$',
    t: 'тτ',
    u: 'υս',
    v: 'νѵ',
    w: 'ԝω',
    x: 'хχ',
    y: 'уγү',
    z: 'ζᴢ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
)

/** Traditional forms that occur in names of shops, each before its simplified twin. */
const SIMPLIFIED = new Map(
  [
    ...('艦舰專专賣卖營营業业東东車车貨货買买館馆樂乐優优選选農农場场麗丽鮮鲜葉叶園园龍龙鳳凤國国際际電电飾饰書书廠厂廣广華华寶宝貝贝衛卫視视數数碼码機机網网購购讚赞' +
      '醫医藥药護护膚肤妝妆髮发閣阁號号舊旧萬万億亿興兴匯汇滿满點点課课產产開开關关門门馬马鳥鸟魚鱼麵面飯饭鍋锅鐵铁銀银錶表鐘钟褲裤襪袜絲丝綢绸線线織织紡纺繡绣純纯級级' +
      '紅红綠绿藍蓝黃黄個个們们愛爱夢梦雲云風风島岛灣湾嶺岭漁渔濟济潔洁淨净'),
  ].flatMap((sign, place, all) =>
    place % 2 === 0 ? [[sign, all[place + 1] as string] as const] : [],
  ),
)

/**
 * What is left of a name for a hasty eye: compatibility forms folded (full-width, ligatures), accents, case, spaces,
 * punctuation and invisible characters dropped, look-alike letters and traditional characters replaced. Two shops
 * may not share it. Empty when nothing legible is left.
 */
export function nameKey(name: string): string {
  const plain = name
    .normalize('NFKC')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
  let key = ''
  for (const sign of plain) {
    const letter = LOOK_ALIKES.get(sign) ?? SIMPLIFIED.get(sign) ?? sign
    if (/[\p{L}\p{N}]/u.test(letter)) key += letter
  }
  // What stood apart by a dropped sign may now be one letter, as parts of a Korean syllable are.
  return key.normalize('NFC')
}

/** Words that promise more than the kind of shop gives, or speak for the platform. */
const PROMISES: readonly {
  words: string[]
  allowed: readonly ShopKind[]
  code: string
  say: string
}[] = [
  {
    words: ['旗舰', 'flagship'],
    allowed: ['flagship'],
    code: 'flagship_word',
    say: 'Only a flagship shop may call itself one',
  },
  {
    words: ['官方', 'official'],
    allowed: ['flagship'],
    code: 'official_word',
    say: 'Only a brand’s own shop may call itself official',
  },
  {
    words: ['自营', 'self operated'],
    allowed: [],
    code: 'self_operated_word',
    say: 'Self-operated is a label that the platform gives',
  },
  {
    words: ['客服中心', '平台客服', 'closedloop', 'platform support'],
    allowed: [],
    code: 'platform_word',
    say: 'The name speaks for the platform',
  },
]

/**
 * What the automatic check has to say on an application, for the reviewer to weigh: it never decides. Uniqueness
 * of the name is not its business; the database refuses twins.
 */
export function checkApplication({
  name,
  kind,
  licence_number,
}: {
  name: string
  kind: ShopKind
  licence_number: string
}): Finding[] {
  const findings: Finding[] = []
  const key = nameKey(name)
  for (const { words, allowed, code, say } of PROMISES)
    if (!allowed.includes(kind) && words.some((word) => key.includes(nameKey(word))))
      findings.push({ field: 'name', code, words: say })
  const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u].filter(
    (script) => script.test(name.normalize('NFKC')),
  )
  if (scripts.length > 1)
    findings.push({
      field: 'name',
      code: 'mixed_scripts',
      words: 'The name mixes letters of different scripts that look alike',
    })
  if (kind === 'individual' ? !isCitizenNumber(licence_number) : !isCreditCode(licence_number))
    findings.push({
      field: 'licence_number',
      code: 'checksum',
      words:
        kind === 'individual'
          ? 'This is no resident identity number'
          : 'This is no unified social credit code',
    })
  return findings
}

const CREDIT_SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Unified social credit code of the mainland (GB 32100-2015): 18 signs, the last one checks the others. */
export function isCreditCode(text: string): boolean {
  const code = text.normalize('NFKC').toUpperCase().replace(/\s/g, '')
  if (code.length !== 18) return false
  let sum = 0
  let weight = 1
  for (const sign of code.slice(0, 17)) {
    const value = CREDIT_SIGNS.indexOf(sign)
    if (value < 0) return false
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return CREDIT_SIGNS[(31 - (sum % 31)) % 31] === code[17]
}

/** Resident identity number (GB 11643-1999, ISO 7064 MOD 11-2): 17 digits and a check sign. */
export function isCitizenNumber(text: string): boolean {
  const number = text.normalize('NFKC').toUpperCase().replace(/\s/g, '')
  if (!/^\d{17}[\dX]$/.test(number)) return false
  let sum = 0
  for (let place = 0; place < 17; place++) sum += Number(number[place]) * (2 ** (17 - place) % 11)
  return '10X98765432'[sum % 11] === number[17]
}
