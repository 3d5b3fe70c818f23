import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { countdown } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { RoomItem } from '../../../shared/live/room-state.ts'
import { Picture } from '../../../shared/ui/picture.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import { type Face, faceOf, percentTaken } from '../checkout/flash-state.ts'
import { useFlash } from '../checkout/use-flash.ts'
import { roomWords } from './room.words.ts'

const GO = {
  none: 'buy',
  soon: 'go_soon',
  open: 'go_grab',
  sending: 'go_queued',
  queued: 'go_queued',
  won: 'go_pay',
  unknown: 'go_check',
  later: 'go_soon',
  limit: 'go_limit',
  sold_out: 'buy',
  over: 'buy',
  gone: 'go_gone',
} as const satisfies Record<Face, string>
/** The flash price is the price. */
const ON = new Set(['soon', 'open', 'limit'])
const OFF = new Set<Face>(['soon', 'sending', 'queued', 'later', 'limit', 'gone'])

/** The item the host is explaining, over the picture: price, flash countdown and how much is gone. */
export function PinnedCard({ item, onBuy }: { item: RoomItem; onBuy: () => void }) {
  const t = useWords(roomWords)
  const [folded, setFolded] = useState(false)
  const { flash, buying, now, restocked } = useFlash(item.product.id, item.flash)
  const face = item.external_url
    ? 'none'
    : faceOf(buying, flash, { stock: item.product.stock, now })
  const sold_out = item.product.stock === 0 && !item.external_url
  const state_words = ((): string => {
    if (!item.flash) return ''
    if (face === 'queued' && 'ahead' in buying && buying.ahead !== undefined)
      return t('ahead', { count: buying.ahead })
    if (flash.state === 'soon') return t('flash_quota', { count: item.flash.quota })
    if (flash.state === 'open' || flash.state === 'limit')
      return restocked && flash.state === 'open'
        ? t('restocked', { count: flash.left })
        : t('flash_taken', { percent: percentTaken(item.flash) })
    return flash.state === 'over' ? t('flash_over') : t('flash_gone')
  })()
  const price = item.flash && ON.has(flash.state) ? item.flash.price : item.product.price_from
  if (folded)
    return (
      <button
        type="button"
        className="pinned-folded"
        aria-label={t('open_card', { title: item.product.title })}
        onClick={() => setFolded(false)}
      >
        <Picture src={item.product.picture_url} alt="" className="pinned-folded-picture" eager />
        <span className="bars" aria-hidden />
      </button>
    )
  return (
    <div className="pinned">
      <button type="button" className="pinned-buy" onClick={onBuy}>
        <span className="pinned-picture">
          <Picture src={item.product.picture_url} alt="" className="pinned-photo" eager />
          <span className="pinned-flag">
            <span className="bars" aria-hidden />
            {t('explaining')}
          </span>
          {(flash.state === 'open' || flash.state === 'soon') && (
            <span className="pinned-flash num" aria-hidden>
              {flash.state === 'open' ? t('flash_left') : t('flash_soon')}{' '}
              <b>{countdown(flash.left_ms)}</b>
            </span>
          )}
          {sold_out && <span className="pinned-gone">{t('sold_out')}</span>}
        </span>
        <span className="pinned-words">
          <span className="two-lines pinned-title">{item.product.title}</span>
          {item.flash && (
            <span className="pinned-taken num">
              <span
                style={{ width: `${flash.state === 'soon' ? 0 : percentTaken(item.flash)}%` }}
              />
              <i>{state_words}</i>
            </span>
          )}
          <span className="pinned-foot">
            <Price fen={price} currency={item.product.currency} />
            <span className={`pinned-go${OFF.has(face) ? ' pinned-go-off' : ''}`}>
              {t(GO[face])}
            </span>
          </span>
        </span>
      </button>
      <button
        type="button"
        className="pinned-fold"
        aria-label={t('fold')}
        onClick={() => setFolded(true)}
      >
        <ChevronDown size={16} aria-hidden />
      </button>
    </div>
  )
}
