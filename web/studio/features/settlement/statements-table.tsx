import { Button } from 'antd'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Whose } from './payout-panel.tsx'
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
  | 'balance_after'

/** Daily statements; a day opens to its entries. */
export function StatementsTable({ whose }: { whose: Whose }) {
  const t = useWords(settlementWords)
  const [filters, setFilters] = useFilters<{ tab?: string; day?: string }>()
  if (filters.day)
    return (
      <StatementDay whose={whose} day={filters.day} onBack={() => setFilters({ day: undefined })} />
    )
  const money = (title: string, key: Sum, minus = false) => ({
    title,
    key,
    width: 116,
    align: 'right' as const,
    render: (_: unknown, row: { currency: string } & Record<Sum, number>) => (
      <MoneyText fen={minus ? -row[key] : row[key]} currency={row.currency} />
    ),
  })
  const shown = (day: string) => (
    <Button type="link" size="small" className="num" onClick={() => setFilters({ day })}>
      {day}
    </Button>
  )
  const table = {
    label: t('statements'),
    rowKey: 'id' as const,
    min_width: 1_080,
    empty: <NothingYet words={t('none_statements')} />,
    columns: [
      {
        title: t('statement_day'),
        key: 'day',
        minWidth: 120,
        render: (_: unknown, row: { day: string }) => shown(row.day),
      },
      {
        title: t('lines_count'),
        dataIndex: 'lines_count',
        width: 80,
        align: 'right' as const,
        className: 'num',
      },
      money(t('income'), 'income'),
      ...(whose === 'me'
        ? [money(t('given'), 'given', true)]
        : [money(t('fees'), 'fees', true), money(t('commissions'), 'commissions', true)]),
      money(t('clawed_back'), 'clawed_back', true),
      money(t('reserved_day'), 'reserved', true),
      money(t('net'), 'net'),
      money(t('balance_after'), 'balance_after'),
      {
        title: t('actions'),
        key: 'actions',
        width: 150,
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
