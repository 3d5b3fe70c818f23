import { Button, Input, Popover, theme } from 'antd'
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { platformNow } from '../api/clock.ts'
import { useLanguage, useWords } from '../i18n/language.tsx'
import { dayFieldWords } from './day-field.words.ts'
import { addDays, addMonths, readDay, weeksOf } from './day-grid.ts'
import './day-field.css'

/** The platform's calendar is Beijing's wherever somebody sits. */
const BUSINESS_DAY = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
/** The business day it is now. */
export const businessToday = (): string => BUSINESS_DAY.format(new Date(platformNow()))

type Props = {
  /** `2026-03-01`; a form's item gives it. */
  value?: string | undefined
  onChange?: (day: string | undefined) => void
  id?: string
  label?: string
  /** Stands before the day, in the field. */
  before?: string
  min?: string | undefined
  max?: string | undefined
  clearable?: boolean
}

/** A day, typed or picked from a month; in the desk's own language, whatever the browser's is. */
export function DayField({
  value,
  onChange,
  id,
  label,
  before,
  min,
  max,
  clearable = true,
}: Props) {
  const t = useWords(dayFieldWords)
  const [text, setText] = useState(value ?? '')
  const [fault, setFault] = useState('')
  const [open, setOpen] = useState(false)
  useEffect(() => {
    setText(value ?? '')
    setFault('')
  }, [value])
  const take = (day: string | undefined) => {
    setFault('')
    setText(day ?? value ?? '')
    setOpen(false)
    if (day !== value) onChange?.(day)
  }
  const read = () => {
    if (text.trim() === '' && clearable) {
      setFault('')
      if (value !== undefined) onChange?.(undefined)
      return
    }
    const day = readDay(text)
    if (!day) setFault(t('no_day'))
    else if (min && day < min) setFault(t('too_early', { day: min }))
    else if (max && day > max) setFault(t('too_late', { day: max }))
    else take(day)
  }
  return (
    <>
      <Popover
        open={open}
        onOpenChange={(wish) => !wish && setOpen(false)}
        trigger="click"
        placement="bottomLeft"
        arrow={false}
        destroyOnHidden
        content={
          <Calendar
            chosen={readDay(text) ?? value}
            min={min}
            max={max}
            {...(clearable ? { onClear: () => take(undefined) } : {})}
            onTake={take}
            onLeave={() => setOpen(false)}
          />
        }
      >
        <Input
          {...(id ? { id } : {})}
          {...(label ? { 'aria-label': label } : {})}
          className="day-field num"
          autoComplete="off"
          inputMode="numeric"
          placeholder={t('form')}
          value={text}
          {...(fault ? { status: 'error' as const, 'aria-invalid': true } : {})}
          {...(before ? { prefix: <span className="desk-quiet">{before}</span> } : {})}
          suffix={
            <button
              type="button"
              className="day-field-open"
              aria-label={label ? `${label} ${t('open')}` : t('open')}
              aria-expanded={open}
              onClick={(event) => {
                event.stopPropagation()
                setOpen((now) => !now)
              }}
            >
              <CalendarDays size={14} aria-hidden />
            </button>
          }
          onChange={({ target }) => setText(target.value)}
          onBlur={read}
          onPressEnter={read}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return
            event.preventDefault()
            setOpen(true)
          }}
        />
      </Popover>
      {fault && (
        <div className="day-field-fault" role="alert">
          {fault}
        </div>
      )}
    </>
  )
}

const STEPS: Record<string, (day: string) => string> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
}

/** A month of days; arrows walk it, Enter takes, Escape leaves. */
function Calendar({
  chosen,
  min,
  max,
  onTake,
  onClear,
  onLeave,
}: {
  chosen: string | undefined
  min: string | undefined
  max: string | undefined
  onTake: (day: string) => void
  onClear?: () => void
  onLeave: () => void
}) {
  const t = useWords(dayFieldWords)
  const { language } = useLanguage()
  const { token } = theme.useToken()
  const today = businessToday()
  const within = (day: string) => (!min || day >= min) && (!max || day <= max)
  const [at, setAt] = useState(chosen ?? (within(today) ? today : (min ?? max ?? today)))
  const here = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever walks the month stands on another day then.
  useEffect(() => here.current?.focus(), [at])
  const named = (day: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options }).format(
      new Date(`${day}T00:00:00Z`),
    )
  const weeks = weeksOf(at)
  const walk = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      // Of the calendar, not of the dialog it stands in.
      event.stopPropagation()
      onLeave()
    }
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    setAt(step)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons in it are heard here.
    <div
      className="day-calendar"
      // It hangs on the page's body, where the app's own colours are not known.
      style={
        {
          '--accent': token.colorPrimary,
          '--accent-bg': token.colorPrimaryBg,
        } as React.CSSProperties
      }
      onKeyDown={walk}
    >
      <header>
        <Button
          type="text"
          size="small"
          aria-label={t('month_before')}
          icon={<ChevronLeft size={14} aria-hidden />}
          onClick={() => setAt(addMonths(at, -1))}
        />
        <b aria-live="polite">{named(at, { year: 'numeric', month: 'long' })}</b>
        <Button
          type="text"
          size="small"
          aria-label={t('month_after')}
          icon={<ChevronRight size={14} aria-hidden />}
          onClick={() => setAt(addMonths(at, 1))}
        />
      </header>
      <table>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col" abbr={named(day, { weekday: 'long' })}>
                {named(day, { weekday: 'narrow' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day}>
                  <button
                    type="button"
                    className="num"
                    ref={day === at ? here : null}
                    tabIndex={day === at ? 0 : -1}
                    disabled={!within(day)}
                    aria-pressed={day === chosen}
                    aria-label={named(day, { dateStyle: 'full' })}
                    data-today={day === today || undefined}
                    data-other={day.slice(0, 7) !== at.slice(0, 7) || undefined}
                    onClick={() => onTake(day)}
                  >
                    {Number(day.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <footer>
        <Button type="link" size="small" disabled={!within(today)} onClick={() => onTake(today)}>
          {t('today')}
        </Button>
        {onClear && (
          <Button type="link" size="small" onClick={onClear}>
            {t('clear')}
          </Button>
        )}
      </footer>
    </div>
  )
}
