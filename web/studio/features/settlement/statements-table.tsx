import type { ReactNode } from 'react'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Whose } from './payout-panel.tsx'
import { RowLink } from './row-link.tsx'
import { settlementWords } from './settlement.words.ts'
import { StatementDay } from './statement-day.tsx'
import { StatementFiles } from './statement-files.tsx'

type Sum =
  | 'income'
  | 'fees'
  | 'commissions'
  | 'clawed_back'
  | 'reserved'
  | 'given'
  | 'net'
  | 'paid_out'
  | 'paid_back'

/** Daily statements; a day opens to its entries, and each sum to those that it adds up. */
export function StatementsTable({ whose }: { whose: Whose }) {
  const t = useWords(settlementWords)
  const [filters, setFilters] = useFilters<{ tab?: string; day?: string; of?: string }>()
  if (filters.day)
    return (
      <StatementDay
        whose={whose}
        day={filters.day}
        onBack={() => setFilters({ day: undefined, of: undefined })}
      />
    )
  const money = (title: string, key: Sum, minus = false) => ({
    title,
    key,
    width: 94,
    align: 'right' as const,
    render: (_: unknown, row: { day: string; currency: string } & Record<Sum, number>) => {
      const amount = <MoneyText fen={minus ? -row[key] : row[key]} currency={row.currency} />
      return row[key] === 0 ? amount : rowsOf(row.day, key, amount)
    },
  })
  const rowsOf = (day: string, of: Sum | 'lines' | undefined, shown: ReactNode) => (
    <RowLink
      search={{ tab: 'statements', day, of }}
      label={of ? t('rows_of', { sum: t(`sum_${of}`), day }) : t('statement_of', { day })}
    >
      {shown}
    </RowLink>
  )
  const table = {
    label: t('statements'),
    rowKey: 'id' as const,
    min_width: whose === 'me' ? 1_080 : 1_180,
    empty: <NothingYet words={t('none_statements')} />,
    columns: [
      {
        title: t('statement_day'),
        key: 'day',
        width: 104,
        render: (_: unknown, row: { day: string }) =>
          rowsOf(row.day, undefined, <span className="num">{row.day}</span>),
      },
      {
        title: t('lines_count'),
        key: 'lines_count',
        width: 64,
        align: 'right' as const,
        render: (_: unknown, row: { day: string; lines_count: number }) => {
          const count = <span className="num">{row.lines_count}</span>
          return row.lines_count === 0 ? count : rowsOf(row.day, 'lines', count)
        },
      },
      money(t('income'), 'income'),
      ...(whose === 'me'
        ? [money(t('given'), 'given', true)]
        : [money(t('fees'), 'fees', true), money(t('commissions'), 'commissions', true)]),
      money(t('clawed_back'), 'clawed_back', true),
      money(t('reserved_day'), 'reserved', true),
      money(t('net'), 'net'),
      money(t('sum_paid_out'), 'paid_out', true),
      money(t('sum_paid_back'), 'paid_back'),
      {
        title: t('balance_after'),
        key: 'balance_after',
        width: 116,
        align: 'right' as const,
        render: (_: unknown, row: { day: string; currency: string; balance_after: number }) =>
          rowsOf(row.day, undefined, <MoneyText fen={row.balance_after} currency={row.currency} />),
      },
      {
        title: t('actions'),
        key: 'actions',
        width: 130,
        render: (_: unknown, row: { day: string }) => (
          <StatementFiles whose={whose} day={row.day} />
        ),
      },
    ],
  }
  return whose === 'me' ? (
    <DataTable route="GET /v1/me/statements" {...table} />
  ) : (
    <DataTable route="GET /v1/shops/:shop_id/statements" options={{ params: whose }} {...table} />
  )
}
