/** Days are texts like `2026-03-01`, without a zone: which instant a day begins at is for whoever asks to say. */
const DAY_MS = 86_400_000
const utc = (day: string): Date => new Date(`${day}T00:00:00Z`)

/** A day that is in the calendar: `2026-02-30` is none. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(utc(text).getTime()) &&
  utc(text).toISOString().slice(0, 10) === text

/** A day as people type it, `2026-3-1`, `2026/03/01` or `20260301`, in its one form; undefined when it is none. */
export function readDay(text: string): string | undefined {
  const found = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?\s*$/.exec(text)
  if (!found) return undefined
  const [, year, month, day] = found as unknown as [string, string, string, string]
  const read = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(read) ? read : undefined
}

export const addDays = (day: string, days: number): string =>
  new Date(utc(day).getTime() + days * DAY_MS).toISOString().slice(0, 10)

/** The same day of a month so many months later, or that month's last one. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return `${first.toISOString().slice(0, 8)}${String(Math.min(date, last)).padStart(2, '0')}`
}

/** The weeks, Monday first, that a month lies in; days of its neighbours fill them up. */
export function weeksOf(day: string): string[][] {
  const first = `${day.slice(0, 8)}01`
  const before = (utc(first).getUTCDay() + 6) % 7
  const begin = addDays(first, -before)
  const weeks = Math.ceil((before + Number(addDays(addMonths(first, 1), -1).slice(8))) / 7)
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => addDays(begin, week * 7 + weekday)),
  )
}
