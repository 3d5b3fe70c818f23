import {
  type Cell,
  decide,
  lifetimes,
  type Matrix,
  OWN,
  type Placement,
  type Rule,
} from '../ops/features/policy/rule-rank.ts'

const CONTRACTED = ['taobao_alliance', 'jd_alliance', 'pdd', 'youzan', 'mokuai']
const PLACEMENTS: Placement[] = [
  'live_cart',
  'short_video_cart',
  'merchant_detail_page',
  'showcase',
  'note',
  'ad',
]
const day = (text: string) => new Date(`${text}T00:00:00+08:00`).toISOString()
const soon = (days: number): string => {
  const at = new Date(Date.now() + days * 86_400_000)
  return day(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(at))
}
const rule = (id: string, platform: string, more: Partial<Rule>): Rule => ({
  id,
  platform,
  source: null,
  sub_source: null,
  category: null,
  placement: null,
  among: null,
  effect: 'allow',
  fee_ppm: 0,
  effective_from: '1970-01-01T00:00:00.000Z',
  effective_to: null,
  announced_at: null,
  reason: '',
  supersedes: null,
  ...more,
})
const notice = { announced_at: day('2022-02-22') }
const taobao = { source: 'taobao_alliance', effective_from: day('2022-03-01'), ...notice }

export const rules: Rule[] = [
  rule('SELF-00', 'self', {
    among: CONTRACTED,
    reason: 'Base rule: goods of contracted platforms may be placed everywhere',
  }),
  rule('R-2026-YZ', 'self', {
    source: 'youzan',
    placement: 'live_cart',
    effect: 'allow_with_fee',
    fee_ppm: 200_000,
    effective_from: soon(-20),
    announced_at: soon(-27),
    reason: '有赞商品在直播间收取 20% 服务费',
  }),
  rule('R-2026-TB', 'self', {
    source: 'taobao_alliance',
    effect: 'block',
    effective_from: soon(6),
    announced_at: soon(-1),
    reason: '合作协议变更：淘宝联盟链接停止',
  }),
  rule('R-2026-JD', 'self', {
    source: 'jd_alliance',
    placement: 'live_cart',
    effect: 'only_via_paid_task',
    effective_from: soon(6),
    announced_at: soon(-1),
    reason: '京东联盟在直播间仅限付费任务',
  }),
  rule('KS-00', 'kuaishou', { among: CONTRACTED, reason: 'Base rule' }),
  rule('KS-06', 'kuaishou', { placement: 'ad', reason: 'Advertising is not restricted' }),
  rule('KS-01-youzan', 'kuaishou', {
    source: 'youzan',
    placement: 'live_cart',
    effect: 'block',
    effective_from: day('2021-11-01'),
    reason: 'Youzan leaves live rooms',
  }),
  rule('KS-02-live', 'kuaishou', {
    ...taobao,
    placement: 'live_cart',
    effect: 'block',
    reason: 'Taobao Alliance links end',
  }),
  rule('KS-02-video', 'kuaishou', {
    ...taobao,
    placement: 'short_video_cart',
    effect: 'block',
    reason: 'Taobao Alliance links end',
  }),
  rule('KS-02-detail', 'kuaishou', {
    ...taobao,
    placement: 'merchant_detail_page',
    effect: 'block',
    reason: 'Taobao Alliance links end',
  }),
  rule('KS-03a', 'kuaishou', {
    source: 'jd_alliance',
    placement: 'live_cart',
    effect: 'block',
    effective_from: day('2022-03-01'),
    ...notice,
    reason: 'JD Alliance leaves live rooms',
  }),
  rule('KS-04-live', 'kuaishou', {
    source: 'taobao_alliance',
    sub_source: 'tmall',
    placement: 'live_cart',
    effective_from: day('2022-10-28'),
    effective_to: day('2023-01-01'),
    reason: 'Tmall returns through 2022',
  }),
  rule('DY-00', 'douyin', { among: CONTRACTED, reason: 'Base rule' }),
  rule('DY-04', 'douyin', {
    placement: 'live_cart',
    effect: 'block',
    effective_from: day('2020-10-09'),
    reason: 'Third-party goods leave live rooms',
  }),
  rule('XHS-02', 'xiaohongshu', {
    placement: 'note',
    effect: 'block',
    effective_from: day('2021-08-02'),
    reason: 'No external links in notes',
  }),
]

export const rulesOf = (platform: string): Rule[] =>
  rules
    .filter((one) => one.platform === platform)
    .sort((a, b) => (a.effective_from < b.effective_from ? 1 : -1))

/** The same questions as the server's matrix, answered from the rules above. */
export function matrixOf(platform: string, at: string): Matrix {
  const own = rulesOf(platform)
  const alive = lifetimes(own)
  const bounds = [...alive.values()]
    .flatMap(({ from, to }) => [from, to])
    .filter((bound) => bound > 0 && Number.isFinite(bound))
  const changes = [...new Set(bounds)].sort((a, b) => a - b)
  const row = (source: string, sub_source: string | null) => ({
    source,
    sub_source,
    cells: PLACEMENTS.map((placement): Cell => {
      const place = { source, sub_source, placement }
      const now = decide(own, place, new Date(at).getTime(), alive)
      const next = changes
        .filter((change) => change > new Date(at).getTime())
        .map((change) => ({ change, later: decide(own, place, change, alive) }))
        .find(({ later }) => later.effect !== now.effect || later.fee_ppm !== now.fee_ppm)
      return {
        effect: now.effect,
        rule_id: now.rule?.id ?? null,
        reason: now.rule?.reason ?? 'No rule speaks of this source here',
        fee_ppm: now.fee_ppm,
        next_change_at: next ? new Date(next.change).toISOString() : null,
        next_effect: next?.later.effect ?? null,
      }
    }),
  })
  return {
    at,
    platform,
    placements: PLACEMENTS,
    rows: [
      row(OWN, null),
      row('jd_alliance', null),
      row('mokuai', null),
      row('pdd', null),
      row('taobao_alliance', null),
      ...(platform === 'kuaishou' ? [row('taobao_alliance', 'tmall')] : []),
      row('youzan', null),
    ],
    changes_at: changes.map((change) => new Date(change).toISOString()),
  }
}
