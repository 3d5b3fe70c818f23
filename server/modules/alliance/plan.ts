import { refusal } from '../../kernel/refusal.ts'
import { machine } from '../../platform/transition.ts'

export const planNeedsOwnGoods = refusal(
  'plan_needs_own_goods',
  422,
  'Only goods that are sold here can pay a commission',
)
export const noNoticeNow = refusal(
  'no_notice_now',
  409,
  'Shortly before midnight no change can be announced; try again after it',
)
export const planExclusive = refusal(
  'plan_exclusive',
  409,
  'Creators hold this product exclusively; others cannot be promised a commission',
)
export const planConflict = refusal(
  'plan_conflict',
  409,
  'Other creators were promised a commission on this product by a plan of their own; end those plans first',
)
export const planPaysLess = refusal(
  'plan_pays_less',
  422,
  'A plan for named creators pays at least what every creator gets',
)
export const planNeedsCreators = refusal(
  'plan_needs_creators',
  422,
  'Name the creators that this plan is for',
)
export const onlyCreators = refusal(
  'only_creators',
  422,
  'This is for creators only; this account is none',
)

/** The highest commission; with a leader's fee both together may not be more. Kuaishou, Douyin: 90 %. */
export const COMMISSION_MAX = 900_000

/** More named creators than a plan can sensibly have. */
export const PLAN_CREATORS_MAX = 200

export type PlanState = 'draft' | 'open' | 'closed'
export type OwnPlanKind = 'open' | 'targeted' | 'exclusive'

/**
 * A merchant's offer of a commission on a product. `open` is for every creator; `targeted` for named ones at a rate of
 * their own, with or without an open plan beside it, but never below it; `exclusive` for named ones, and nobody else earns
 * while it is in force. A product has at most one open plan, and one exclusive one in force. Whoever sells earns the
 * rate of the moment of the order: lines freeze it.
 */
export type Plan = {
  id: string
  product_id: string
  shop_id: string
  kind: OwnPlanKind
  commission_ppm: bigint
  state: PlanState
  excludes_from: Date | null
}

export const plans = machine<PlanState>('plans', {
  draft: ['open', 'closed'],
  open: ['closed'],
  closed: ['open'],
})

export const notices = machine<'announced' | 'done' | 'withdrawn'>('plan_notices', {
  announced: ['done', 'withdrawn'],
  done: [],
  withdrawn: [],
})

/** What the merchant wants the plan to be. */
export type PlanWish = { commission_ppm: bigint; is_open: boolean }

export type PlanMove =
  /** It is so already. */
  | { kind: 'nothing' }
  /** For the better, or nobody sells by it: at once. */
  | { kind: 'apply'; commission_ppm: bigint; state: PlanState }
  /** For the worse: after notice. `to_ppm` null closes. */
  | { kind: 'announce'; to_ppm: bigint | null }

/**
 * What a wish means for a plan: while it is open, more is paid at once, while less and closing are announced; a plan that is
 * not open binds nobody.
 */
export function decideMove(
  { commission_ppm, state }: Pick<Plan, 'commission_ppm' | 'state'>,
  wish: PlanWish,
): PlanMove {
  if (state !== 'open') {
    const to = wish.is_open ? 'open' : state
    return to === state && wish.commission_ppm === commission_ppm
      ? { kind: 'nothing' }
      : { kind: 'apply', commission_ppm: wish.commission_ppm, state: to }
  }
  if (!wish.is_open) return { kind: 'announce', to_ppm: null }
  if (wish.commission_ppm < commission_ppm) return { kind: 'announce', to_ppm: wish.commission_ppm }
  if (wish.commission_ppm === commission_ppm) return { kind: 'nothing' }
  return { kind: 'apply', commission_ppm: wish.commission_ppm, state: 'open' }
}
