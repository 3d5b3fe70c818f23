import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { useWords } from '../i18n/language.tsx'
import { readTime, stepTime } from './business-time.ts'
import { DayField } from './day-field.tsx'
import { dayFieldWords } from './day-field.words.ts'

/** By so much the arrow keys move a time. */
const STEP = 30
const STEPS: Record<string, number> = { ArrowUp: STEP, ArrowDown: -STEP }

/**
 * A minute on the platform's clock, `2026-03-01T12:30`: a day, typed or picked, and a time of day, typed or walked by the
 * arrow keys; in the desk's own language. A form's item gives value, change and id.
 */
export function DayTimeField({
  value,
  onChange,
  id,
  min,
  clearable = true,
}: {
  value?: string | undefined
  onChange?: (minute: string | undefined) => void
  id?: string
  /** A day. */
  min?: string | undefined
  clearable?: boolean
}) {
  const t = useWords(dayFieldWords)
  const day = value?.slice(0, 10)
  const time = value?.slice(11) || '00:00'
  const [text, setText] = useState(value ? time : '')
  const [fault, setFault] = useState(false)
  useEffect(() => {
    setText(value?.slice(11) ?? '')
    setFault(false)
  }, [value])
  const take = (next: string) => {
    setFault(false)
    setText(next)
    if (day && next !== time) onChange?.(`${day}T${next}`)
  }
  const read = () => {
    const next = readTime(text)
    if (next) take(next)
    else if (day) setFault(true)
  }
  return (
    <div>
      <div className="day-time">
        <DayField
          {...(id ? { id } : {})}
          value={day}
          min={min}
          clearable={clearable}
          onChange={(next) => onChange?.(next && `${next}T${readTime(text) ?? '00:00'}`)}
        />
        <Input
          className="num"
          aria-label={t('time')}
          autoComplete="off"
          inputMode="numeric"
          placeholder={t('time_form')}
          value={text}
          {...(fault ? { status: 'error' as const, 'aria-invalid': true } : {})}
          onChange={({ target }) => setText(target.value)}
          onBlur={read}
          onPressEnter={read}
          onKeyDown={(event) => {
            const step = STEPS[event.key]
            if (!step) return
            event.preventDefault()
            take(stepTime(readTime(text) ?? time, step))
          }}
        />
      </div>
      {fault && (
        <div className="day-field-fault" role="alert">
          {t('no_time')}
        </div>
      )}
    </div>
  )
}
