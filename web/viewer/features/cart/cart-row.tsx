import { CirclePlay, ExternalLink } from 'lucide-react'
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
import { type Face, faceOf, percentTaken } from '../checkout/flash-state.ts'
import { useFlash } from '../checkout/use-flash.ts'
import { cartWords } from './cart.words.ts'

const GO = {
  none: 'buy',
  soon: 'soon',
  open: 'grab',
  sending: 'queued',
  queued: 'queued',
  won: 'pay',
  unknown: 'check',
  later: 'later',
  limit: 'limit',
  sold_out: 'buy',
  over: 'buy',
  gone: 'gone',
} as const satisfies Record<Face, string>
const SOFT = new Set<Face>(['soon', 'sending', 'queued', 'later', 'limit', 'unknown'])

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
  const { product } = item
  const { flash, buying, now, restocked } = useFlash(product.id, item.flash)
  const on = flash.state === 'open' || flash.state === 'soon' || flash.state === 'limit'
  const external = item.external_url !== null
  const sold_out = product.stock === 0 && !external
  const hidden = item.state === 'hidden_by_policy'
  const price = on && item.flash ? item.flash.price : product.price_from
  const before = on ? product.price_from : product.list_price
  const face = external ? 'none' : faceOf(buying, flash, { stock: product.stock, now })
  const word = hidden ? t('hidden') : external ? t('go_external') : t(GO[face])
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
        {item.flash && flash.state !== 'over' && (
          <div className="cart-flash">
            <Progress
              value={flash.state === 'soon' ? 0 : percentTaken(item.flash) / 100}
              label={t('taken', { percent: percentTaken(item.flash) })}
            />
            <span className="num">
              {restocked && flash.state === 'open'
                ? t('restocked', { count: flash.left })
                : flash.state === 'soon'
                  ? t('quota', { count: item.flash.quota })
                  : flash.state === 'sold_out'
                    ? t('flash_gone')
                    : t('taken', { percent: percentTaken(item.flash) })}
            </span>
            <Countdown
              look="boxes"
              label={flash.state === 'soon' ? t('opens_in') : t('closes_in')}
              until={flash.state === 'soon' ? item.flash.opens_at : item.flash.closes_at}
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
            tone={external || SOFT.has(face) ? 'soft' : 'primary'}
            disabled={face === 'gone' || hidden}
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
