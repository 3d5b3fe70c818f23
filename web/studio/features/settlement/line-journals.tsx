import { Link } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { useRoute } from '../../../shared/api/query.ts'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { settlementWords } from './settlement.words.ts'
import { useLedgerWords } from './use-ledger-words.ts'

/** One order line down to the ledger: by which tier it waits, and every journal with all of its entries. */
export function LineJournals({ shop_id, line_id }: { shop_id: string; line_id: string }) {
  const t = useWords(settlementWords)
  const names = useLedgerWords()
  const format = useFormat()
  const { data, error, refetch } = useRoute('GET /v1/shops/:shop_id/settlement-lines/:line_id', {
    params: { shop_id, line_id },
  })
  if (error) return <FailureState error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton active paragraph={{ rows: 3 }} />
  return (
    <div className="settlement-journals">
      <p className="desk-quiet">
        {t('waits_by_tier', { tier: names.tier(data.tier), days: data.hold_days })}
        {data.creator_tier &&
          data.creator_hold_days !== null &&
          ` ${t('creator_waits_by_tier', { tier: names.tier(data.creator_tier), days: data.creator_hold_days })}`}
        {data.reserve_ppm > 0 &&
          ` ${t('keeps_reserve', { rate: format.percent(data.reserve_ppm), days: data.reserve_days })}`}{' '}
        <Link {...paths.order(shop_id, data.order_id)}>
          {t('order')} <span className="num">{data.order_number}</span>
        </Link>
      </p>
      {data.journals.map((journal) => (
        <table key={journal.id} aria-label={names.journal(journal.kind)}>
          <caption>
            {names.journal(journal.kind)} · {t('journal_number', { number: journal.id })} ·{' '}
            <DateText at={journal.at} />
          </caption>
          <tbody>
            {journal.entries.map((entry) => (
              <tr key={entry.id} data-mine={entry.is_mine || undefined}>
                <th scope="row">{names.account(entry.account_kind)}</th>
                <td className="num desk-quiet">#{entry.id}</td>
                <td>
                  <MoneyText fen={entry.amount} currency={data.currency} signed />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  )
}
