export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The instant `ms` after `at`. */
export const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms)

/** The calendar day of an instant in a time zone, as `2026-11-22`. Statements and seals use it. */
export const dayIn = (at: Date, time_zone: string): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: time_zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)

/** The platform's business time zone: statement days, reports and policy dates are of this zone. */
export const BUSINESS_ZONE = 'Asia/Shanghai'
