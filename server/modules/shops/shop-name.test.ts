import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cleanFileName, formOf } from './read-document.ts'
import { depositOf, requiredDocuments, type ShopState, shops } from './shop.ts'
import { checkApplication, isCitizenNumber, isCreditCode, nameKey } from './shop-name.ts'

test('names that look alike to a hasty eye have one key', () => {
  const twins: string[][] = [
    [
      'Tea House',
      'tea house',
      'TEA-HOUSE',
      ' Tea  House! ',
      'Ｔｅａ Ｈｏｕｓｅ',
      'Tеa Ноuse',
      'Tea\u200bHouse',
      'Téa Hoûse',
      'Tea H0use',
      'Tea House™'.replace('™', ''),
    ],
    ['Lilly', 'LiIIy', '1i11y', 'ⅼilly'],
    ['茶葉專賣', '茶叶专卖', '茶 叶·专 卖'],
    ['小米之家', '小米之家\u202e', '小米之家。'],
  ]
  for (const [first, ...others] of twins)
    for (const other of others) assert.equal(nameKey(other), nameKey(first as string), other)
})

test('names that differ have different keys, and what has no letters has none', () => {
  const names = ['Tea House', 'Tea Horse', 'Teahouse 2', '茶馆', '茶楼', '绿茶馆', 'Café Nord']
  assert.equal(new Set(names.map(nameKey)).size, names.length)
  for (const empty of ['!!!', '🍵🍵', ' · ', '\u200b\u200b']) assert.equal(nameKey(empty), '')
})

test('a key is its own key, whatever the spelling', () => {
  assert.equal(nameKey('㈀ￂ'), '가')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (name) => {
      const key = nameKey(name)
      assert.equal(nameKey(key), key)
      assert.equal(nameKey(` ${name} `), key)
      assert.equal(nameKey(name.normalize('NFD')), key)
    }),
    { numRuns: 2_000 },
  )
})

test('the machine remarks on promises, mixed scripts and numbers that are none; it has nothing to say on a plain shop', () => {
  const plain = {
    name: '小满茶馆',
    kind: 'enterprise' as const,
    licence_number: '91350100M000100Y43',
  }
  const codes = (change: Partial<Parameters<typeof checkApplication>[0]>) =>
    checkApplication({ ...plain, ...change }).map(({ code }) => code)
  assert.deepEqual(codes({}), [])
  assert.deepEqual(codes({ name: '小满旗艦店' }), ['flagship_word'])
  assert.deepEqual(codes({ name: 'Xiaoman FlagShip' }), ['flagship_word'])
  assert.deepEqual(codes({ name: '小满旗舰店', kind: 'flagship' }), [])
  assert.deepEqual(codes({ name: 'CIosedloop 客服' }), ['platform_word'])
  assert.deepEqual(codes({ name: '自营茶', kind: 'flagship' }), ['self_operated_word'])
  assert.deepEqual(codes({ name: 'Теа House' }), ['mixed_scripts'])
  assert.deepEqual(codes({ licence_number: '91350100M000100Y44' }), ['checksum'])
  assert.deepEqual(codes({ kind: 'individual', licence_number: '11010519491231002X' }), [])
})

test('one wrong sign in a licence or identity number is found', () => {
  assert.ok(isCreditCode('91350100M000100Y43') && isCreditCode(' 91350100m000100y43 '))
  assert.ok(isCitizenNumber('11010519491231002X') && isCitizenNumber('11010519491231002x'))
  const wrongs = (right: string, signs: string) =>
    [...right].flatMap((sign, place) =>
      [...signs]
        .filter((other) => other !== sign)
        .map((other) => right.slice(0, place) + other + right.slice(place + 1)),
    )
  for (const wrong of wrongs('91350100M000100Y43', '0123456789ABCDEFGHJKLMNPQRTUWXY'))
    assert.ok(!isCreditCode(wrong), wrong)
  for (const wrong of wrongs('11010519491231002X', '0123456789'))
    assert.ok(!isCitizenNumber(wrong), wrong)
  for (const none of ['', '1', '9'.repeat(400), 'IOSVZ0100M000100Y4'])
    assert.ok(!isCreditCode(none) && !isCitizenNumber(none))
})

test('a file is what its first bytes say, and only if its sender says the same', () => {
  const png = Buffer.from('89504e470d0a1a0a0000', 'hex')
  assert.equal(formOf('image/png', png)?.extension, 'png')
  assert.equal(formOf('IMAGE/PNG', png)?.extension, 'png')
  assert.equal(formOf('image/jpeg', png), undefined)
  assert.equal(formOf('image/svg+xml', Buffer.from('<svg/>')), undefined)
  assert.equal(formOf('image/png', Buffer.from('<svg/>')), undefined)
  assert.equal(formOf('application/pdf', Buffer.from('x%PDF-')), undefined)
  assert.equal(formOf('image/webp', Buffer.from('RIFF1234WEBPVP8 '))?.media_type, 'image/webp')
  assert.equal(formOf('image/webp', Buffer.from('RIFF1234WAVE')), undefined)
  assert.equal(formOf('image/jpeg', Buffer.alloc(0)), undefined)
})

test('file names are fit to be shown: no folders, no tricks, never empty, never long', () => {
  for (const [given, shown] of [
    ['执照.pdf', '执照.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\licence.jpg', 'licence.jpg'],
    ['a\u202egpj.exe', 'agpj.exe'],
    ['a\u0000b.pdf', 'ab.pdf'],
    ['x.pdf. .', 'x.pdf'],
    ['"; rm.pdf', '; rm.pdf'],
    ['', 'document.pdf'],
    ['...', 'document.pdf'],
    ['a\r\nset-cookie: b.pdf', 'aset-cookie b.pdf'],
  ])
    assert.equal(cleanFileName(given, 'pdf'), shown)
  assert.equal(cleanFileName(undefined, 'png'), 'document.png')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const shown = cleanFileName(name, 'pdf')
      assert.ok([...shown].length >= 1 && [...shown].length <= 120 && !/[\\/"\p{C}]/u.test(shown))
      assert.doesNotThrow(() => encodeURIComponent(shown))
    }),
  )
})

test('deposits in fen by kind, documents by kind, and no way out of closed', () => {
  assert.deepEqual(
    (['individual', 'sole_trader', 'enterprise', 'flagship'] as const).map(depositOf),
    [50_000n, 100_000n, 100_000n, 200_000n],
  )
  assert.deepEqual(
    [requiredDocuments('individual'), requiredDocuments('flagship')],
    [['identity'], ['business_licence']],
  )
  assert.deepEqual(shops.edges['closed' satisfies ShopState], [])
})
