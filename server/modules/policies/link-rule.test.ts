import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { history } from './history.fixture.ts'
import { decide, type Effect, type LinkRule, PLACEMENTS, type Placement } from './link-rule.ts'

const china = (text: string) =>
  new Date(`${text.replace(' ', 'T')}${text.includes(' ') ? '' : 'T00:00:00'}+08:00`)

const CARTS: Placement[] = ['live_cart', 'short_video_cart', 'merchant_detail_page']
type Vector = {
  at: string
  platform: string
  source: string
  sub_source?: string
  category?: string
  placements: Placement[]
  expect: Effect[]
  fee_ppm?: bigint
  rule?: string
}

const vectors: Vector[] = [
  {
    at: '2020-08-25 12:00:00',
    platform: 'douyin',
    source: 'taobao_alliance',
    placements: ['live_cart'],
    expect: ['allow_with_fee'],
    fee_ppm: 200_000n,
    rule: 'DY-02',
  },
  {
    at: '2020-08-25 12:00:00',
    platform: 'douyin',
    source: 'taobao_alliance',
    category: 'beauty',
    placements: ['live_cart'],
    expect: ['only_via_paid_task'],
    rule: 'DY-01',
  },
  {
    at: '2020-10-10',
    platform: 'douyin',
    source: 'taobao_alliance',
    category: 'beauty',
    placements: ['live_cart'],
    expect: ['block'],
    rule: 'DY-04',
  },
  {
    at: '2020-09-10',
    platform: 'douyin',
    source: 'jd_alliance',
    placements: ['live_cart'],
    expect: ['only_via_paid_task'],
    rule: 'DY-03',
  },
  {
    at: '2020-10-08 23:59:59',
    platform: 'douyin',
    source: 'taobao_alliance',
    placements: ['live_cart'],
    expect: ['only_via_paid_task'],
    rule: 'DY-03',
  },
  {
    at: '2020-10-09 00:00:00',
    platform: 'douyin',
    source: 'taobao_alliance',
    placements: ['live_cart'],
    expect: ['block'],
    rule: 'DY-04',
  },
  {
    at: '2021-06-01',
    platform: 'douyin',
    source: 'taobao_alliance',
    placements: ['short_video_cart'],
    expect: ['allow'],
    rule: 'DY-05',
  },
  {
    at: '2022-02-28 23:59:59.999',
    platform: 'kuaishou',
    source: 'taobao_alliance',
    placements: CARTS,
    expect: ['allow', 'allow', 'allow'],
    rule: 'KS-00',
  },
  {
    at: '2022-03-01 00:00:00.000',
    platform: 'kuaishou',
    source: 'taobao_alliance',
    placements: CARTS,
    expect: ['block', 'block', 'block'],
  },
  {
    at: '2022-03-01 00:00:00.000',
    platform: 'kuaishou',
    source: 'jd_alliance',
    placements: ['live_cart'],
    expect: ['block'],
    rule: 'KS-03a',
  },
  {
    at: '2022-03-01 00:00:00.000',
    platform: 'kuaishou',
    source: 'jd_alliance',
    placements: ['short_video_cart', 'merchant_detail_page'],
    expect: ['allow', 'allow'],
  },
  {
    at: '2021-12-01',
    platform: 'kuaishou',
    source: 'youzan',
    placements: ['live_cart', 'short_video_cart'],
    expect: ['block', 'allow'],
  },
  ...['taobao_alliance', 'jd_alliance', 'pdd', 'youzan', 'mokuai', 'own'].map(
    (source): Vector => ({
      at: '2022-03-01',
      platform: 'kuaishou',
      source,
      placements: ['ad'],
      expect: ['allow'],
    }),
  ),
  {
    at: '2022-11-05',
    platform: 'kuaishou',
    source: 'taobao_alliance',
    sub_source: 'tmall',
    placements: ['live_cart'],
    expect: ['allow'],
    rule: 'KS-04-live',
  },
  {
    at: '2022-11-05',
    platform: 'kuaishou',
    source: 'taobao_alliance',
    sub_source: 'taobao_c',
    placements: ['live_cart'],
    expect: ['block'],
    rule: 'KS-02-live',
  },
  {
    at: '2022-11-05',
    platform: 'kuaishou',
    source: 'jd_alliance',
    sub_source: 'jd_self',
    placements: ['live_cart'],
    expect: ['allow'],
    rule: 'KS-05',
  },
  {
    at: '2022-11-05',
    platform: 'kuaishou',
    source: 'jd_alliance',
    sub_source: 'jd_pop',
    placements: ['live_cart'],
    expect: ['block'],
    rule: 'KS-03a',
  },
  {
    at: '2023-01-01',
    platform: 'kuaishou',
    source: 'taobao_alliance',
    sub_source: 'tmall',
    placements: ['live_cart'],
    expect: ['block'],
    rule: 'KS-02-live',
  },
  {
    at: '2022-11-30 12:00:00',
    platform: 'kuaishou',
    source: 'jd_alliance',
    sub_source: 'jd_self',
    placements: ['live_cart'],
    expect: ['allow'],
    rule: 'KS-05',
  },
  {
    at: '2022-12-01',
    platform: 'kuaishou',
    source: 'jd_alliance',
    sub_source: 'jd_self',
    placements: ['live_cart'],
    expect: ['block'],
    rule: 'KS-03a',
  },
  ...['2019-01-01', '2022-03-01', '2030-01-01'].flatMap((at) =>
    ['douyin', 'kuaishou', 'xiaohongshu', 'self'].map(
      (platform): Vector => ({
        at,
        platform,
        source: 'own',
        placements: [...PLACEMENTS],
        expect: PLACEMENTS.map(() => 'allow'),
      }),
    ),
  ),
  // What the table of rules says besides: Xiaohongshu, and who was never contracted.
  {
    at: '2020-12-01',
    platform: 'xiaohongshu',
    source: 'taobao_alliance',
    placements: ['note', 'live_cart'],
    expect: ['allow', 'allow'],
  },
  {
    at: '2021-08-02',
    platform: 'xiaohongshu',
    source: 'taobao_alliance',
    placements: ['note', 'live_cart'],
    expect: ['block', 'allow'],
  },
  {
    at: '2022-05-01',
    platform: 'xiaohongshu',
    source: 'taobao_alliance',
    placements: ['live_cart', 'ad'],
    expect: ['block', 'block'],
    rule: 'XHS-04',
  },
  {
    at: '2025-05-07',
    platform: 'xiaohongshu',
    source: 'taobao_alliance',
    sub_source: 'tmall',
    placements: ['ad'],
    expect: ['allow'],
    rule: 'XHS-05-tmall',
  },
  {
    at: '2025-05-11 23:59:59',
    platform: 'xiaohongshu',
    source: 'jd_alliance',
    placements: ['ad'],
    expect: ['block'],
    rule: 'XHS-04',
  },
  {
    at: '2025-05-12',
    platform: 'xiaohongshu',
    source: 'jd_alliance',
    placements: ['ad'],
    expect: ['allow'],
    rule: 'XHS-05-jd',
  },
  {
    at: '2021-01-01',
    platform: 'kuaishou',
    source: 'unheard_of',
    placements: CARTS,
    expect: ['block', 'block', 'block'],
  },
]

for (const {
  at,
  platform,
  source,
  sub_source,
  category,
  placements,
  expect,
  fee_ppm,
  rule,
} of vectors)
  test(`vector: ${at} +08:00, ${platform}, ${source}${sub_source ? `/${sub_source}` : ''}${category ? ` (${category})` : ''}, ${placements.join(' + ')} → ${[...new Set(expect)].join(' / ')}`, () => {
    const verdicts = placements.map((placement) =>
      decide(history, {
        platform,
        source,
        sub_source: sub_source ?? null,
        category: category ?? null,
        placement,
        at: china(at),
      }),
    )
    assert.deepEqual(
      verdicts.map(({ effect }) => effect),
      expect,
    )
    for (const verdict of verdicts) {
      assert.equal(verdict.fee_ppm, fee_ppm ?? 0n)
      assert.ok(verdict.reason.length > 5)
      if (rule) assert.equal(verdict.rule_id, rule)
    }
  })

test('UTC trap: midnight of 1 March in China is four in the afternoon of 28 February in London', () => {
  const ask = (at: string) =>
    decide(history, {
      platform: 'kuaishou',
      source: 'taobao_alliance',
      placement: 'live_cart',
      at: new Date(at),
    }).effect
  assert.equal(ask('2022-02-28T15:59:59.999Z'), 'allow')
  assert.equal(ask('2022-02-28T16:00:00.000Z'), 'block')
  assert.equal(ask('2022-03-01T00:00:00.000Z'), 'block')
})

test('a verdict tells what comes next, and is silent on changes of rule that change nothing', () => {
  const ask = (at: string, source = 'taobao_alliance', placement: Placement = 'live_cart') =>
    decide(history, {
      platform: 'kuaishou',
      source,
      sub_source: source === 'taobao_alliance' ? 'tmall' : null,
      placement,
      at: china(at),
    })
  const next = (verdict: ReturnType<typeof ask>) => [
    verdict.effect,
    verdict.next_change_at?.toISOString() ?? null,
    verdict.next_effect,
  ]
  assert.deepEqual(next(ask('2022-02-25')), ['allow', '2022-02-28T16:00:00.000Z', 'block'])
  assert.deepEqual(next(ask('2022-03-01')), ['block', '2022-10-27T16:00:00.000Z', 'allow'])
  assert.deepEqual(next(ask('2022-10-28')), ['allow', '2022-12-31T16:00:00.000Z', 'block'])
  assert.deepEqual(next(ask('2023-01-01')), ['block', null, null])
  // JD in short videos passes from the base rule to one of its own in March 2022: allowed before and after.
  assert.deepEqual(next(ask('2022-02-25', 'jd_alliance', 'short_video_cart')), [
    'allow',
    null,
    null,
  ])
})

// ---- properties -------------------------------------------------------------------------------------------

const word = (...words: string[]) => fc.constantFrom(...words)
const instant = fc.integer({ min: 1, max: 60 }).map((hour) => new Date(hour * 3_600_000))
const ruleArb = (id: string): fc.Arbitrary<LinkRule> =>
  fc
    .record({
      source: fc.option(word('taobao_alliance', 'jd_alliance')),
      sub: fc.option(word('tmall', 'jd_self')),
      category: fc.option(word('beauty', 'tea')),
      placement: fc.option(fc.constantFrom(...PLACEMENTS)),
      among: fc.option(fc.constant(['taobao_alliance', 'jd_alliance'])),
      effect: fc.constantFrom<Effect>('allow', 'block', 'allow_with_fee', 'only_via_paid_task'),
      from: instant,
      length: fc.option(fc.integer({ min: 1, max: 30 })),
    })
    .map(({ source, sub, category, placement, among, effect, from, length }) => ({
      id,
      platform: 'self',
      source,
      sub_source: source ? sub : null,
      category,
      placement,
      among: source ? null : among,
      effect,
      fee_ppm: effect === 'allow_with_fee' ? 50_000n : 0n,
      effective_from: from,
      effective_to: length ? new Date(from.getTime() + length * 3_600_000) : null,
      announced_at: null,
      reason: '',
      supersedes: null,
      created_at: new Date(0),
    }))
const rulesArb = fc
  .integer({ min: 0, max: 12 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => ruleArb(`R-${index}`))))
/** Each rule may close one before it. */
const supersedingArb = fc
  .tuple(rulesArb, fc.array(fc.nat(11), { minLength: 12, maxLength: 12 }))
  .map(([rules, picks]) =>
    rules.map((rule, index) => ({
      ...rule,
      supersedes: index > 0 && (picks[index] ?? 0) < index ? `R-${picks[index]}` : null,
    })),
  )
const questionArb = fc.record({
  source: word('own', 'taobao_alliance', 'jd_alliance', 'unheard_of'),
  sub_source: fc.option(word('tmall', 'jd_self', 'jd_pop')),
  category: fc.option(word('beauty', 'tea', 'shoes')),
  placement: fc.constantFrom(...PLACEMENTS),
  at: fc.integer({ min: 0, max: 100 * 60 }).map((minute) => new Date(minute * 60_000)),
})

test('I-49 the same question gets the same verdict, whatever the order of the rules', () => {
  fc.assert(
    fc.property(supersedingArb, questionArb, fc.integer(), (rules, question, seed) => {
      const shuffled = rules.toSorted(
        (a, b) =>
          ((a.id.length * 31 + a.id.charCodeAt(2)) ^ seed) -
          ((b.id.length * 31 + b.id.charCodeAt(2)) ^ seed),
      )
      assert.deepEqual(decide(rules, question), decide(shuffled, question))
      assert.deepEqual(
        decide(rules, question),
        decide(structuredClone(rules), { ...question, platform: 'self' }),
      )
    }),
  )
})

test('own goods are allowed whatever the rules, and never about to change', () => {
  fc.assert(
    fc.property(supersedingArb, questionArb, (rules, question) => {
      const { effect, next_change_at, fee_ppm } = decide(rules, { ...question, source: 'own' })
      assert.deepEqual([effect, next_change_at, fee_ppm], ['allow', null, 0n])
    }),
  )
})

test('a rule holds from its first instant to just before its last', () => {
  fc.assert(
    fc.property(ruleArb('R-0'), fc.constantFrom(...PLACEMENTS), (made, placement) => {
      const rule: LinkRule = {
        ...made,
        source: 'jd_alliance',
        sub_source: null,
        category: null,
        placement,
        among: null,
        effect: 'allow',
      }
      const ask = (at: Date) => decide([rule], { source: 'jd_alliance', placement, at }).rule_id
      assert.equal(ask(new Date(rule.effective_from.getTime() - 1)), null)
      assert.equal(ask(rule.effective_from), 'R-0')
      if (!rule.effective_to) return
      assert.equal(ask(new Date(rule.effective_to.getTime() - 1)), 'R-0')
      assert.equal(ask(rule.effective_to), null)
    }),
  )
})

test('the verdict is the one a plain reading of the rules gives', () => {
  const named = (rule: LinkRule) =>
    [rule.sub_source, rule.source, rule.category, rule.placement].map((part) =>
      part === null ? 0 : 1,
    )
  fc.assert(
    fc.property(rulesArb, questionArb, (rules, question) => {
      if (question.source === 'own') return
      const [best] = rules
        .filter(
          (rule) =>
            rule.effective_from <= question.at &&
            (!rule.effective_to || question.at < rule.effective_to),
        )
        .filter((rule) =>
          rule.source === null
            ? !rule.among || rule.among.includes(question.source)
            : rule.source === question.source,
        )
        .filter((rule) =>
          (['sub_source', 'category', 'placement'] as const).every(
            (part) => rule[part] === null || rule[part] === question[part],
          ),
        )
        .sort((a, b) => {
          const difference = named(b).findIndex((bit, index) => bit !== named(a)[index])
          if (difference >= 0) return (named(b)[difference] ?? 0) - (named(a)[difference] ?? 0)
          return b.effective_from.getTime() - a.effective_from.getTime() || (a.id < b.id ? 1 : -1)
        })
      const verdict = decide(rules, question)
      assert.equal(verdict.rule_id, best?.id ?? null)
      assert.equal(verdict.effect, best?.effect ?? 'block')
    }),
  )
})

test('nothing changes before the next change that was told, and then it does', () => {
  fc.assert(
    fc.property(
      supersedingArb,
      questionArb,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rules, question, part) => {
        const verdict = decide(rules, question)
        const until = verdict.next_change_at?.getTime() ?? question.at.getTime() + 10 * 86_400_000
        const between = new Date(
          question.at.getTime() + Math.floor((until - 1 - question.at.getTime()) * part),
        )
        const then = decide(rules, { ...question, at: between })
        assert.deepEqual(
          [then.effect, then.fee_ppm, then.next_change_at],
          [verdict.effect, verdict.fee_ppm, verdict.next_change_at],
        )
        if (!verdict.next_change_at) return
        const next = decide(rules, { ...question, at: verdict.next_change_at })
        assert.equal(next.effect, verdict.next_effect)
        assert.notDeepEqual([next.effect, next.fee_ppm], [verdict.effect, verdict.fee_ppm])
      },
    ),
  )
})

test('a superseded rule ends when its successor starts; a successor taken back before its start closes nothing', () => {
  const at = (hour: number) => new Date(hour * 3_600_000)
  const base: LinkRule = {
    id: 'R-0',
    platform: 'self',
    source: 'jd_alliance',
    sub_source: 'jd_self',
    category: null,
    placement: 'live_cart',
    among: null,
    effect: 'block',
    fee_ppm: 0n,
    effective_from: at(1),
    effective_to: null,
    announced_at: null,
    reason: '',
    supersedes: null,
    created_at: at(1),
  }
  const broad: LinkRule = {
    ...base,
    id: 'R-1',
    sub_source: null,
    effect: 'allow',
    effective_from: at(10),
    supersedes: 'R-0',
  }
  const ask = (rules: LinkRule[], hour: number) =>
    decide(rules, {
      source: 'jd_alliance',
      sub_source: 'jd_self',
      placement: 'live_cart',
      at: at(hour),
    })
  assert.deepEqual(
    [
      ask([base, broad], 9).rule_id,
      ask([base, broad], 9).next_effect,
      ask([base, broad], 10).rule_id,
    ],
    ['R-0', 'allow', 'R-1'],
  )
  const back: LinkRule = { ...base, id: 'R-2', effective_from: at(5), supersedes: 'R-1' }
  assert.deepEqual(
    [ask([base, broad, back], 4).next_change_at, ask([base, broad, back], 20).effect],
    [null, 'block'],
  )
})
