import { instantOf } from '../../../shared/desk/business-time.ts'

const DAY = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
const MINUTE = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

/** The platform's calendar is Beijing's wherever an operator sits: `2022-03-01`. */
export const dayOf = (at: string | number): string => DAY.format(new Date(at))
/** `2022-03-01 00:00` in Beijing. */
export const minuteOf = (at: string | number): string => MINUTE.format(new Date(at))
const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
/** An address says a day or an instant; anything else is as if nothing were said. */
export const readInstant = (text: string | undefined): string | undefined =>
  text === undefined
    ? undefined
    : isDay(text)
      ? instantOf(text)
      : /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text))
        ? text
        : undefined
/** The shortest way to say an instant in an address. */
export const sayInstant = (at: string): string => (instantOf(dayOf(at)) === at ? dayOf(at) : at)
