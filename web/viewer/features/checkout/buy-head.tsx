import { Link } from 'wouter'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Countdown } from '../../../shared/ui/countdown.tsx'
import { Picture } from '../../../shared/ui/picture.tsx'
import { OldPrice, Price } from '../../../shared/ui/price.tsx'
import { checkoutWords } from './checkout.words.ts'
import type { Flash, FlashButton } from './flash-state.ts'

/** What is being bought, at what price, and for how long. */
export function BuyHead({
  title,
  to,
  picture_url,
  price,
  until,
  before,
  currency,
  stock,
  offer,
  flash,
  by_flash,
  restocked,
}: {
  title: string
  /** The product's own page. */
  to: string
  picture_url: string | null
  price: number
  until: number | undefined
  before: number | null | undefined
  currency: string
  stock: number
  offer: Flash | null
  flash: FlashButton
  /** The price is the flash price. */
  by_flash: boolean
  restocked: boolean
}) {
  const t = useWords(checkoutWords)
  const soon = flash.state === 'soon'
  const on = offer && (flash.state === 'open' || soon)
  return (
    <div className="buy-head">
      <Picture src={picture_url} alt="" className="buy-picture" eager />
      <div className="grow">
        <p className="buy-price">
          <Price
            fen={price}
            currency={currency}
            size="xl"
            {...(until === undefined ? {} : { until })}
          />
          {(on || by_flash) && <span className="pill">{t('flash_price')}</span>}
          {offer && !by_flash && flash.state === 'sold_out' && (
            <span className="pill">{t('gone')}</span>
          )}
          {before && before > price ? <OldPrice fen={before} currency={currency} /> : null}
        </p>
        <Link href={to} className="clip buy-title">
          {title}
        </Link>
        <p className="buy-state num">
          {stock === 0
            ? t('out')
            : on && flash.state === 'open'
              ? t(restocked ? 'restocked' : 'left', { count: flash.left })
              : on
                ? t('flash_quota', { count: offer.quota })
                : stock <= 20
                  ? t('left', { count: stock })
                  : t('stock', { count: stock })}
          {on && (
            <>
              <span>{soon ? t('opens_in') : t('closes_in')}</span>
              <Countdown
                look="boxes"
                label={soon ? t('opens_in') : t('closes_in')}
                until={soon ? offer.opens_at : offer.closes_at}
              />
            </>
          )}
        </p>
      </div>
    </div>
  )
}
