import { Link } from '@tanstack/react-router'
import { Button, Drawer, Input } from 'antd'
import { useState } from 'react'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { paths } from '../../paths.ts'
import { BringBill } from './bring-bill-dialog.tsx'
import { CurrencyChip } from './currency-chip.tsx'
import { ExportButton } from './export-button.tsx'
import { moneyWords } from './money.words.ts'
import type { MoneySearch } from './money-page.tsx'
import { reconcileWords } from './reconcile.words.ts'
import { useReconcileNames } from './use-reconcile-names.ts'

type Bill = RowOf<'GET /v1/provider-bills'>
type Sum = Bill['sums'][number]

/** Day by day: our books, the provider's file, and what the differences explain. */
export function BillsTab() {
  const t = useWords(reconcileWords)
  const [search, set] = useFilters<MoneySearch>()
  const [open, setOpen] = useState<{ bill: Bill; currency?: string } | null>(null)
  const [bringing, setBringing] = useState(false)
  /** Of one currency where a sum of it led here. */
  const sumsOf = (bill: Bill) =>
    bill.sums.filter(({ currency }) => !search.currency || currency === search.currency)
  /** Sums by currency, each a way to its rows: our trades, the file's lines, or the day's differences. */
  const sums = (of: (sum: Sum) => number, to: 'trades' | 'lines' | 'differences') =>
    function Sums(_: unknown, bill: Bill) {
      return sumsOf(bill).map((sum) => {
        const shown = (
          <MoneyText fen={of(sum)} currency={sum.currency} signed={to === 'differences'} />
        )
        const { provider, day } = bill
        const { currency } = sum
        return (
          <div key={sum.currency}>
            {to === 'lines' ? (
              bill.file_id ? (
                <Button
                  type="link"
                  size="small"
                  className="ops-cell-link"
                  onClick={() => setOpen({ bill, currency })}
                >
                  {shown}
                </Button>
              ) : (
                shown
              )
            ) : (
              <Link
                {...paths.money(
                  to === 'trades'
                    ? { tab: 'trades', provider, day, currency }
                    : { tab: 'differences', provider, day, currency, state: 'all' },
                )}
                className="ops-link"
              >
                {shown}
              </Link>
            )}
          </div>
        )
      })
    }
  return (
    <>
      <div className="desk-tools money-tools">
        <Button type="primary" onClick={() => setBringing(true)}>
          {t('bring')}
        </Button>
        {search.provider && (
          <Button onClick={() => set({ provider: undefined, day: undefined })}>
            {[search.provider, search.day].filter(Boolean).join(' ')} ×
          </Button>
        )}
        <CurrencyChip />
        <ExportButton<Bill>
          route="GET /v1/provider-bills"
          options={{ query: { provider: search.provider } }}
          name="bills"
          columns={{
            provider: (row) => row.provider,
            day: (row) => row.day,
            lines: (row) => row.lines_count,
            currency: (row) => row.sums.map(({ currency }) => currency).join(' '),
            ours: (row) => row.sums.map(({ ours }) => ours).join(' '),
            theirs: (row) => row.sums.map(({ theirs }) => theirs).join(' '),
            explained: (row) => row.sums.map(({ explained }) => explained).join(' '),
            fee: (row) => row.sums.map(({ fee }) => fee).join(' '),
            differences: (row) => row.differences_count,
            waiting: (row) => row.waiting_count,
            checked_at: (row) => row.checked_at,
          }}
        />
      </div>
      <DataTable
        route="GET /v1/provider-bills"
        options={{ query: { provider: search.provider } }}
        rowKey={(row) => `${row.provider} ${row.day}`}
        label={t('tab_bills')}
        size="small"
        min_width={980}
        lit={(row) => row.day === search.day}
        empty={<NothingYet words={t('bills_none')} />}
        columns={[
          { title: t('day'), dataIndex: 'day', width: 110, className: 'num' },
          { title: t('provider'), dataIndex: 'provider', width: 120 },
          {
            title: t('lines'),
            dataIndex: 'lines_count',
            width: 100,
            align: 'right',
            render: (count: number, row) =>
              row.file_id ? (
                <Button
                  type="link"
                  size="small"
                  className="ops-cell-link num"
                  aria-label={`${count}, ${t('show_lines')} ${row.day}`}
                  onClick={() => setOpen({ bill: row })}
                >
                  {count}
                </Button>
              ) : (
                <span className="desk-quiet">{t('old_file')}</span>
              ),
          },
          {
            title: t('ours'),
            key: 'ours',
            align: 'right',
            width: 130,
            render: sums((one) => one.ours, 'trades'),
          },
          {
            title: t('theirs'),
            key: 'theirs',
            align: 'right',
            width: 130,
            render: sums((one) => one.theirs, 'lines'),
          },
          {
            title: t('apart'),
            key: 'apart',
            align: 'right',
            width: 110,
            render: sums((one) => one.ours - one.theirs, 'differences'),
          },
          {
            title: t('explained'),
            key: 'explained',
            align: 'right',
            width: 110,
            render: sums((one) => one.explained, 'differences'),
          },
          {
            title: t('fees'),
            key: 'fee',
            align: 'right',
            width: 100,
            render: sums((one) => one.fee, 'lines'),
          },
          {
            title: t('differences'),
            key: 'differences',
            width: 130,
            render: (_, row) =>
              row.differences_count === 0 ? (
                <span className="desk-quiet">{t('none')}</span>
              ) : (
                <Link
                  {...paths.money({
                    tab: 'differences',
                    provider: row.provider,
                    day: row.day,
                    state: 'all',
                  })}
                  className="ops-link"
                >
                  <span className="num">{row.differences_count}</span>{' '}
                  <StatusTag tone={row.waiting_count > 0 ? 'warning' : 'success'}>
                    {row.waiting_count > 0 ? row.waiting_count : t('all_closed')}
                  </StatusTag>
                </Link>
              ),
          },
          {
            title: t('checked_at'),
            dataIndex: 'checked_at',
            width: 140,
            render: (at: string) => <DateText at={at} />,
          },
        ]}
      />
      {open?.bill.file_id && (
        <Lines {...open} file_id={open.bill.file_id} onClose={() => setOpen(null)} />
      )}
      {bringing && <BringBill onClose={() => setBringing(false)} />}
    </>
  )
}

function Lines({
  bill,
  currency,
  file_id,
  onClose,
}: {
  bill: Bill
  currency?: string
  file_id: string
  onClose: () => void
}) {
  const t = useWords(reconcileWords)
  const money = useWords(moneyWords)
  const ops = useWords(opsWords)
  const names = useReconcileNames()
  const [number, setNumber] = useState('')
  return (
    <Drawer
      open
      size={760}
      title={t('lines_of', { provider: bill.provider, day: bill.day })}
      closable={{ 'aria-label': ops('close') }}
      styles={{ body: { padding: 0 } }}
      onClose={onClose}
    >
      <div className="desk-tools">
        <Input.Search
          allowClear
          aria-label={t('find_number')}
          placeholder={t('find_number')}
          onSearch={(word) => setNumber(word.trim())}
        />
      </div>
      <DataTable
        route="GET /v1/bill-files/:file_id/lines"
        options={{ params: { file_id }, query: { number: number || undefined, currency } }}
        rowKey="id"
        label={t('lines')}
        size="small"
        min_width={640}
        filtered={number !== ''}
        onClear={() => setNumber('')}
        columns={[
          {
            title: t('about'),
            dataIndex: 'about',
            width: 90,
            render: (word: string) => names.about(word),
          },
          {
            title: t('ours_number'),
            dataIndex: 'number',
            render: (own: string, row) => (
              <>
                <span className="num money-number">{own || '—'}</span>
                <div className="desk-quiet num money-number">{row.provider_number}</div>
              </>
            ),
          },
          {
            title: money('amount'),
            dataIndex: 'amount',
            align: 'right',
            width: 120,
            render: (fen: number, { currency }) => <MoneyText fen={fen} currency={currency} />,
          },
          {
            title: t('fee'),
            dataIndex: 'fee',
            align: 'right',
            width: 90,
            render: (fen: number, { currency }) => <MoneyText fen={fen} currency={currency} />,
          },
          {
            title: t('finished'),
            dataIndex: 'finished_at',
            width: 140,
            render: (at: string) => <DateText at={at} />,
          },
        ]}
      />
    </Drawer>
  )
}
