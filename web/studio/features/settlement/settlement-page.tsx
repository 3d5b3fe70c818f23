import { Button, Tabs } from 'antd'
import { Download } from 'lucide-react'
import { useRoute } from '../../../shared/api/query.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useMe } from '../../../shared/desk/session.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { BalanceCards } from './balance-cards.tsx'
import { LinesTable } from './lines-table.tsx'
import { PayoutPanel, PayoutsTable } from './payout-panel.tsx'
import { settlementWords } from './settlement.words.ts'
import './settlement.css'

type Tab = 'lines' | 'entries' | 'statements' | 'payouts'

export function SettlementPage({ shop_id }: { shop_id: string }) {
  const t = useWords(settlementWords)
  const me = useMe()
  const [filters, setFilters] = useFilters<{ tab?: Tab; state?: string; day?: string }>()
  const params = { shop_id }
  const balance = useRoute(
    'GET /v1/shops/:shop_id/balance',
    { params },
    { refetchInterval: 20_000 },
  )
  const account = useRoute('GET /v1/shops/:shop_id/payout-account', { params })
  const owner = me.shops.find(({ id }) => id === shop_id)?.role === 'owner'
  const tab = filters.tab ?? 'lines'
  return (
    <Page title={t('settlement')}>
      <div className="settlement-top">
        <BalanceCards
          balance={balance.data}
          error={balance.error}
          onRetry={() => void balance.refetch()}
        />
        <PayoutPanel
          whose={{ shop_id }}
          balance={balance.data}
          account={account.data}
          mayChange={owner}
        />
      </div>
      <Panel flush>
        <Tabs
          className="desk-tabs"
          activeKey={tab}
          onChange={(key) =>
            setFilters({
              tab: key === 'lines' ? undefined : (key as Tab),
              state: undefined,
              day: undefined,
            })
          }
          items={(['lines', 'entries', 'statements', 'payouts'] as const).map((key) => ({
            key,
            label: t(key),
          }))}
        />
        {tab === 'lines' && <LinesTable shop_id={shop_id} />}
        {tab === 'entries' && <EntriesTable shop_id={shop_id} />}
        {tab === 'statements' && <StatementsTable shop_id={shop_id} />}
        {tab === 'payouts' && <PayoutsTable whose={{ shop_id }} />}
      </Panel>
    </Page>
  )
}

function EntriesTable({ shop_id }: { shop_id: string }) {
  const t = useWords(settlementWords)
  return (
    <DataTable
      route="GET /v1/shops/:shop_id/ledger-entries"
      options={{ params: { shop_id } }}
      label={t('entries')}
      rowKey="id"
      page_size={50}
      empty={<NothingYet words={t('none_entries')} />}
      columns={[
        { title: t('at'), key: 'at', width: 160, render: (_, row) => <DateText at={row.at} /> },
        { title: t('kind'), dataIndex: 'kind', width: 170 },
        { title: t('memo'), dataIndex: 'memo', minWidth: 200 },
        {
          title: t('order'),
          key: 'order',
          width: 180,
          render: (_, row) => <span className="num">{row.order_number ?? '—'}</span>,
        },
        { title: t('account'), dataIndex: 'account_kind', width: 170 },
        {
          title: t('amount'),
          key: 'amount',
          width: 120,
          align: 'right',
          render: (_, row) => <MoneyText fen={row.amount} currency={row.currency} signed />,
        },
        {
          title: t('balance_after'),
          key: 'balance',
          width: 130,
          align: 'right',
          render: (_, row) => <MoneyText fen={row.balance_after} currency={row.currency} />,
        },
      ]}
    />
  )
}

function StatementsTable({ shop_id }: { shop_id: string }) {
  const t = useWords(settlementWords)
  const money = (
    title: string,
    key: 'income' | 'fees' | 'commissions' | 'clawed_back' | 'net' | 'balance_after',
    minus = false,
  ) => ({
    title,
    key,
    width: 120,
    align: 'right' as const,
    render: (_: unknown, row: { currency: string } & Record<typeof key, number>) => (
      <MoneyText fen={minus ? -row[key] : row[key]} currency={row.currency} />
    ),
  })
  return (
    <DataTable
      route="GET /v1/shops/:shop_id/statements"
      options={{ params: { shop_id } }}
      label={t('statements')}
      rowKey="id"
      empty={<NothingYet words={t('none_statements')} />}
      columns={[
        { title: t('statement_day'), dataIndex: 'day', minWidth: 120, className: 'num' },
        {
          title: t('lines_count'),
          dataIndex: 'lines_count',
          width: 80,
          align: 'right',
          className: 'num',
        },
        money(t('income'), 'income'),
        money(t('fees'), 'fees', true),
        money(t('commissions'), 'commissions', true),
        money(t('clawed_back'), 'clawed_back', true),
        money(t('net'), 'net'),
        money(t('balance_after'), 'balance_after'),
        {
          title: t('actions'),
          key: 'actions',
          width: 120,
          render: (_, row) => (
            <Button
              size="small"
              type="link"
              icon={<Download size={14} aria-hidden />}
              href={`/v1/shops/${shop_id}/statements/${row.day}`}
              download={`statement-${row.day}.csv`}
            >
              {t('download')}
            </Button>
          ),
        },
      ]}
    />
  )
}
