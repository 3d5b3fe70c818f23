import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BillEntry, compareDay, type OurEntry, signed } from './bill.ts'
import { readBill } from './bill-formats.ts'
import { readAmount, readTime } from './bill-text.ts'

const DAY = '2026-03-01'
const line = (wish: Partial<BillEntry> = {}): BillEntry => ({
  about: 'payment',
  number: 'N1',
  provider_number: 'T1',
  amount: 12_480n,
  currency: 'CNY',
  fee: 75n,
  state: 'succeeded',
  finished_at: new Date(`${DAY}T04:00:00Z`),
  ...wish,
})
const mine = (wish: Partial<OurEntry> = {}): OurEntry => ({
  about: 'payment',
  id: 'p1',
  number: 'N1',
  provider_number: 'T1',
  amount: 12_480n,
  currency: 'CNY',
  state: 'done',
  day: DAY,
  payment_id: 'p1',
  ...wish,
})
const compare = (
  theirs: BillEntry[],
  ours: OurEntry[],
  elsewhere: [string, string][] = [],
  ppm = 6_000n,
) =>
  compareDay({
    provider: 'sandbox',
    day: DAY,
    theirs,
    ours,
    elsewhere: new Map(elsewhere),
    fee_ppm: new Map([['payment', ppm]]),
  })
const kinds = (...given: Parameters<typeof compare>) =>
  compare(...given).differences.map(({ kind }) => kind)

test('vector: every kind of difference is told from the others', () => {
  const refund = { about: 'refund', amount: 100n, fee: 0n } as const
  const payout = { about: 'payout', amount: 500n, fee: 0n, payment_id: null } as const
  const { payment_id: _, ...paid_out } = payout
  const back = { ...paid_out, about: 'payout_return', provider_number: 'R1' } as const
  const returned = { ...payout, about: 'payout_return', provider_number: null } as const
  const cases: [string, string[]][] = [
    ['equal', kinds([line()], [mine()])],
    ['missing_there', kinds([], [mine()])],
    ['refund_missing', kinds([], [mine(refund)])],
    [
      'missing_here',
      kinds([line()], [mine({ state: 'waiting', day: null, provider_number: null })]),
    ],
    ['amount', kinds([line({ amount: 12_000n })], [mine()])],
    ['currency', kinds([line({ currency: 'USD' })], [mine()])],
    [
      'state_differs',
      kinds([line()], [mine({ state: 'ended', day: null, provider_number: null })]),
    ],
    ['state_differs', kinds([line({ state: 'failed' })], [mine()])],
    ['duplicate_there', kinds([line(), line()], [mine()])],
    ['second_payment', kinds([line(), line({ provider_number: 'T2' })], [mine()])],
    [
      'double_booked_here',
      kinds(
        [line({ ...refund })],
        [mine({ ...refund }), mine({ ...refund, id: 'r2', number: 'N2' })],
      ),
    ],
    ['fee_differs', kinds([line({ fee: 76n })], [mine()])],
    ['refund_exceeds', kinds([line({ ...refund, amount: 101n })], [mine({ ...refund })])],
    ['amount', kinds([line({ ...refund, amount: 99n })], [mine({ ...refund })])],
    ['wrong_day', kinds([line()], [mine({ day: '2026-02-28' })])],
    ['wrong_day', kinds([], [mine()], [['payment|N1', '2026-03-02']])],
    ['unknown_number', kinds([line()], [])],
    ['payout_differs', kinds([line({ ...paid_out, amount: 499n })], [mine(payout)])],
    ['payout_unknown', kinds([line(paid_out)], [mine({ ...payout, state: 'ended', day: null })])],
    ['equal', kinds([line(back)], [mine(returned)])],
    ['return_missing', kinds([], [mine(returned)])],
    ['missing_here', kinds([line(back)], [mine({ ...returned, state: 'waiting', day: null })])],
    ['return_unknown', kinds([line(back)], [mine({ ...returned, state: 'ended', day: null })])],
    ['wrong_day', kinds([line(back)], [mine({ ...returned, day: '2026-02-28' })])],
    ['amount', kinds([line({ ...back, amount: 499n })], [mine(returned)])],
    ['duplicate_there', kinds([line(back), line(back)], [mine(returned)])],
    // Out and back on one day are two lines of one number.
    ['equal', kinds([line(paid_out), line(back)], [mine(payout), mine(returned)])],
  ]
  for (const [kind, found] of cases)
    assert.deepEqual(found, kind === 'equal' ? [] : [kind], `${kind}: ${found}`)
  assert.deepEqual(kinds([line({ fee: 76n })], [mine()], [], 6_001n), ['fee_differs'])
})

test('only money that our books do not have is taken to them', () => {
  const none = { state: 'waiting', day: null, provider_number: null } as const
  assert.equal(compare([line()], [mine()]).unbooked.length, 0)
  assert.equal(compare([line({ amount: 1n })], [mine()]).unbooked.length, 0)
  assert.equal(compare([line(), line()], [mine()]).unbooked.length, 0)
  assert.equal(compare([line()], [mine(none)]).unbooked.length, 1)
  assert.equal(compare([line()], []).unbooked.length, 1)
  assert.equal(compare([line(), line()], []).unbooked.length, 1)
  assert.equal(compare([line(), line({ provider_number: 'T2' })], [mine()]).unbooked.length, 1)
})

test('property: whatever stands in either, what the differences explain is ours − theirs, each named once', () => {
  const about = fc.constantFrom(...(['payment', 'refund', 'payout', 'payout_return'] as const))
  const number = fc.constantFrom('N1', 'N2', 'N3', 'N4')
  const trade = fc.constantFrom('T1', 'T2', 'T3')
  const amount = fc.bigInt({ min: 1n, max: 3n })
  const currency = fc.constantFrom('CNY', 'USD')
  // Our numbers say what they are of.
  const named = <T extends { about: string; number: string }>(one: T): T => ({
    ...one,
    number: `${one.about}${one.number}`,
  })
  const theirs = fc.array(
    fc
      .record({
        about,
        number,
        provider_number: trade,
        amount,
        currency,
        state: fc.constantFrom('succeeded' as const, 'succeeded' as const, 'failed' as const),
        fee: fc.constant(0n),
        finished_at: fc.constant(new Date(`${DAY}T04:00:00Z`)),
      })
      .map(named),
    { maxLength: 8 },
  )
  const ours = fc.uniqueArray(
    fc
      .record({
        about,
        number,
        provider_number: trade,
        amount,
        currency,
        state: fc.constantFrom(
          'done' as const,
          'done' as const,
          'waiting' as const,
          'ended' as const,
        ),
        day: fc.constantFrom(DAY, DAY, '2026-02-28'),
      })
      .map(
        (one): OurEntry => ({
          ...one,
          id: one.number,
          payment_id: null,
          ...(one.state === 'done' ? {} : { day: null, provider_number: null }),
        }),
      ),
    { maxLength: 8, selector: ({ id }) => id },
  )
  const elsewhere = fc.uniqueArray(fc.tuple(about, number), {
    maxLength: 3,
    selector: ([what, name]) => `${what}|${name}`,
  })
  fc.assert(
    fc.property(theirs, ours, elsewhere, (file, books, other) => {
      const { differences } = compareDay({
        provider: 'sandbox',
        day: DAY,
        theirs: file,
        ours: books,
        elsewhere: new Map(other.map(([what, name]) => [`${what}|${what}${name}`, '2026-03-02'])),
        fee_ppm: new Map(),
      })
      for (const one of ['CNY', 'USD']) {
        const moved = (all: readonly (BillEntry | OurEntry)[]) =>
          all.filter((each) => each.currency === one).reduce((sum, each) => sum + signed(each), 0n)
        const explained = differences
          .flatMap(({ legs }) => legs)
          .filter((leg) => leg.currency === one)
          .reduce((sum, leg) => sum + (leg.side === 'ours' ? leg.amount : -leg.amount), 0n)
        assert.equal(
          moved(books.filter(({ state, day }) => state === 'done' && day === DAY)) -
            moved(file.filter(({ state }) => state === 'succeeded')),
          explained,
        )
      }
      const events = differences.map(({ event }) => event)
      assert.equal(new Set(events).size, events.length, events.join('\n'))
    }),
    { numRuns: 1_000 },
  )
})

test('vector: amounts as providers write them, digit by digit', () => {
  const read = (text: string) => readAmount(text, 'CNY')
  assert.deepEqual(
    ['¥28.16', '50.0', '1,131.77', '131.77(已退款89.84)', '468.32(已全额退款)', '￥2000.00'].map(
      read,
    ),
    [
      { amount: 2_816n, refunded: 0n },
      { amount: 5_000n, refunded: 0n },
      { amount: 113_177n, refunded: 0n },
      { amount: 13_177n, refunded: 8_984n },
      { amount: 46_832n, refunded: 46_832n },
      { amount: 200_000n, refunded: 0n },
    ],
  )
  for (const text of ['', '¥', '-1', '1.005', '1,13', '1e3', '1(已退款2)', '1.00元', '１'])
    assert.equal(read(text), undefined, text)
  assert.equal(readTime('2026-03-01 00:00:00')?.toISOString(), '2026-02-28T16:00:00.000Z')
  assert.equal(readTime('2026-02-31 00:00:00'), undefined)
  assert.equal(readTime('2026/03/01 00:00'), undefined)
})

const TEXT = [
  '导出信息：',
  '共：99笔记录',
  '收入：0笔，0.00元',
  '',
  '交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号,商家订单号,备注',
  '2026-03-01 17:16:02\t,茶庄,龙井 250g,131.77(已退款89.84),余额,交易成功,支出,食品,T1\t,N1\t, ,',
  '2026-03-01 18:00:00\t,茶庄,退款-龙井 250g,89.84,余额,退款成功,不计收支,食品,T1\t,N1\t, ,',
  '2026-03-01 19:00:00\t,茶庄,先享后付,0.00,先享后付,交易成功,不计收支,食品,T2\t,N2\t, ,',
].join('\r\n')

test('a file is read by its header, in UTF-8 or GBK; what is said above the rows counts for nothing', () => {
  const utf8 = readBill(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(TEXT)]))
  assert.deepEqual(
    [utf8?.format, utf8?.encoding, utf8?.said_rows, utf8?.read_rows, utf8?.left.length],
    ['jd', 'utf-8', 99, 3, 1],
  )
  assert.deepEqual(
    utf8?.entries.map(({ about, number, provider_number, amount }) => [
      about,
      number,
      provider_number,
      amount,
    ]),
    [
      ['payment', 'N1', 'T1', 13_177n],
      ['refund', 'N1', 'T1', 8_984n],
    ],
  )
  // 龙井 in GBK.
  const gbk = Buffer.concat(
    TEXT.split('').map((letter) =>
      letter.charCodeAt(0) < 128 ? Buffer.from(letter) : Buffer.from(gbkOf(letter)),
    ),
  )
  const other = readBill(gbk)
  assert.deepEqual([other?.encoding, other?.entries], ['gbk', utf8?.entries])
  assert.equal(readBill(Buffer.from('a,b,c\n1,2,3\n')), undefined)
  assert.equal(readBill(Buffer.from('')), undefined)
  const broken = readBill(Buffer.from(TEXT.replace('89.84,余额', '八十九,余额')))
  assert.deepEqual(
    broken?.left.filter(({ problem }) => problem),
    [{ line: 7, why: '金额', problem: true }],
  )
})

/** The two bytes of a character, found by decoding all pairs once. */
const gbkOf = (() => {
  const bytes = new Map<string, [number, number]>()
  const decoder = new TextDecoder('gbk')
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) {
      const letter = decoder.decode(Uint8Array.of(high, low))
      if (letter.length === 1 && !bytes.has(letter)) bytes.set(letter, [high, low])
    }
  return (letter: string): Uint8Array => Uint8Array.from(bytes.get(letter) ?? [])
})()

const samples = join(import.meta.dirname, '../../../../shared/data/bills')
const absent = existsSync(samples) ? false : 'no sample bills beside the repository'

test('a real export of JD: 26 rows, refunds beside what they refund, none of them trusted to the text above', {
  skip: absent,
}, () => {
  const bill = readBill(readFileSync(join(samples, 'jd_bill_sample.csv')))
  const of = (about: string) => bill?.entries.filter((one) => one.about === about) ?? []
  assert.deepEqual(
    [bill?.format, bill?.read_rows, bill?.left.length, of('payment').length, of('refund').length],
    ['jd', 26, 2, 18, 6],
  )
  const total = (all: readonly BillEntry[]) => all.reduce((sum, { amount }) => sum + amount, 0n)
  assert.equal(total(of('refund')), 8_984n + 7_048n + 7_048n + 39_784n + 23_550n + 23_345n)
  assert.ok(bill?.entries.every(({ number }) => number === '1000345234234223'))
})

test('a real export of WeChat Pay: tabs and quotes go, what only changed its pocket is passed over, the charge of a payout is a fee', {
  skip: absent,
}, () => {
  const bill = readBill(readFileSync(join(samples, 'wechat_bill_sample.csv')))
  assert.deepEqual(
    [bill?.format, bill?.said_rows, bill?.read_rows, bill?.left.length, bill?.entries.length],
    ['wechat', 43, 27, 8, 19],
  )
  assert.deepEqual(
    bill?.entries
      .filter(({ about }) => about === 'payout')
      .map(({ amount, fee, provider_number }) => [amount, fee, provider_number]),
    [
      [10_000n, 10n, '207210715100077148235523883175'],
      [1_000n, 10n, '207210714100077147459276708175'],
      [100_010n, 100n, '207210711100077147832088993175'],
    ],
  )
  assert.deepEqual(
    bill?.entries
      .slice(0, 1)
      .map(({ number, provider_number, amount }) => [number, provider_number, amount]),
    [['129847129', '3985734', 2_816n]],
  )
})
