import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type Answer, call, newKey } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { usePromotionWords } from '../../../shared/i18n/promotion-words.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import { useAskSignIn } from '../../shell/sign-in-gate.tsx'
import './coupons.css'
import { couponWords } from './coupons.words.ts'

type Offer = Answer<'GET /v1/promotions'>['data'][number]

/** So many stand over the goods before one asks for more. */
const SHOWN = 3
/** A room gives red packets while one watches. */
const ASK_ROOM_MS = 20_000
const STALE = [['GET /v1/promotions'], ['GET /v1/me/coupons'], ['POST /v1/quotes']]

function Row({ offer }: { offer: Offer }) {
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
  const is_mine = offer.mine >= offer.per_person
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

/** What can be had here: coupons to claim, red packets of the room, what comes off by itself. Nothing when there is nothing. */
export function OpenOffers({
  shop_id,
  product_id,
  room_id,
  className = 'card',
}: {
  shop_id?: string
  product_id?: string
  room_id?: string
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
  const offers = found.data?.data ?? []
  if (offers.length === 0) return null
  return (
    <section className={className} aria-label={t('offers')}>
      <ul className="coupon-list">
        {(all ? offers : offers.slice(0, SHOWN)).map((offer) => (
          <Row key={offer.id} offer={offer} />
        ))}
      </ul>
      {!all && offers.length > SHOWN && (
        <button type="button" className="coupon-more" onClick={() => setAll(true)}>
          {t('more', { count: offers.length - SHOWN })}
        </button>
      )}
    </section>
  )
}
