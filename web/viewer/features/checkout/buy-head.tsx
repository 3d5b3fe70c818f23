import { useWords } from '../../../shared/i18n/language.tsx'
import { Countdown } from '../../../shared/ui/countdown.tsx'
import { Picture } from '../../../shared/ui/picture.tsx'
import { OldPrice, Price } from '../../../shared/ui/price.tsx'
import { checkoutWords } from './checkout.words.ts'
import type { Flash, FlashButton } from './flash-state.ts'

/** What is being bought, at what price, and for how long. */
export function BuyHead({
  title,
  picture_url,
  price,
  until,
  before,
  currency,
  stock,
  offer,
  flash,
}: {
  title: string
  picture_url: string | null
  price: number
  until: number | undefined
  before: number | null | undefined
  currency: string
  stock: number
  offer: Flash | null
  flash: FlashButton
}) {
  const t = useWords(checkoutWords)
  const on =
    offer && (flash.state === 'open' || flash.state === 'soon' || flash.state === 'submitting')
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
          {on && <span className="pill">{t('flash_price')}</span>}
          {offer && flash.state === 'sold_out' && <span className="pill">{t('gone')}</span>}
          {before && before > price ? <OldPrice fen={before} currency={currency} /> : null}
        </p>
        <p className="clip">{title}</p>
        <p className="buy-state num">
          {stock === 0
            ? t('out')
            : stock <= 20
              ? t('left', { count: stock })
              : t('stock', { count: stock })}
          {on && (
            <>
              <span>{flash.state === 'soon' ? t('opens_in') : t('closes_in')}</span>
              <Countdown
                look="boxes"
                label={flash.state === 'soon' ? t('opens_in') : t('closes_in')}
                until={flash.state === 'soon' ? offer.opens_at : offer.closes_at}
              />
            </>
          )}
        </p>
      </div>
    </div>
  )
}
