import { Link } from '@tanstack/react-router'
import { Select } from 'antd'
import { useRoute } from '../../../shared/api/query.ts'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { DayField } from '../../../shared/desk/day-field.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { CurrencyChip } from './currency-chip.tsx'
import { ExportButton } from './export-button.tsx'
import { moneyWords } from './money.words.ts'
import type { MoneySearch } from './money-page.tsx'
import { reconcileWords } from './reconcile.words.ts'
import { useReconcileNames } from './use-reconcile-names.ts'

type Trade = RowOf<'GET /v1/provider-trades'>

/** Our own trades at one provider: what “ours” of a day, and what no file has shown yet, is made of. */
export function TradesTab() {
  const t = useWords(reconcileWords)
  const money = useWords(moneyWords)
  const names = useReconcileNames()
  const [search, set] = useFilters<MoneySearch>()
  const desk = useRoute('GET /v1/finance-desk')
  const providers = [...new Set(desk.data?.mirror.map(({ provider }) => provider))]
  const provider = search.provider ?? providers[0] ?? 'sandbox'
  const query = {
    provider,
    day: search.day,
    currency: search.currency,
    unchecked: search.unchecked === 'yes' ? true : undefined,
  }
  return (
    <>
      <div className="desk-tools money-tools">
        <Select
          aria-label={t('provider')}
          className="money-filter"
          value={provider}
          onChange={(word) => set({ provider: word })}
          options={[...new Set([provider, ...providers])].map((value) => ({ value, label: value }))}
        />
        <DayField label={t('day')} value={search.day} onChange={(day) => set({ day })} />
        <Select
          aria-label={t('unchecked')}
          value={search.unchecked ?? 'all'}
          onChange={(word) => set({ unchecked: word === 'all' ? undefined : word })}
          options={[
            { value: 'all', label: t('trades_all') },
            { value: 'yes', label: t('trades_unchecked') },
          ]}
        />
        <CurrencyChip />
        <ExportButton<Trade>
          route="GET /v1/provider-trades"
          options={{ query }}
          name={`trades-${provider}`}
          columns={{
            about: (row) => row.about,
            number: (row) => row.number,
            provider_number: (row) => row.provider_number,
            amount: (row) => row.amount,
            currency: (row) => row.currency,
            day: (row) => row.day,
            is_checked: (row) => (row.is_checked ? 'yes' : 'no'),
            order_id: (row) => row.order_id,
            at: (row) => row.at,
          }}
        />
      </div>
      <DataTable
        route="GET /v1/provider-trades"
        options={{ query }}
        rowKey="id"
        label={t('tab_trades')}
        size="small"
        min_width={860}
        filtered={Boolean(search.day || search.unchecked || search.currency)}
        onClear={() => set({ day: undefined, unchecked: undefined, currency: undefined })}
        empty={<NothingYet words={t('mirror_none')} />}
        columns={[
          {
            title: t('about'),
            dataIndex: 'about',
            width: 90,
            render: (word: string) => names.about(word),
          },
          {
            title: t('ours_number'),
            key: 'number',
            render: (_, row) => (
              <>
                <span className="num money-number">{row.number}</span>
                <div className="desk-quiet num money-number">{row.provider_number}</div>
              </>
            ),
          },
          {
            title: money('order'),
            dataIndex: 'order_id',
            width: 120,
            render: (id: string | null) =>
              id ? (
                <Link {...paths.order(id)} className="ops-link">
                  {t('see_order')}
                </Link>
              ) : (
                '—'
              ),
          },
          {
            title: money('amount'),
            dataIndex: 'amount',
            align: 'right',
            width: 130,
            render: (fen: number, { currency }) => (
              <MoneyText fen={fen} currency={currency} signed />
            ),
          },
          {
            title: t('day'),
            key: 'day',
            width: 180,
            render: (_, row) => (
              <>
                <Link
                  {...paths.money({ tab: 'bills', provider, day: row.day })}
                  className="ops-link num"
                >
                  {row.day}
                </Link>{' '}
                {!row.is_checked && <StatusTag tone="warning">{t('unchecked')}</StatusTag>}
              </>
            ),
          },
          {
            title: money('at'),
            dataIndex: 'at',
            width: 150,
            render: (at: string) => <DateText at={at} />,
          },
        ]}
      />
    </>
  )
}
