import { after, BUSINESS_ZONE, DAY, dayIn, MINUTE } from '../../kernel/time.ts'

/**
 * How long a change for the worse is announced before it counts. Two published rules; the installation chooses one
 * (`PLAN_NOTICE`):
 * - `two_days` (the default): 48 hours. TikTok Shop gives two days' notice of a cut.
 * - `next_day`: at the next 00:00 Asia/Shanghai, and from 23:50 on nothing can be announced. Kuaishou's rule.
 * Two days is the default because whoever sells live plans a day ahead, and a cut that is announced at 23:49 for
 * midnight is no notice.
 */
export type NoticeRule = 'two_days' | 'next_day'

/** How long before midnight nothing can be announced for it. */
const QUIET = 10 * MINUTE

/** The zone has no summer time: its days are all as long. */
const nextMidnight = (now: Date): Date =>
  after(new Date(`${dayIn(now, BUSINESS_ZONE)}T00:00:00+08:00`), DAY)

/** From when a change that is announced now counts; null while nothing can be announced. */
export function dueAt(rule: NoticeRule, now: Date): Date | null {
  if (rule === 'two_days') return after(now, 2 * DAY)
  const midnight = nextMidnight(now)
  return midnight.getTime() - now.getTime() <= QUIET ? null : midnight
}
