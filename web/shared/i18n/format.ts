import { countdown } from './countdown.ts'
import type { Language } from './language.tsx'
import { useLanguage } from './language.tsx'
import { money } from './money.ts'

export { countdown, money }

/** `1.2万` / `12K`. */
export const compact = (count: number, language: Language): string =>
  new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(count)

/** Parts per million as a percentage: 50000 → 5%. */
export const percent = (ppm: number, language: Language, digits = 2): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(
    ppm / 1_000_000,
  )

export const dateTime = (at: string | Date, language: Language): string =>
  new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at))
export const clockTime = (at: string | Date, language: Language): string =>
  new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at))

/** `3 分钟前`, `in 2 days`, measured against the platform's clock. */
export function relative(at: string | Date, now: number, language: Language): string {
  const seconds = (new Date(at).getTime() - now) / 1_000
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const)
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit)
  return format.format(Math.round(seconds), 'second')
}

/** All of the above in the present language. */
export function useFormat() {
  const { language } = useLanguage()
  return {
    language,
    money: (fen: number, currency?: string) => money(fen, language, currency),
    compact: (count: number) => compact(count, language),
    percent: (ppm: number, digits?: number) => percent(ppm, language, digits),
    dateTime: (at: string | Date) => dateTime(at, language),
    clockTime: (at: string | Date) => clockTime(at, language),
    relative: (at: string | Date, now: number) => relative(at, now, language),
    countdown,
  }
}
