import { Link } from '@tanstack/react-router'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { JournalList } from '../money/journal-list.tsx'
import { useLedgerNames } from '../money/ledger-names.ts'
import { standing } from './money-flow.ts'
import { ordersWords } from './orders.words.ts'

const PPM = 1_000_000

/** The ledger of one order: who has each fen now, and every journal that moved it. */
export function OrderMoney({ order_id, currency }: { order_id: string; currency: string }) {
  const t = useWords(ordersWords)
  const names = useLedgerNames()
  const format = useFormat()
  const found = useRoute('GET /v1/ledger/journals', { query: { order_id, limit: 100 } })
  const journals = found.data?.data ?? []
  const { paid_in, places } = standing(journals)
  const most = Math.max(1, ...places.map(({ amount }) => Math.abs(amount)))
  return (
    <Panel
      title={t('money')}
      meta={t('money_words')}
      acts={
        <Link {...paths.money({ tab: 'journals', order_id })} className="ops-link">
          {t('all_journals')}
        </Link>
      }
    >
      {found.error && !found.data ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.isPending ? (
        <TableSkeleton rows={3} />
      ) : journals.length === 0 ? (
        <NothingYet words={t('money_none')} />
      ) : (
        <>
          <dl className="order-flow">
            <div data-sum>
              <dt>{t('paid_in')}</dt>
              <dd aria-hidden />
              <dd>
                <MoneyText fen={paid_in} currency={currency} size="title" />
              </dd>
              <dd />
            </div>
            {places.map(({ account_kind, amount }) => (
              <div key={account_kind} data-minus={amount < 0 || undefined}>
                <dt>{account_kind === 'outside' ? t('went_back') : names.account(account_kind)}</dt>
                <dd className="order-flow-bar" aria-hidden>
                  <i style={{ inlineSize: `${(Math.abs(amount) / most) * 100}%` }} />
                </dd>
                <dd>
                  <MoneyText fen={amount} currency={currency} />
                </dd>
                <dd className="num desk-quiet">
                  {paid_in > 0 && format.percent(Math.round((amount / paid_in) * PPM), 1)}
                </dd>
              </div>
            ))}
          </dl>
          <h3 className="order-sub">{t('journals')}</h3>
          <JournalList journals={journals} />
        </>
      )}
    </Panel>
  )
}
