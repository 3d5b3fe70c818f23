import { Clock } from 'lucide-react'
import type { ReactNode } from 'react'
import { usePlatformNow } from '../api/clock.ts'
import { countdown, useFormat } from '../i18n/format.ts'
import { useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How long until an instant by the platform's clock, what happens then, and the instant itself on hover. */
export function DeadlineText({
  at,
  then,
  icon = true,
}: {
  at: string | null
  then?: ReactNode
  icon?: boolean
}) {
  const t = useWords(deskWords)
  const format = useFormat()
  const close = at !== null && Math.abs(new Date(at).getTime() - Date.now()) < 2 * HOUR
  const now = usePlatformNow(close ? 1_000 : 30_000)
  if (at === null) return <span className="desk-quiet">—</span>
  const left = new Date(at).getTime() - now
  const span = Math.abs(left)
  const time =
    span >= 24 * HOUR
      ? t('days', {
          days: Math.floor(span / (24 * HOUR)),
          hours: Math.floor((span % (24 * HOUR)) / HOUR),
        })
      : span >= HOUR
        ? t('hours', {
            hours: Math.floor(span / HOUR),
            minutes: Math.floor((span % HOUR) / MINUTE),
          })
        : countdown(span)
  return (
    <span
      className="desk-deadline"
      data-tone={left < HOUR ? 'danger' : left < 12 * HOUR ? 'warning' : 'calm'}
    >
      <time dateTime={at} title={format.dateTime(at)} className="num">
        {icon && <Clock size={13} aria-hidden />}
        {t(left < 0 ? 'overdue' : 'left', { time })}
      </time>
      {then && <small>{then}</small>}
    </span>
  )
}

/** `3 分钟前`, the instant on hover. */
export function AgoText({ at }: { at: string }) {
  const format = useFormat()
  const now = usePlatformNow(30_000)
  return (
    <time dateTime={at} title={format.dateTime(at)} className="desk-nowrap">
      {format.relative(at, now)}
    </time>
  )
}
export function DateText({ at }: { at: string | null }) {
  const format = useFormat()
  return at ? (
    <time dateTime={at} className="num desk-nowrap">
      {format.dateTime(at)}
    </time>
  ) : (
    <span className="desk-quiet">—</span>
  )
}
