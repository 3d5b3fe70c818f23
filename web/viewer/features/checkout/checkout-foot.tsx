import type { ReactNode } from 'react'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import type { BuyState } from './buy-state.ts'
import { buyingWords } from './buying.words.ts'
import { checkoutWords } from './checkout.words.ts'
import type { Face } from './flash-state.ts'

/** The basket's total and its one button. */
export function CheckoutFoot({
  pieces,
  amount,
  currency,
  face,
  buying,
  now,
  blocked,
  status,
  onBuy,
  onAgain,
}: {
  pieces: number
  amount: number
  currency: string
  face: Face
  buying: BuyState
  now: number
  /** A line cannot be bought now. */
  blocked: boolean
  status: ReactNode
  onBuy: () => void
  onAgain: () => void
}) {
  const t = useWords(checkoutWords)
  const b = useWords(buyingWords)
  const words =
    face === 'queued'
      ? b('queued_short')
      : face === 'sending'
        ? b('sending')
        : face === 'won'
          ? b('go_pay')
          : face === 'unknown'
            ? b('go_on')
            : face === 'later' && buying.at === 'later'
              ? b('later_short', { seconds: Math.max(1, Math.ceil((buying.until - now) / 1_000)) })
              : t('buy')
  return (
    <div className="bottom-bar checkout-foot">
      {status}
      <p className="buy-total">
        <span className="muted num">{t('pieces', { count: pieces })}</span>
        <Price fen={amount} currency={currency} size="l" />
      </p>
      <Button
        size="l"
        className="buy-go"
        busy={face === 'queued' || face === 'sending' || face === 'won'}
        disabled={face === 'later' || (blocked && face !== 'unknown')}
        onClick={face === 'unknown' ? onAgain : onBuy}
      >
        {words}
      </Button>
    </div>
  )
}
