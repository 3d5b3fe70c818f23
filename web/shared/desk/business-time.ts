/** The platform's clock is Beijing's wherever somebody sits. It keeps no summer time. */
const MINUTE = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

/** The minute of an instant on the platform's clock: `2026-03-01T12:30`. */
export const minuteOf = (at: string | number): string =>
  MINUTE.format(new Date(at)).replace(' ', 'T')

/** The instant of `2026-03-01T12:30` on the platform's clock, or of a day's midnight there. */
export const instantOf = (local: string): string =>
  new Date(local.length > 10 ? `${local}:00+08:00` : `${local}T00:00:00+08:00`).toISOString()

/** A time of day as people type it, `9:30`, `0930`, `21：05` or `9`, in its one form; undefined when it is none. */
export function readTime(text: string): string | undefined {
  const plain = text.trim()
  const found = /^(\d{1,2})(?:\D(\d{1,2}))?$/.exec(plain) ?? /^(\d{1,2})(\d\d)$/.exec(plain)
  if (!found) return undefined
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)]
  if (hour > 23 || minute > 59) return undefined
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** So many minutes later on the same day's clock; past midnight it begins anew. */
export function stepTime(time: string, minutes: number): string {
  const [hour, minute] = time.split(':').map(Number) as [number, number]
  const at = (((hour * 60 + minute + minutes) % 1_440) + 1_440) % 1_440
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
}
