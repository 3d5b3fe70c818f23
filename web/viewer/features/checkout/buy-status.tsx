import { CircleAlert, CircleCheck, Clock, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { countdown } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button, buttonClass } from '../../../shared/ui/button.tsx'
import { paths } from '../../paths.ts'
import type { BuyState } from './buy-state.ts'
import { buyingWords } from './buying.words.ts'
import type { Face } from './flash-state.ts'

/** How one's own try stands, over the button: the queue, what is not known yet, what was won. */
export function BuyStatus({
  buying,
  face,
  now,
  refusal,
  onLeave,
  onForget,
}: {
  buying: BuyState
  face: Face
  /** The platform's milliseconds. */
  now: number
  /** The platform's "no" in words, with what one can do about it. */
  refusal: ReactNode
  onLeave: () => void
  onForget: () => void
}) {
  const t = useWords(buyingWords)
  const orders = (
    <Link href={paths.orders()} className={buttonClass({ tone: 'outline', size: 's' })}>
      {t('see_orders')}
    </Link>
  )
  if (buying.at === 'refused')
    return (
      <Strip look="no" icon={<CircleAlert size={18} aria-hidden />} role="alert">
        {refusal}
        {(buying.attempt.lost > 0 || buying.no.code === 'flash_limit') && orders}
      </Strip>
    )
  if (buying.at === 'won')
    return (
      <Strip look="good" icon={<CircleCheck size={22} aria-hidden />}>
        <p className="grow">
          <b>{buying.flash ? t('won') : t('ordered')}</b>
          <span className="num">
            {t('pay_within', { left: countdown(Date.parse(buying.deadline_at) - now) })}
          </span>
        </p>
      </Strip>
    )
  if (buying.at === 'left')
    return (
      <Strip look="maybe" icon={<CircleAlert size={18} aria-hidden />} role="alert">
        <p className="grow">
          <b>{t('maybe')}</b>
          <span>{t('maybe_words')}</span>
        </p>
        <div className="buy-status-acts">
          {orders}
          <Button tone="quiet" size="s" onClick={onForget}>
            {t('never_mind')}
          </Button>
        </div>
      </Strip>
    )
  if (buying.at === 'later' && face === 'later')
    return (
      <Strip look="maybe" icon={<Clock size={18} aria-hidden />}>
        <p className="grow">
          <b>{t('too_fast')}</b>
          <span className="num">{t('later_in', { seconds: secondsTo(buying.until, now) })}</span>
        </p>
      </Strip>
    )
  if (face === 'queued' && 'attempt' in buying)
    return (
      <Strip look="queue" icon={<Users size={18} aria-hidden />}>
        <p className="grow">
          <b className="num">{queueWords(t, buying)}</b>
          <span className="num">
            {t('waited', {
              seconds: Math.max(0, Math.floor((now - buying.attempt.tapped_at) / 1_000)),
            })}
          </span>
        </p>
        <Button tone="outline" size="s" onClick={onLeave}>
          {t('leave')}
        </Button>
        <span className="buy-status-bar" aria-hidden />
      </Strip>
    )
  return null
}

const secondsTo = (until: number, now: number): number =>
  Math.max(1, Math.ceil((until - now) / 1_000))

/** What is known of one's place: a number when the platform named one, never one of our own making. */
export function queueWords(
  t: ReturnType<typeof useWords<keyof (typeof buyingWords)['en']>>,
  buying: BuyState,
): string {
  if (buying.at === 'waiting' && buying.why === 'lost') return t('asking_again')
  const ahead = 'ahead' in buying ? buying.ahead : undefined
  return ahead === undefined ? t('queued') : t('queued_ahead', { count: ahead })
}

function Strip({
  look,
  icon,
  role = 'status',
  children,
}: {
  look: 'queue' | 'maybe' | 'good' | 'no'
  icon: ReactNode
  role?: 'status' | 'alert'
  children: ReactNode
}) {
  return (
    <div className={`buy-status buy-status-${look}`} role={role}>
      {icon}
      {children}
    </div>
  )
}
