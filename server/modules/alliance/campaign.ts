import { refusal } from '../../kernel/refusal.ts'
import { after, DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'
import { MAX_RATES_PPM } from './leader.ts'

/*
 * A leader's campaign: shops put goods in, the leader takes or refuses each, creators sell by it. Nothing waits for ever:
 *
 *   campaign  open       until its end                     → closed
 *   goods     pending    7 days, or the campaign's end     → expired     (a silent leader has not taken them)
 *             promoting  the campaign's end                → expired, or terminated where an early end was agreed
 *   change    asked      7 days                            → agreed      (a silent leader has agreed)
 *
 * What creators count on does not vanish under them: a cut of the commission and an early end come two days after the
 * leader agreed. Orders freeze what stood when they were placed.
 */

export const ratesTooHigh = refusal(
  'rates_too_high',
  422,
  'Commission and leader fee together are at most 90 %',
)
export const commissionTooLow = refusal(
  'commission_too_low',
  422,
  'The campaign asks for a higher commission',
)
export const badPeriod = refusal('bad_period', 422, 'These dates do not fit each other')
export const campaignOver = refusal('campaign_over', 409, 'The campaign takes no more goods')
export const alreadyInCampaign = refusal(
  'already_in_campaign',
  409,
  'These goods are in the campaign already',
)
export const productProtected = refusal(
  'product_protected',
  409,
  'Another leader’s protection of these goods still runs',
)
export const promotionTooShort = refusal(
  'promotion_too_short',
  409,
  'The agreed time of promotion is not over',
)
export const changeWaiting = refusal(
  'change_waiting',
  409,
  'The leader has not answered the last change yet',
)

export type CampaignState = 'open' | 'closed'
export const campaigns = machine<CampaignState>('campaigns', { open: ['closed'], closed: [] })

export type CampaignItemState = 'pending' | 'promoting' | 'rejected' | 'terminated' | 'expired'
/** A loop moves the end of promoted goods closer. */
export const campaignItems = machine<CampaignItemState>('campaign_items', {
  pending: ['promoting', 'rejected', 'terminated', 'expired'],
  promoting: ['promoting', 'terminated', 'expired'],
  rejected: [],
  terminated: [],
  expired: [],
})

export type CampaignChangeState = 'asked' | 'agreed' | 'refused' | 'void'
export const campaignChanges = machine<CampaignChangeState>('campaign_changes', {
  asked: ['agreed', 'refused', 'void'],
  agreed: [],
  refused: [],
  void: [],
})

/** A leader has this long to answer goods and changes. */
export const ANSWER = 7 * DAY
/** Between the agreement to a cut or an early end and its effect. */
export const NOTICE = 2 * DAY
/** The longest a campaign runs. */
export const LONGEST = 366 * DAY
export const PROMOTION_DAYS = [0, 15, 30, 60, 90] as const

const earlier = (one: Date, other: Date): Date => (one < other ? one : other)

/**
 * Both fees stay within what a sale can carry. Rates in parts per million.
 * @throws ratesTooHigh `{ at_most }`: the highest commission beside this leader fee
 */
export function assertRates(commission_ppm: bigint, leader_ppm: bigint): void {
  if (commission_ppm + leader_ppm > MAX_RATES_PPM)
    throw ratesTooHigh({ at_most: MAX_RATES_PPM - leader_ppm })
}

/**
 * A campaign pays creators at least what it promised and what every creator gets from the shop: it counts before the
 * shop's own offer. Rates in parts per million.
 * @throws commissionTooLow `{ at_least }`
 */
export function assertEnough(commission_ppm: bigint, promised: bigint, open: bigint | null): void {
  const at_least = open !== null && open > promised ? open : promised
  if (commission_ppm < at_least) throw commissionTooLow({ at_least })
}

/**
 * Goods can be put in from now on, and promoted goods have the agreed time.
 * @throws badPeriod `{ field }`
 */
export function assertPeriod(
  wish: { applies_until: Date; ends_at: Date; min_promotion_days: number },
  now: Date,
): void {
  if (wish.applies_until <= now) throw badPeriod({ field: 'applies_until' })
  if (
    wish.ends_at < wish.applies_until ||
    wish.ends_at < after(now, wish.min_promotion_days * DAY) ||
    wish.ends_at > after(now, LONGEST)
  )
    throw badPeriod({ field: 'ends_at' })
}

/** The same day so many calendar months on; a day that the month does not have becomes its last. */
export function monthsAfter(at: Date, months: number): Date {
  const then = new Date(at)
  then.setUTCDate(1)
  then.setUTCMonth(then.getUTCMonth() + months)
  const last = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate()
  then.setUTCDate(Math.min(at.getUTCDate(), last))
  return then
}

/** Until when the leader answers goods that were put in now. */
export const answerBy = ({ ends_at }: { ends_at: Date }, now: Date): Date =>
  earlier(after(now, ANSWER), ends_at)

/** The times of goods that are taken now. */
export const promotionFrom = (
  campaign: { ends_at: Date; min_promotion_days: number; protection_months: number },
  now: Date,
): { deadline_at: Date; min_until: Date; protected_until: Date | null } => ({
  deadline_at: campaign.ends_at,
  min_until: earlier(after(now, campaign.min_promotion_days * DAY), campaign.ends_at),
  protected_until:
    campaign.protection_months === 0 ? null : monthsAfter(now, campaign.protection_months),
})

export type Rates = {
  commission_ppm: bigint
  next_commission_ppm: bigint | null
  next_from: Date | null
}

/** What creators earn at this instant, in parts per million. */
export const commissionAt = (item: Rates, now: Date): bigint =>
  item.next_from && item.next_commission_ppm !== null && item.next_from <= now
    ? item.next_commission_ppm
    : item.commission_ppm

/** The rates once another commission was agreed to: a raise counts at once, a cut after the notice. */
export const ratesAfter = (item: Rates, commission_ppm: bigint, now: Date): Rates => {
  const present = commissionAt(item, now)
  return commission_ppm < present
    ? {
        commission_ppm: present,
        next_commission_ppm: commission_ppm,
        next_from: after(now, NOTICE),
      }
    : { commission_ppm, next_commission_ppm: null, next_from: null }
}

/** When promoted goods leave once an early end was agreed to. */
export const earlyEnd = (ends_at: Date, now: Date): Date => earlier(after(now, NOTICE), ends_at)
