import { CircleAlert, CircleCheck, Users, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { Problem } from '../../../shared/api/client.ts'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { countdown } from '../../../shared/i18n/format.ts'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { problemWords } from '../../../shared/i18n/problem.ts'
import { Button, buttonClass, IconButton } from '../../../shared/ui/button.tsx'
import { paths } from '../../paths.ts'
import './buy-chip.css'
import { isPlaceOpen, useBoard, wasSeen } from './buy-board.ts'
import type { BuyState } from './buy-state.ts'
import { queueWords } from './buy-status.tsx'
import { buyer } from './buying.ts'
import { buyingWords } from './buying.words.ts'
import { goPay } from './go-pay.ts'

/** Says elsewhere what a purchase is doing whose own sheet was closed: nobody has to wait in front of it. */
export function BuyChip({ account_id }: { account_id: string }) {
  const board = useBoard()
  // What a reload cut off goes on, wherever the page comes back.
  useEffect(() => buyer.restore(account_id), [account_id])
  const told = [...board].filter(
    ([place, state]) =>
      !isPlaceOpen(place) &&
      state.at !== 'idle' &&
      state.at !== 'later' &&
      !(state.at === 'refused' && wasSeen(state)),
  )
  return (
    <div className="buy-chips" aria-live="polite">
      {told.map(([place, state]) => (
        <Chip key={place} place={place} state={state} />
      ))}
    </div>
  )
}

function Chip({ place, state }: { place: string; state: BuyState }) {
  const t = useWords(buyingWords)
  const { language } = useLanguage()
  const [, go] = useLocation()
  const now = usePlatformNow(1_000)
  const [paying, setPaying] = useState(false)
  const forget = () => buyer.tell(place, { e: 'forget' })
  if (state.at === 'won') {
    const left = Date.parse(state.deadline_at) - now
    if (left <= 0) return null
    return (
      <div className="buy-chip">
        <CircleCheck size={18} aria-hidden />
        <p className="num">
          {state.flash ? t('won') : t('ordered')} · {t('pay_within', { left: countdown(left) })}
        </p>
        <Button
          size="s"
          busy={paying}
          onClick={() => {
            setPaying(true)
            void goPay(place, state.payment_id, go)
          }}
        >
          {t('go_pay')}
        </Button>
      </div>
    )
  }
  if (state.at === 'left')
    return (
      <div className="buy-chip">
        <CircleAlert size={18} aria-hidden />
        <p>{t('maybe_short')}</p>
        <Link href={paths.orders()} className={buttonClass({ size: 's', tone: 'dark' })}>
          {t('see_orders')}
        </Link>
        <Button size="s" onClick={() => buyer.tell(place, { e: 'again' })}>
          {t('go_on')}
        </Button>
        <IconButton label={t('never_mind')} onClick={forget}>
          <X size={18} aria-hidden />
        </IconButton>
      </div>
    )
  if (state.at === 'refused') {
    const { status, code, title } = state.no
    return (
      <div className="buy-chip">
        <CircleAlert size={18} aria-hidden />
        <p>{problemWords(new Problem(status, code, title), language)}</p>
        <IconButton label={t('close')} onClick={forget}>
          <X size={18} aria-hidden />
        </IconButton>
      </div>
    )
  }
  return (
    <div className="buy-chip">
      <Users size={18} aria-hidden />
      <p className="num">{queueWords(t, state)}</p>
      <Button size="s" tone="dark" onClick={() => buyer.tell(place, { e: 'leave' })}>
        {t('leave')}
      </Button>
    </div>
  )
}
