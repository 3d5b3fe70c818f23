import { CirclePlay, ExternalLink } from 'lucide-react'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { RoomItem } from '../../../shared/live/room-state.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Countdown } from '../../../shared/ui/countdown.tsx'
import { Picture } from '../../../shared/ui/picture.tsx'
import { OldPrice, Price } from '../../../shared/ui/price.tsx'
import { Progress } from '../../../shared/ui/progress.tsx'
import { usePlatformName } from '../../shell/platform-name.ts'
import { shellWords } from '../../shell/shell.words.ts'
import { flashButton, percentTaken } from '../checkout/flash-state.ts'
import { cartWords } from './cart.words.ts'

/** One thing in a room's cart with its number, its state and the one thing to do with it. */
export function CartRow({
  item,
  number,
  onBuy,
  onLeave,
  onShow,
}: {
  item: RoomItem
  /** Its number in the cart, as the host calls it out. */
  number: number
  onBuy: (item: RoomItem) => void
  /** An external item: ask before leaving. */
  onLeave: (item: RoomItem) => void
  onShow?: ((item: RoomItem) => void) | undefined
}) {
  const t = useWords(cartWords)
  const shell = useWords(shellWords)
  const format = useFormat()
  const platformName = usePlatformName()
  const now = usePlatformNow(item.flash ? 1_000 : 60_000)
  const { product } = item
  const flash = flashButton(item.flash, now)
  const on = flash.state === 'open' || flash.state === 'soon'
  const external = item.external_url !== null
  const sold_out = product.stock === 0 && !external
  const hidden = item.state === 'hidden_by_policy'
  const price = on && item.flash ? item.flash.price : product.price_from
  const before = on ? product.price_from : product.list_price
  const word = hidden
    ? t('hidden')
    : external
      ? t('go_external')
      : sold_out
        ? t('gone')
        : flash.state === 'open'
          ? t('grab')
          : flash.state === 'soon'
            ? t('soon')
            : t('buy')
  return (
    <article className="cart-row" aria-label={`${number} ${product.title}`}>
      <div className="cart-picture">
        <Picture src={product.picture_url} alt="" className="cart-photo" />
        <span className="cart-number num">{number}</span>
        {item.is_explaining && (
          <span className="cart-explaining">
            <span className="bars" aria-hidden />
            {t('explaining')}
          </span>
        )}
        {sold_out && <span className="cart-gone">{t('sold_out')}</span>}
      </div>
      <div className="cart-words">
        <h3 className="two-lines">{product.title}</h3>
        {external ? (
          <p className="cart-tags">
            <ExternalLink size={13} aria-hidden />
            {t('external_to', { platform: platformName(product.source) })}
          </p>
        ) : (
          <p className="cart-tags clip">{product.shop_name}</p>
        )}
        {on && item.flash && (
          <div className="cart-flash">
            {flash.state === 'open' && (
              <>
                <Progress
                  value={percentTaken(item.flash) / 100}
                  label={t('taken', { percent: percentTaken(item.flash) })}
                />
                <span className="num">{t('taken', { percent: percentTaken(item.flash) })}</span>
              </>
            )}
            <Countdown
              look="boxes"
              label={flash.state === 'open' ? t('closes_in') : t('opens_in')}
              until={flash.state === 'open' ? item.flash.closes_at : item.flash.opens_at}
            />
          </div>
        )}
        <div className="cart-foot">
          <div className="grow">
            <p className="cart-price">
              {external && price === 0 ? (
                t('their_price')
              ) : (
                <Price
                  fen={price}
                  currency={product.currency}
                  size="l"
                  {...(on ? {} : { until: product.price_to })}
                />
              )}
              {!external && <span>{on ? t('flash_price') : t('live_price')}</span>}
            </p>
            <p className="faint num clip">
              {before && before > price ? (
                <>
                  <OldPrice fen={before} currency={product.currency} /> ·{' '}
                </>
              ) : null}
              {!external && product.stock > 0 && product.stock <= 20
                ? t('left', { count: product.stock })
                : shell('sold', { count: format.compact(item.sold_count || product.sold_count) })}
            </p>
          </div>
          {onShow ? (
            <Button
              tone="soft"
              icon={<CirclePlay size={16} aria-hidden />}
              aria-label={`${t('see_explaining')} ${product.title}`}
              onClick={() => onShow(item)}
            >
              {t('see_explaining')}
            </Button>
          ) : null}
          <Button
            tone={external || flash.state === 'soon' ? 'soft' : 'primary'}
            disabled={sold_out || hidden}
            aria-label={`${word} ${product.title}`}
            onClick={() => (external ? onLeave(item) : onBuy(item))}
          >
            {word}
          </Button>
        </div>
      </div>
    </article>
  )
}
