import { Select } from 'antd'
import { DataTable } from '../desk/data-table.tsx'
import { DayField } from '../desk/day-field.tsx'
import { DateText } from '../desk/deadline-text.tsx'
import { useFilters } from '../desk/filters.ts'
import { MoneyText } from '../desk/money-text.tsx'
import { Panel } from '../desk/shell.tsx'
import { NothingYet } from '../desk/states.tsx'
import { useWords } from '../i18n/language.tsx'
import { useReasonWords } from './deposit-state-tag.tsx'
import { depositsWords } from './deposits.words.ts'
import './deposits.css'

export const RECORD_KINDS = [
  'payment',
  'from_sales',
  'deduction',
  'debt',
  'refund',
  'refund_return',
  'freeze',
  'unfreeze',
  'notice',
] as const

/** The instant at which a business day begins, of this many days later. */
const dayAt = (day: string | undefined, later = 0): string | undefined => {
  if (!day) return undefined
  const at = new Date(`${day}T00:00:00+08:00`)
  return Number.isNaN(at.getTime())
    ? undefined
    : new Date(at.getTime() + later * 86_400_000).toISOString()
}

/** What happened to a deposit, by kind and time. */
export function DepositRecords({
  route,
  shop_id,
  currency,
}: {
  route: 'GET /v1/shops/:shop_id/deposit-records' | 'GET /v1/deposits/:shop_id/records'
  shop_id: string
  currency: string
}) {
  const t = useWords(depositsWords)
  const reasonWords = useReasonWords()
  const [filters, set] = useFilters<{ kind?: string; from?: string; until?: string }>()
  const clear = () => set({ kind: undefined, from: undefined, until: undefined })
  return (
    <Panel flush title={t('records')}>
      <div className="desk-tools deposit-tools">
        <Select
          aria-label={t('kind')}
          value={filters.kind ?? 'all'}
          className="deposit-kind"
          onChange={(kind) => set({ kind: kind === 'all' ? undefined : kind })}
          options={[
            { value: 'all', label: t('all_kinds') },
            ...RECORD_KINDS.map((value) => ({
              value: value as string,
              label: t(`record_${value}`),
            })),
          ]}
        />
        {(['from', 'until'] as const).map((edge) => (
          <DayField
            key={edge}
            label={t(edge)}
            before={t(edge)}
            value={filters[edge]}
            onChange={(day) => set({ [edge]: day })}
          />
        ))}
      </div>
      <DataTable
        route={route}
        options={{
          params: { shop_id },
          query: {
            kind: filters.kind,
            from: dayAt(filters.from),
            until: dayAt(filters.until, 1),
          },
        }}
        rowKey="id"
        label={t('records')}
        size="small"
        min_width={760}
        filtered={Boolean(filters.kind || filters.from || filters.until)}
        onClear={clear}
        empty={<NothingYet words={t('none_records')} />}
        columns={[
          { title: t('at'), key: 'at', width: 150, render: (_, row) => <DateText at={row.at} /> },
          {
            title: t('kind'),
            key: 'kind',
            width: 130,
            render: (_, row) => t(`record_${row.kind}`),
          },
          {
            title: t('why'),
            key: 'why',
            minWidth: 200,
            render: (_, row) => (
              <>
                {reasonWords(row.reason)}
                {row.case_id && (
                  <>
                    {' '}
                    <code className="desk-code">{row.case_id}</code>
                  </>
                )}
              </>
            ),
          },
          {
            title: t('journal'),
            key: 'journal',
            width: 80,
            align: 'right',
            render: (_, row) => <span className="num">{row.journal_id ?? '—'}</span>,
          },
          {
            title: t('amount'),
            key: 'amount',
            width: 120,
            align: 'right',
            render: (_, row) =>
              row.kind === 'notice' ? (
                '—'
              ) : (
                <MoneyText
                  fen={row.amount === 0 ? row.frozen : row.amount}
                  currency={currency}
                  signed
                />
              ),
          },
          {
            title: t('balance_after'),
            key: 'after',
            width: 120,
            align: 'right',
            render: (_, row) => <MoneyText fen={row.paid_after} currency={currency} />,
          },
        ]}
      />
    </Panel>
  )
}
