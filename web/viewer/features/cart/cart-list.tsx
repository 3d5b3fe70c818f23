import { PackageOpen, Search } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { Virtualizer } from 'virtua'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Room, RoomItem } from '../../../shared/live/room-state.ts'
import { Empty } from '../../../shared/ui/states.tsx'
import './cart.css'
import { OpenOffers } from '../coupons/open-offers.tsx'
import { replayPlace } from '../room/replay-place.ts'
import { cartWords } from './cart.words.ts'
import { CartRow } from './cart-row.tsx'
import { LeaveAsk } from './leave-ask.tsx'

/** A room's goods in the host's order; long carts can be searched, and only what is seen is drawn. */
export function CartList({
  room,
  onBuy,
  onShow,
}: {
  room: Room
  onBuy: (item: RoomItem) => void
  onShow?: ((item: RoomItem) => void) | undefined
}) {
  const t = useWords(cartWords)
  const [q, setQ] = useState('')
  const wanted = useDeferredValue(q.trim().toLowerCase())
  const [leaving, setLeaving] = useState<RoomItem>()
  const numberOf = new Map(room.items.map(({ id }, index) => [id, index + 1]))
  const items = room.items.filter(
    ({ product, id }) =>
      !wanted ||
      product.title.toLowerCase().includes(wanted) ||
      String(numberOf.get(id)) === wanted,
  )
  if (room.items.length === 0)
    return <Empty icon={PackageOpen} title={t('none')} words={t('none_hint')} />
  const row = (item: RoomItem) => (
    <CartRow
      key={item.id}
      item={item}
      number={numberOf.get(item.id) ?? 0}
      onBuy={onBuy}
      onLeave={setLeaving}
      onShow={replayPlace(item, room.play) === undefined ? undefined : onShow}
    />
  )
  return (
    <>
      {room.state !== 'ended' && <OpenOffers room_id={room.id} className="room-offers" />}
      {room.items.length > 20 && (
        <label className="cart-find">
          <Search size={18} aria-hidden />
          <input
            type="search"
            value={q}
            aria-label={t('find')}
            placeholder={t('find')}
            onChange={({ target }) => setQ(target.value)}
          />
        </label>
      )}
      {items.length === 0 && <Empty icon={Search} title={t('none_found', { q })} />}
      {items.length > 12 ? <Virtualizer>{items.map(row)}</Virtualizer> : items.map(row)}
      <LeaveAsk
        url={leaving?.external_url ?? undefined}
        source={leaving?.product.source ?? ''}
        host={room.host.nickname}
        onClose={() => setLeaving(undefined)}
      />
    </>
  )
}
