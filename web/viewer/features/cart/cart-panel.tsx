import { useEffect, useState } from 'react'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Room, RoomItem } from '../../../shared/live/room-state.ts'
import { cartWords } from './cart.words.ts'
import { CartList } from './cart-list.tsx'

const WIDE = '(min-width: 1280px)'

/** On wide screens the goods stand beside the picture instead of over it. */
export function CartPanel({
  room,
  onBuy,
  onShow,
}: {
  room: Room
  onBuy: (item: RoomItem) => void
  onShow?: ((item: RoomItem) => void) | undefined
}) {
  const t = useWords(cartWords)
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches)
  useEffect(() => {
    const media = matchMedia(WIDE)
    const note = () => setWide(media.matches)
    media.addEventListener('change', note)
    return () => media.removeEventListener('change', note)
  }, [])
  if (!wide) return null
  return (
    <aside className="cart-panel" aria-label={t('goods_title')}>
      <h2 className="section-title num">
        {t('goods_title')} <span className="faint">{room.items_count}</span>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards have to be able to scroll it. */}
      <section tabIndex={0} aria-label={t('goods_title')}>
        <CartList room={room} onBuy={onBuy} onShow={onShow} />
      </section>
    </aside>
  )
}
