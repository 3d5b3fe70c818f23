import { ShoppingCart } from 'lucide-react'
import { countdown } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button, IconButton } from '../../../shared/ui/button.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import { checkoutWords } from './checkout.words.ts'
import type { FlashButton } from './flash-state.ts'

/** The total and the one button; what the button says is the state of the offer and of one's own try. */
export function BuyFoot({
  amount,
  currency,
  flash,
  state,
  missing,
  stock,
  signed_in,
  adding,
  onBasket,
  onBuy,
}: {
  amount: number
  currency: string
  flash: FlashButton
  state: 'idle' | 'busy' | 'won'
  /** Name of an option not chosen yet. */
  missing: string | undefined
  stock: number
  signed_in: boolean
  adding: boolean
  onBasket: () => void
  onBuy: () => void
}) {
  const t = useWords(checkoutWords)
  const words = ((): [string, boolean] => {
    if (state === 'busy') return [t('submitting'), false]
    if (state === 'won') return [flash.state === 'won' ? t('won') : t('going'), false]
    if (missing) return [t('choose_first', { name: missing }), false]
    if (stock === 0) return [t('gone'), false]
    switch (flash.state) {
      case 'soon':
        return [t('soon', { left: countdown(flash.left_ms) }), false]
      case 'open':
        return [signed_in ? t('grab') : t('buy_sign_in'), true]
      case 'limit':
        return [t('limit_reached'), false]
      case 'sold_out':
      case 'over':
        return [t('over_buy'), true]
      default:
        return [signed_in ? t('buy') : t('buy_sign_in'), true]
    }
  })()
  return (
    <div className="buy-foot">
      <p className="buy-total">
        <span className="muted">{t('total')}</span>
        <Price fen={amount} currency={currency} size="l" />
      </p>
      <IconButton
        label={t('to_basket')}
        className="buy-basket"
        disabled={stock === 0 || Boolean(missing) || adding || state !== 'idle'}
        onClick={onBasket}
      >
        <ShoppingCart size={22} aria-hidden />
      </IconButton>
      <Button
        size="l"
        className="buy-go"
        busy={state !== 'idle'}
        disabled={!words[1]}
        aria-live="polite"
        onClick={onBuy}
      >
        <span className="num">{words[0]}</span>
      </Button>
    </div>
  )
}
