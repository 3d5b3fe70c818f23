import { ShoppingCart } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { countdown } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button, IconButton } from '../../../shared/ui/button.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import type { BuyState } from './buy-state.ts'
import { buyingWords } from './buying.words.ts'
import { checkoutWords } from './checkout.words.ts'
import type { Face, FlashButton } from './flash-state.ts'

/** The total and the one button; what the button says is the state of the offer and of one's own try. */
export function BuyFoot({
  amount,
  currency,
  buying,
  face,
  flash,
  now,
  missing,
  calm,
  signed_in,
  adding,
  status,
  onBasket,
  onBuy,
  onAgain,
}: {
  amount: number
  currency: string
  buying: BuyState
  face: Face
  flash: FlashButton
  now: number
  /** Name of an option not chosen yet. */
  missing: string | undefined
  /** False for a moment after the price went up under the thumb. */
  calm: boolean
  signed_in: boolean
  adding: boolean
  status: ReactNode
  onBasket: () => void
  /** `held`: the button was down when the offer opened. */
  onBuy: (held: boolean) => void
  onAgain: () => void
}) {
  const t = useWords(checkoutWords)
  const b = useWords(buyingWords)
  const pressed = useRef(false)
  const can_grab = face === 'open' && !missing
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the instant of the opening counts.
  useEffect(() => {
    // Who holds the button through the opening has tapped at the opening, and no earlier than anybody else.
    if (can_grab && pressed.current) onBuy(true)
    pressed.current = false
  }, [can_grab])
  const press = (down: boolean) => () => {
    pressed.current = down && face === 'soon'
  }
  const words = ((): [words: string, can: boolean] => {
    switch (face) {
      case 'sending':
        return [b('sending'), false]
      case 'queued':
        return [b('queued_short'), false]
      case 'won':
        return [b('go_pay'), false]
      case 'unknown':
        return [b('go_on'), true]
      case 'later':
        return [
          buying.at === 'later'
            ? b('later_short', { seconds: Math.max(1, Math.ceil((buying.until - now) / 1_000)) })
            : '',
          false,
        ]
    }
    if (missing) return [t('choose_first', { name: missing }), false]
    switch (face) {
      case 'gone':
        return [t('gone'), false]
      case 'soon':
        return [t('soon', { left: countdown(flash.state === 'soon' ? flash.left_ms : 0) }), false]
      case 'open':
        return [signed_in ? t('grab') : t('buy_sign_in'), true]
      case 'limit':
        return [t('limit_reached'), false]
      case 'sold_out':
        return calm ? [t('over_buy'), true] : [t('gone'), false]
      case 'over':
        return calm ? [t('over_buy'), true] : [t('flash_over'), false]
      default:
        if (!calm) return [t('flash_over'), false]
        return [signed_in ? t('buy') : t('buy_sign_in'), true]
    }
  })()
  const busy = face === 'sending' || face === 'queued' || face === 'won'
  return (
    <div className="buy-stand">
      {status}
      <div className="buy-foot">
        <p className="buy-total">
          <span className="muted">{t('total')}</span>
          <Price fen={amount} currency={currency} size="l" />
        </p>
        <IconButton
          label={t('to_basket')}
          className="buy-basket"
          disabled={face === 'gone' || Boolean(missing) || adding || busy || face === 'unknown'}
          onClick={onBasket}
        >
          <ShoppingCart size={22} aria-hidden />
        </IconButton>
        <Button
          size="l"
          className="buy-go"
          busy={busy}
          disabled={!words[1] && face !== 'soon'}
          aria-disabled={!words[1] || undefined}
          aria-live={face === 'soon' || face === 'later' ? 'off' : 'polite'}
          onPointerDown={press(true)}
          onPointerUp={press(false)}
          onPointerCancel={press(false)}
          onPointerLeave={press(false)}
          onKeyDown={({ key }) => key === ' ' && press(true)()}
          onKeyUp={press(false)}
          onClick={() => words[1] && (face === 'unknown' ? onAgain() : onBuy(false))}
        >
          <span className="num">{words[0]}</span>
        </Button>
      </div>
    </div>
  )
}
