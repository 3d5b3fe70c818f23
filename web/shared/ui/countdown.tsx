import { useEffect } from 'react'
import { usePlatformNow } from '../api/clock.ts'
import { countdown } from '../i18n/format.ts'
import { useWords } from '../i18n/language.tsx'
import './countdown.css'
import { uiWords } from './ui.words.ts'

/** Time left until an instant of the platform's clock; digits never shift the layout. */
export function Countdown({
  until,
  look = 'plain',
  label,
  onEnd,
}: {
  until: string
  look?: 'plain' | 'boxes'
  /** What it counts down to, for those who hear it. */
  label?: string
  onEnd?: () => void
}) {
  const t = useWords(uiWords)
  const now = usePlatformNow(250)
  const left = new Date(until).getTime() - now
  const over = left <= 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: it ends once.
  useEffect(() => {
    if (over) onEnd?.()
  }, [over])
  const days = Math.floor(left / 86_400_000)
  const text = countdown(days > 0 ? left - days * 86_400_000 : left)
  return (
    <span role="timer" aria-label={label ? `${label} ${text}` : text} className="ui-countdown">
      {days > 0 && <span>{t('days', { count: days })} </span>}
      {look === 'plain'
        ? text
        : text
            .padStart(8, '00:')
            .split(':')
            .map((digits, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: hours, minutes and seconds keep their places.
              <span key={index}>
                {index > 0 && <i>:</i>}
                <b>{digits.padStart(2, '0')}</b>
              </span>
            ))}
    </span>
  )
}
