import { Tabs } from 'antd'
import { HandCoins } from 'lucide-react'
import { useRoute } from '../../../shared/api/query.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { BalanceCards } from '../settlement/balance-cards.tsx'
import { PayoutPanel, PayoutsTable } from '../settlement/payout-panel.tsx'
import { ProviderAccounts, useProviderAccounts } from '../settlement/provider-accounts.tsx'
import { settlementWords } from '../settlement/settlement.words.ts'
import { StatementsTable } from '../settlement/statements-table.tsx'

type Tab = 'lines' | 'statements' | 'payouts'
/** Where the rows of a number of the balance stand. */
const rowsOf = (card: string) =>
  paths.earnings(
    card === 'pending'
      ? {}
      : card === 'in_transit'
        ? { tab: 'payouts', standing: 'in_transit' }
        : card === 'paid_out'
          ? { tab: 'payouts', standing: 'arrived' }
          : { tab: 'statements' },
  )
const TONES = { settled: 'success', counting: 'info', held: 'warning' } as const

/** What a person earns as creator, agency or leader: line by line, what is true after refunds, payouts. */
export function EarningsPage() {
  const t = useWords(settlementWords)
  const [{ tab = 'lines' }, setFilters] = useFilters<{
    tab?: Tab
    day?: string
    of?: string
    standing?: string
  }>()
  const balance = useRoute('GET /v1/me/balance', undefined, { refetchInterval: 20_000 })
  const account = useRoute('GET /v1/me/payout-account')
  const accounts = useProviderAccounts('me')
  return (
    <Page title={t('earnings')}>
      <div className="settlement-top">
        <BalanceCards
          of="creator"
          balance={balance.data}
          error={balance.error}
          onRetry={() => void balance.refetch()}
          rows={rowsOf}
        />
        <PayoutPanel
          whose="me"
          balance={balance.data}
          account={account.data}
          through={accounts?.data.some(({ state }) => state === 'verified') ?? false}
          mayChange
        />
      </div>
      <ProviderAccounts whose="me" accounts={accounts} mayChange />
      <Panel flush>
        <Tabs
          id="rows"
          className="desk-tabs settlement-tabs"
          activeKey={tab}
          onChange={(key) =>
            setFilters({
              tab: key === 'lines' ? undefined : (key as Tab),
              day: undefined,
              of: undefined,
              standing: undefined,
            })
          }
          items={[
            { key: 'lines', label: t('earning_lines') },
            { key: 'statements', label: t('statements') },
            { key: 'payouts', label: t('payouts') },
          ]}
        />
        {tab === 'lines' && <EarningLines />}
        {tab === 'statements' && <StatementsTable whose="me" />}
        {tab === 'payouts' && <PayoutsTable whose="me" />}
      </Panel>
    </Page>
  )
}

function EarningLines() {
  const t = useWords(settlementWords)
  const format = useFormat()
  return (
    <DataTable
      route="GET /v1/me/earnings"
      label={t('earning_lines')}
      rowKey={(row) => `${row.id} ${row.role}`}
      min_width={1_130}
      empty={
        <StateCard icon={HandCoins} title={t('none_earnings')} words={t('none_earnings_words')} />
      }
      columns={[
        {
          title: t('goods'),
          key: 'goods',
          minWidth: 200,
          render: (_, row) => (
            <>
              <div className="desk-goods-title">{row.title}</div>
              <div className="desk-goods-words num">
                {row.order_number} · ×{row.quantity}
              </div>
            </>
          ),
        },
        { title: t('shop'), dataIndex: 'shop_name', width: 130, ellipsis: true },
        {
          title: t('room'),
          key: 'room',
          width: 150,
          ellipsis: true,
          render: (_, row) => row.room_title ?? '—',
        },
        {
          title: t('role'),
          key: 'role',
          width: 80,
          render: (_, row) => t(`role_${row.role}`),
        },
        {
          title: t('state'),
          key: 'state',
          width: 130,
          render: (_, row) => (
            <StatusTag tone={TONES[row.state as keyof typeof TONES] ?? 'neutral'}>
              {t(`state_${row.state}` as 'state_pending') ?? row.state}
            </StatusTag>
          ),
        },
        {
          title: t('rate'),
          key: 'rate',
          width: 90,
          align: 'right',
          render: (_, row) => <span className="num">{format.percent(row.rate_ppm)}</span>,
        },
        {
          title: t('estimated'),
          key: 'estimated',
          width: 110,
          align: 'right',
          render: (_, row) => <MoneyText fen={row.estimated} currency={row.currency} />,
        },
        {
          title: t('effective'),
          key: 'effective',
          width: 110,
          align: 'right',
          render: (_, row) => <MoneyText fen={row.effective} currency={row.currency} />,
        },
        {
          title: t('agency_fee'),
          key: 'agency',
          width: 110,
          align: 'right',
          render: (_, row) => <MoneyText fen={row.agency_fee} currency={row.currency} />,
        },
        {
          title: t('settle_at'),
          key: 'settle',
          width: 160,
          render: (_, row) => <DateText at={row.settled_at ?? row.settle_at} />,
        },
      ]}
    />
  )
}
