import { MoneyText } from '../desk/money-text.tsx'
import { useWords } from '../i18n/language.tsx'
import type { Deposit } from './deposit-state-tag.tsx'
import { depositsWords } from './deposits.words.ts'
import './deposits.css'

const FIGURES = ['required', 'paid', 'missing', 'frozen'] as const

/** The four sums of a deposit. */
export function DepositFigures({ deposit }: { deposit: Deposit }) {
  const t = useWords(depositsWords)
  return (
    <dl className="deposit-figures">
      {FIGURES.map((figure) => (
        <div key={figure} data-figure={figure} data-some={deposit[figure] > 0 || undefined}>
          <dt>{t(figure)}</dt>
          <dd>
            <MoneyText fen={deposit[figure]} currency={deposit.currency} size="figure" />
          </dd>
        </div>
      ))}
    </dl>
  )
}
