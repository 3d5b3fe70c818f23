import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { historyWords } from './history.words.ts'
import type { Past } from './pasts-page.tsx'

/** Orders whose payments are not what goods and freight come to. */
export function ExceptionsTable({
  past,
  kind,
}: {
  past: Past
  kind: Past['exceptions'][number]['kind'] | undefined
}) {
  const t = useWords(historyWords)
  const [, , clear] = useFilters()
  const money = (amount: number) => <MoneyText fen={amount} currency={past.currency} />
  return (
    <DataTable
      route="GET /v1/pasts/:past_id/exceptions"
      options={{ params: { past_id: past.id }, query: { kind } }}
      rowKey="order"
      label={t('tab_exceptions')}
      size="small"
      min_width={1_040}
      empty={<NothingYet words={t('exceptions_none')} />}
      filtered={kind !== undefined}
      onClear={clear}
      columns={[
        {
          title: t('order'),
          dataIndex: 'order',
          render: (order: string) => <code>{order}</code>,
        },
        {
          title: t('kind'),
          dataIndex: 'kind',
          width: 150,
          render: (word: typeof kind & string) => (
            <StatusTag tone={word === 'underpaid' ? 'danger' : 'warning'}>
              {t(`kind_${word}`)}
            </StatusTag>
          ),
        },
        { title: t('status'), dataIndex: 'status', width: 104 },
        {
          title: t('bought'),
          dataIndex: 'bought_at',
          width: 140,
          render: (at: string) => <DateText at={at} />,
        },
        { title: t('due'), dataIndex: 'due_amount', align: 'right', width: 120, render: money },
        {
          title: t('paid_amount'),
          dataIndex: 'paid_amount',
          align: 'right',
          width: 110,
          render: money,
        },
        {
          title: t('off'),
          dataIndex: 'difference',
          align: 'right',
          width: 110,
          render: (amount: number) => <MoneyText fen={amount} currency={past.currency} signed />,
        },
        {
          title: t('lines'),
          dataIndex: 'lines_count',
          align: 'right',
          width: 70,
          className: 'num',
        },
        {
          title: t('payments'),
          dataIndex: 'payments_count',
          align: 'right',
          width: 90,
          className: 'num',
        },
      ]}
    />
  )
}
