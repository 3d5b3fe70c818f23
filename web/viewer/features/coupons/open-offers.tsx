import { useQueryClient } from '@tanstack/react-query'
import { ChevronRight, Ticket } from 'lucide-react'
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { type Answer, call, newKey } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { usePromotionWords } from '../../../shared/i18n/promotion-words.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import { paths } from '../../paths.ts'
import { useAskSignIn } from '../../shell/sign-in-gate.tsx'
import './coupons.css'
import { couponWords } from './coupons.words.ts'

type Offer = Answer<'GET /v1/promotions'>['data'][number]

/** So many stand over the goods before one asks for more. */
const SHOWN = 3
/** A room gives red packets while one watches. */
const ASK_ROOM_MS = 20_000
const STALE = [['GET /v1/promotions'], ['GET /v1/me/coupons'], ['POST /v1/quotes']]

const isMine = (offer: Offer) => offer.mine >= offer.per_person

function Row({ offer, onClaimed }: { offer: Offer; onClaimed: () => void }) {
  const t = useWords(couponWords)
  const say = usePromotionWords()
  const format = useFormat()
  const ask = useAskSignIn()
  const toast = useToast()
  const complain = useProblemToast()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  // One wish, one key: a lost answer asked for again claims nothing twice.
  const key = useRef<string>(undefined)
  const left = offer.quantity === null ? null : offer.quantity - offer.claimed
  const is_mine = isMine(offer)
  const claim = async () => {
    if (!ask()) return
    setBusy(true)
    key.current ??= newKey()
    try {
      await call('POST /v1/promotions/:promotion_id/claims', {
        params: { promotion_id: offer.id },
        key: key.current,
      })
      key.current = undefined
      onClaimed()
      toast(t('claimed_toast'), 'good')
    } catch (error) {
      complain(error)
    } finally {
      setBusy(false)
      for (const queryKey of STALE) void client.invalidateQueries({ queryKey })
    }
  }
  return (
    <li className="coupon">
      <span className="grow">
        <b className="coupon-off num">{say.off(offer)}</b>
        <span className="coupon-about num">
          {say.kind(offer)}
          {offer.shop_name && ` · ${offer.shop_name}`} ·{' '}
          {t('until', { at: format.dateTime(offer.use_until) })}
          {left !== null && left > 0 && left <= 100 && ` · ${t('left', { count: left })}`}
        </span>
      </span>
      {offer.kind === 'full_reduction' ? (
        <span className="pill pill-plain">{t('automatic')}</span>
      ) : (
        <Button size="s" busy={busy} disabled={is_mine || left === 0} onClick={() => void claim()}>
          {t(is_mine ? 'claimed' : left === 0 ? 'gone' : 'claim')}
        </Button>
      )}
    </li>
  )
}

/**
 * What can be had here: coupons to claim, red packets of the room, what comes off by itself. What was claimed before is
 * one line, so that it does not stand above the goods for good. Nothing when there is nothing.
 */
export function OpenOffers({
  shop_id,
  product_id,
  room_id,
  title,
  className = 'card',
}: {
  shop_id?: string
  product_id?: string
  room_id?: string
  /** A heading; what is mine already then stands elsewhere on the page. */
  title?: string
  className?: string
}) {
  const t = useWords(couponWords)
  const query = {
    ...(shop_id ? { shop_id } : {}),
    ...(product_id ? { product_id } : {}),
    ...(room_id ? { room_id } : {}),
  }
  const found = useRoute(
    'GET /v1/promotions',
    { query },
    { refetchInterval: room_id ? ASK_ROOM_MS : false, staleTime: 10_000 },
  )
  const [all, setAll] = useState(false)
  const [claimed_here, setClaimedHere] = useState<readonly string[]>([])
  const offers = (found.data?.data ?? []).filter(
    (offer) => !isMine(offer) || claimed_here.includes(offer.id),
  )
  const mine = title ? 0 : (found.data?.data.length ?? 0) - offers.length
  if (offers.length === 0 && mine === 0) return null
  return (
    <section className={className} aria-label={t('offers')}>
      {title && <h2 className="section-title">{title}</h2>}
      {offers.length > 0 && (
        <ul className="coupon-list">
          {(all ? offers : offers.slice(0, SHOWN)).map((offer) => (
            <Row
              key={offer.id}
              offer={offer}
              onClaimed={() => setClaimedHere((before) => [...before, offer.id])}
            />
          ))}
        </ul>
      )}
      {!all && offers.length > SHOWN && (
        <button type="button" className="coupon-more" onClick={() => setAll(true)}>
          {t('more', { count: offers.length - SHOWN })}
        </button>
      )}
      {mine > 0 && (
        <Link href={paths.coupons()} className="coupon-mine num">
          <Ticket size={16} aria-hidden />
          <span className="grow">{t('mine', { count: mine })}</span>
          <ChevronRight size={16} aria-hidden />
        </Link>
      )}
    </section>
  )
}
