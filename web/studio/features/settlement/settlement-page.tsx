import { Select, Tabs } from 'antd'
import { useRoute } from '../../../shared/api/query.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useMe } from '../../../shared/desk/session.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { BalanceCards } from './balance-cards.tsx'
import { LinesTable } from './lines-table.tsx'
import { PayoutPanel, PayoutsTable } from './payout-panel.tsx'
import { ProviderAccounts, useProviderAccounts } from './provider-accounts.tsx'
import { settlementWords } from './settlement.words.ts'
import { StatementsTable } from './statements-table.tsx'
import { useLedgerWords } from './use-ledger-words.ts'
import './settlement.css'

/** Where the rows of a number of the balance stand. */
const rowsOf = (shop_id: string, card: string) =>
  card === 'deposit'
    ? paths.shopDeposit(shop_id)
    : paths.settlement(
        shop_id,
        card === 'pending'
          ? { state: 'waiting' }
          : card === 'in_transit'
            ? { tab: 'payouts', standing: 'in_transit' }
            : { tab: 'entries', account: card === 'reserved' ? 'reserve' : card },
      )

type Tab = 'lines' | 'entries' | 'statements' | 'payouts'

export function SettlementPage({ shop_id }: { shop_id: string }) {
  const t = useWords(settlementWords)
  const me = useMe()
  const [filters, setFilters] = useFilters<{
    tab?: Tab
    state?: string
    day?: string
    of?: string
    account?: string
    standing?: string
  }>()
  const params = { shop_id }
  const balance = useRoute(
    'GET /v1/shops/:shop_id/balance',
    { params },
    { refetchInterval: 20_000 },
  )
  const account = useRoute('GET /v1/shops/:shop_id/payout-account', { params })
  const accounts = useProviderAccounts({ shop_id })
  const owner = me.shops.find(({ id }) => id === shop_id)?.role === 'owner'
  const tab = filters.tab ?? 'lines'
  return (
    <Page title={t('settlement')}>
      <div className="settlement-top">
        <BalanceCards
          balance={balance.data}
          error={balance.error}
          onRetry={() => void balance.refetch()}
          rows={(card) => rowsOf(shop_id, card)}
        />
        <PayoutPanel
          whose={{ shop_id }}
          balance={balance.data}
          account={account.data}
          through={accounts?.data.some(({ state }) => state === 'verified') ?? false}
          mayChange={owner}
        />
      </div>
      <ProviderAccounts whose={{ shop_id }} accounts={accounts} mayChange={owner} />
      <Panel flush>
        <Tabs
          id="rows"
          className="desk-tabs settlement-tabs"
          activeKey={tab}
          onChange={(key) =>
            setFilters({
              tab: key === 'lines' ? undefined : (key as Tab),
              state: undefined,
              day: undefined,
              of: undefined,
              account: undefined,
              standing: undefined,
            })
          }
          items={(['lines', 'entries', 'statements', 'payouts'] as const).map((key) => ({
            key,
            label: t(key),
          }))}
        />
        {tab === 'lines' && <LinesTable shop_id={shop_id} />}
        {tab === 'entries' && <EntriesTable shop_id={shop_id} />}
        {tab === 'statements' && <StatementsTable whose={{ shop_id }} />}
        {tab === 'payouts' && <PayoutsTable whose={{ shop_id }} />}
      </Panel>
    </Page>
  )
}

const ACCOUNTS = ['available', 'debt', 'reserve', 'in_transit', 'deposit'] as const
type Account = (typeof ACCOUNTS)[number]

/** Every entry of the ledger on the shop's accounts, or on one of them. */
function EntriesTable({ shop_id }: { shop_id: string }) {
  const t = useWords(settlementWords)
  const names = useLedgerWords()
  const [{ account }, setFilters] = useFilters<{ account?: Account }>()
  return (
    <>
      <div className="desk-tools">
        <Select<Account | ''>
          className="settlement-filter"
          aria-label={t('account')}
          value={account ?? ''}
          onChange={(chosen) => setFilters({ account: chosen || undefined })}
          options={[
            { value: '' as const, label: t('all_accounts') },
            ...ACCOUNTS.map((value) => ({
              value,
              label: t(value === 'reserve' ? 'reserved' : value),
            })),
          ]}
        />
      </div>
      <DataTable
        route="GET /v1/shops/:shop_id/ledger-entries"
        options={{ params: { shop_id }, query: account ? { account } : {} }}
        filtered={account !== undefined}
        onClear={() => setFilters({ account: undefined })}
        label={t('entries')}
        rowKey="id"
        page_size={50}
        empty={<NothingYet words={t('none_entries')} />}
        columns={[
          { title: t('at'), key: 'at', width: 160, render: (_, row) => <DateText at={row.at} /> },
          {
            title: t('kind'),
            key: 'kind',
            width: 170,
            render: (_, row) => names.journal(row.kind),
          },
          { title: t('memo'), dataIndex: 'memo', minWidth: 200 },
          {
            title: t('order'),
            key: 'order',
            width: 180,
            render: (_, row) => <span className="num">{row.order_number ?? '—'}</span>,
          },
          {
            title: t('account'),
            key: 'account',
            width: 170,
            render: (_, row) => names.account(row.account_kind),
          },
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
    </>
  )
}
