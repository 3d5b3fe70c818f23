import { Slider } from 'antd'
import { useEffect, useState } from 'react'
import { instantOf } from '../../../shared/desk/business-time.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { dayOf } from './business-day.ts'
import { policyWords } from './policy.words.ts'

const DAY = 86_400_000
const dayNumber = (at: string) => Math.round(new Date(instantOf(dayOf(at))).getTime() / DAY)
const atDay = (day: number) => instantOf(dayOf(day * DAY + DAY / 2))

/** Drag through time; each instant at which anything changes is a mark one can jump to. */
export function DateScrubber({
  changes,
  at,
  now,
  compare,
  onChange,
}: {
  changes: readonly string[]
  at: string
  now: string
  compare: string | undefined
  onChange: (at: string) => void
}) {
  const t = useWords(policyWords)
  const days = [...changes, at, now].map(dayNumber)
  // Histories that ended years ago would sit in a corner if today had to be on the line.
  const past = changes.length > 0 && Math.max(...changes.map(dayNumber)) < dayNumber(now) - 730
  const shown = past ? [...changes, at].map(dayNumber) : days
  const margin = Math.max(30, Math.round((Math.max(...shown) - Math.min(...shown)) * 0.05))
  const [min, max] = [Math.min(...shown) - margin, Math.max(...shown) + margin]
  const [dragged, setDragged] = useState(dayNumber(at))
  useEffect(() => setDragged(dayNumber(at)), [at])
  const place = (day: number) => `${((day - min) / (max - min)) * 100}%`
  const marks = [...new Set(changes)].map((change) => ({ change, day: dayNumber(change) }))
  return (
    <div className="policy-scrubber">
      <div className="policy-scrubber-line">
        <div className="policy-scrubber-marks">
          {marks.map(({ change, day }, index) => (
            <button
              key={change}
              type="button"
              style={{ insetInlineStart: place(day) }}
              title={dayOf(change)}
              aria-pressed={dayNumber(at) === day}
              data-crowded={
                index > 0 && day - marks[index - 1]!.day < (max - min) * 0.075 ? true : undefined
              }
              onClick={() => onChange(change)}
            >
              <span className="num">{dayOf(change).slice(2)}</span>
            </button>
          ))}
          {!past && (
            <i style={{ insetInlineStart: place(dayNumber(now)) }} data-now aria-hidden>
              {!marks.some(({ day }) => Math.abs(day - dayNumber(now)) < (max - min) * 0.06) && (
                <span>{t('today')}</span>
              )}
            </i>
          )}
          {compare && dayNumber(compare) > min && dayNumber(compare) < max && (
            <i style={{ insetInlineStart: place(dayNumber(compare)) }} data-compare aria-hidden />
          )}
        </div>
        <Slider
          min={min}
          max={max}
          value={Math.min(max, Math.max(min, dragged))}
          ariaLabelForHandle={t('scrubber')}
          ariaValueTextFormatterForHandle={(day) => dayOf(atDay(day))}
          tooltip={{ formatter: (day) => day !== undefined && dayOf(atDay(day)) }}
          onChange={setDragged}
          onChangeComplete={(day) => onChange(atDay(day))}
        />
      </div>
    </div>
  )
}
