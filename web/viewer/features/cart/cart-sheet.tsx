import { ReceiptText, ShoppingCart } from 'lucide-react'
import { Link } from 'wouter'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Room, RoomItem } from '../../../shared/live/room-state.ts'
import { Avatar } from '../../../shared/ui/picture.tsx'
import { Sheet } from '../../../shared/ui/sheet.tsx'
import { paths } from '../../paths.ts'
import { shellWords } from '../../shell/shell.words.ts'
import { cartWords } from './cart.words.ts'
import { CartList } from './cart-list.tsx'

/** The room's goods over its picture. */
export function CartSheet({
  room,
  open,
  onClose,
  onBuy,
  onShow,
}: {
  room: Room
  open: boolean
  onClose: () => void
  onBuy: (item: RoomItem) => void
  onShow?: ((item: RoomItem) => void) | undefined
}) {
  const t = useWords(cartWords)
  const shell = useWords(shellWords)
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={t('goods_title')}
      head={
        <div className="row">
          <Avatar name={room.host.nickname} src={room.host.avatar_url} size={38} />
          <div className="grow">
            <p className="section-title clip">{room.host.nickname}</p>
            <p className="faint num">{t('goods', { count: room.items_count })}</p>
          </div>
          <Link href={paths.orders()} className="cart-way">
            <ReceiptText size={20} aria-hidden />
            {shell('orders')}
          </Link>
          <Link href={paths.basket()} className="cart-way">
            <ShoppingCart size={20} aria-hidden />
            {shell('basket')}
          </Link>
        </div>
      }
    >
      <CartList room={room} onBuy={onBuy} onShow={onShow} />
    </Sheet>
  )
}
