import { Link } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import type { Answer } from '../../../shared/api/client.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Target } from '../../paths.ts'
import { settlementWords } from './settlement.words.ts'
import './settlement.css'

export type Balance = Answer<'GET /v1/shops/:shop_id/balance'>
const CARDS = ['available', 'pending', 'debt', 'in_transit', 'reserved', 'deposit'] as const
type Card = (typeof CARDS)[number] | 'given' | 'paid_out'

/** What there is, what comes, what is owed; each number leads to its rows. */
export function BalanceCards({
  balance,
  error,
  onRetry,
  of = 'shop',
  rows,
}: {
  balance: Balance | undefined
  error: unknown
  onRetry: () => void
  of?: 'shop' | 'creator'
  /** Where the rows of a number stand. */
  rows: (card: Card) => Target
}) {
  const t = useWords(settlementWords)
  if (error && !balance) return <FailureState error={error} onRetry={onRetry} />
  const cards =
    of === 'shop'
      ? CARDS
      : ([
          'available',
          ...(balance && balance.given !== 0 ? (['given'] as const) : []),
          ...CARDS.slice(1, 5),
          'paid_out',
        ] as const)
  return (
    <dl className="settlement-cards">
      {cards.map((card) => (
        <div
          key={card}
          data-card={card}
          data-some={balance && balance[card] !== 0 ? true : undefined}
        >
          <dt>{t(card)}</dt>
          <dd>
            {balance ? (
              <Link {...rows(card)} hash="rows" className="settlement-rows">
                <MoneyText fen={balance[card]} currency={balance.currency} size="figure" />
              </Link>
            ) : (
              <Skeleton.Button active size="small" />
            )}
          </dd>
          {card !== 'paid_out' && <dd className="settlement-words">{t(`${card}_words`)}</dd>}
        </div>
      ))}
    </dl>
  )
}
