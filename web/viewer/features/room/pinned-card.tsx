import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { countdown } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { RoomItem } from '../../../shared/live/room-state.ts'
import { Picture } from '../../../shared/ui/picture.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import { flashButton, percentTaken } from '../checkout/flash-state.ts'
import { roomWords } from './room.words.ts'

/** The item the host is explaining, over the picture: price, flash countdown and how much is gone. */
export function PinnedCard({ item, onBuy }: { item: RoomItem; onBuy: () => void }) {
  const t = useWords(roomWords)
  const [folded, setFolded] = useState(false)
  const now = usePlatformNow(item.flash ? 250 : 60_000)
  const flash = flashButton(item.flash, now)
  const sold_out = item.product.stock === 0 && !item.external_url
  const price =
    item.flash && (flash.state === 'open' || flash.state === 'soon')
      ? item.flash.price
      : item.product.price_from
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
          {item.flash && flash.state === 'open' && (
            <span className="pinned-taken num">
              <span style={{ width: `${percentTaken(item.flash)}%` }} />
              <i>{t('flash_taken', { percent: percentTaken(item.flash) })}</i>
            </span>
          )}
          <span className="pinned-foot">
            <Price fen={price} currency={item.product.currency} />
            <span className={`pinned-go${sold_out ? ' pinned-go-off' : ''}`}>{t('buy')}</span>
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
