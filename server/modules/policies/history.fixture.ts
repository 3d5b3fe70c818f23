import { BEGINNING, type Effect, type LinkRule, type Placement } from './link-rule.ts'

/**
 * What three platforms decided on links to others' goods, 2020 to 2025, as reported: docs/glossary.md names
 * the words. The same rows stand in db/migrations/0003_policies.sql, so that operators can look at them by
 * date; a test holds the two together. Where only a month is known, the rule starts on its first day.
 */

const CONTRACTED = ['taobao_alliance', 'jd_alliance', 'pdd', 'youzan', 'mokuai']
const RECORDED_AT = new Date('2026-01-01T00:00:00+08:00')

/** Midnight of a Chinese calendar day. */
const day = (text: string) => new Date(`${text}T00:00:00+08:00`)

type Row = [
  id: string,
  what: {
    source?: string
    sub_source?: string
    category?: string
    placement?: Placement
    among?: string[]
  },
  effect: Effect,
  from: Date,
  to: Date | null,
  reason: string,
  more?: { fee_ppm?: bigint; announced_at?: Date; supersedes?: string },
]

const rule =
  (platform: string) =>
  ([id, what, effect, effective_from, effective_to, reason, more = {}]: Row): LinkRule => ({
    id,
    platform,
    source: what.source ?? null,
    sub_source: what.sub_source ?? null,
    category: what.category ?? null,
    placement: what.placement ?? null,
    among: what.among ?? null,
    effect,
    fee_ppm: more.fee_ppm ?? 0n,
    effective_from,
    effective_to,
    announced_at: more.announced_at ?? null,
    reason,
    supersedes: more.supersedes ?? null,
    created_at: RECORDED_AT,
  })

const third = { among: CONTRACTED }
const KUAISHOU_NOTICE = { announced_at: day('2022-02-22') }

const douyin: Row[] = [
  [
    'DY-00',
    third,
    'allow',
    BEGINNING,
    null,
    'Base rule: cooperation with Taobao, JD and other external platforms',
  ],
  [
    'DY-01',
    { ...third, category: 'beauty', placement: 'live_cart' },
    'only_via_paid_task',
    day('2020-08-01'),
    day('2020-09-06'),
    'Beauty that is not of a Douyin shop: in live rooms only by a paid Star task (early August 2020, day unknown)',
  ],
  [
    'DY-02',
    { ...third, placement: 'live_cart' },
    'allow_with_fee',
    day('2020-08-20'),
    day('2020-09-06'),
    'Third-party goods in live rooms: 20 % service fee',
    { fee_ppm: 200_000n },
  ],
  [
    'DY-03',
    { ...third, placement: 'live_cart' },
    'only_via_paid_task',
    day('2020-09-06'),
    day('2020-10-09'),
    'Third-party goods in live rooms: only by a paid Star task',
  ],
  [
    'DY-04',
    { placement: 'live_cart' },
    'block',
    day('2020-10-09'),
    null,
    'Third-party goods leave live rooms: the cooperation with Taobao expired',
  ],
  [
    'DY-05',
    { ...third, placement: 'short_video_cart' },
    'allow',
    BEGINNING,
    null,
    'Third-party goods in short videos stay',
  ],
  ['DY-06', { placement: 'ad' }, 'allow', BEGINNING, null, 'Advertising is not restricted'],
]

const kuaishou: Row[] = [
  [
    'KS-00',
    third,
    'allow',
    BEGINNING,
    null,
    'Base rule: cooperation with Taobao, JD and other external platforms',
  ],
  ['KS-06', { placement: 'ad' }, 'allow', BEGINNING, null, 'Advertising is not restricted'],
  [
    'KS-01-youzan',
    { source: 'youzan', placement: 'live_cart' },
    'block',
    day('2021-11-01'),
    null,
    'Youzan leaves live rooms; videos, profile and shop page stay (day unknown)',
  ],
  [
    'KS-01-mokuai',
    { source: 'mokuai', placement: 'live_cart' },
    'block',
    day('2021-11-01'),
    null,
    'Mokuai leaves live rooms; videos, profile and shop page stay (day unknown)',
  ],
  [
    'KS-02-live',
    { source: 'taobao_alliance', placement: 'live_cart' },
    'block',
    day('2022-03-01'),
    null,
    'Change of the cooperation agreement: Taobao Alliance links end',
    KUAISHOU_NOTICE,
  ],
  [
    'KS-02-video',
    { source: 'taobao_alliance', placement: 'short_video_cart' },
    'block',
    day('2022-03-01'),
    null,
    'Change of the cooperation agreement: Taobao Alliance links end',
    KUAISHOU_NOTICE,
  ],
  [
    'KS-02-detail',
    { source: 'taobao_alliance', placement: 'merchant_detail_page' },
    'block',
    day('2022-03-01'),
    null,
    'Change of the cooperation agreement: Taobao Alliance links end',
    KUAISHOU_NOTICE,
  ],
  [
    'KS-03a',
    { source: 'jd_alliance', placement: 'live_cart' },
    'block',
    day('2022-03-01'),
    null,
    'Change of the cooperation agreement: JD Alliance leaves live rooms',
    KUAISHOU_NOTICE,
  ],
  [
    'KS-03b-video',
    { source: 'jd_alliance', placement: 'short_video_cart' },
    'allow',
    day('2022-03-01'),
    null,
    'JD Alliance stays in short videos',
    KUAISHOU_NOTICE,
  ],
  [
    'KS-03b-detail',
    { source: 'jd_alliance', placement: 'merchant_detail_page' },
    'allow',
    day('2022-03-01'),
    null,
    'JD Alliance stays on detail pages',
    KUAISHOU_NOTICE,
  ],
  [
    'KS-04-live',
    { source: 'taobao_alliance', sub_source: 'tmall', placement: 'live_cart' },
    'allow',
    day('2022-10-28'),
    day('2023-01-01'),
    'Tmall returns through 2022 (grey 28 to 31 October, then all)',
  ],
  [
    'KS-04-video',
    { source: 'taobao_alliance', sub_source: 'tmall', placement: 'short_video_cart' },
    'allow',
    day('2022-10-28'),
    day('2023-01-01'),
    'Tmall returns through 2022 (grey 28 to 31 October, then all)',
  ],
  [
    'KS-04-detail',
    { source: 'taobao_alliance', sub_source: 'tmall', placement: 'merchant_detail_page' },
    'allow',
    day('2022-10-28'),
    day('2023-01-01'),
    'Tmall returns through 2022 (grey 28 to 31 October, then all)',
  ],
  [
    'KS-05',
    { source: 'jd_alliance', sub_source: 'jd_self', placement: 'live_cart' },
    'allow',
    day('2022-10-28'),
    day('2022-12-01'),
    'JD self-operated goods return through November 2022',
  ],
]

const xiaohongshu: Row[] = [
  [
    'XHS-01-note',
    { source: 'taobao_alliance', placement: 'note' },
    'allow',
    day('2020-08-01'),
    day('2021-08-02'),
    'Taobao links in notes (from August 2020, day unknown)',
  ],
  [
    'XHS-01-live',
    { source: 'taobao_alliance', placement: 'live_cart' },
    'allow',
    day('2020-08-01'),
    day('2021-08-02'),
    'Taobao links in live rooms (from August 2020, day unknown; XHS-03 goes on)',
  ],
  ['XHS-02', { placement: 'note' }, 'block', day('2021-08-02'), null, 'No external links in notes'],
  [
    'XHS-03',
    { placement: 'live_cart' },
    'allow',
    day('2021-08-02'),
    day('2022-05-01'),
    'Commercial live rooms are unaffected',
  ],
  [
    'XHS-04',
    {},
    'block',
    day('2022-05-01'),
    null,
    'No guidance off the platform (from May 2022, day unknown)',
  ],
  [
    'XHS-05-tmall',
    { source: 'taobao_alliance', sub_source: 'tmall', placement: 'ad' },
    'allow',
    day('2025-05-07'),
    null,
    'Advertising link to Tmall under a note',
  ],
  [
    'XHS-05-jd',
    { source: 'jd_alliance', placement: 'ad' },
    'allow',
    day('2025-05-12'),
    null,
    'Advertising link to JD under a note',
  ],
]

export const history: readonly LinkRule[] = [
  ...douyin.map(rule('douyin')),
  ...kuaishou.map(rule('kuaishou')),
  ...xiaohongshu.map(rule('xiaohongshu')),
]
