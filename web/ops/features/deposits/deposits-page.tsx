import { Input, Select, Tabs } from 'antd'
import { type DepositState, DepositStateTag } from '../../../shared/deposits/deposit-state-tag.tsx'
import { depositsWords } from '../../../shared/deposits/deposits.words.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { deskWords } from '../../../shared/desk/desk.words.ts'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsDepositsWords } from './deposits.words.ts'
import { OneDeposit } from './one-deposit.tsx'
import { RulesTable } from './rules-table.tsx'

export const DEPOSIT_STATES = [
  'unpaid',
  'paid',
  'short',
  'refund_applied',
  'refund_hold',
  'refunded',
  'not_required',
] as const satisfies readonly DepositState[]

type Search = {
  id?: string
  tab?: string
  state?: string
  q?: string
  kind?: string
  from?: string
  until?: string
}

/** Deposits of all shops: who is short, who asks for a refund, and what everybody has to leave. */
export function DepositsPage() {
  const t = useWords(opsDepositsWords)
  const [search, set] = useFilters<Search>()
  if (search.id)
    return (
      <OneDeposit
        key={search.id}
        shop_id={search.id}
        onBack={() => set({ id: undefined, kind: undefined, from: undefined, until: undefined })}
      />
    )
  const tab = search.tab ?? 'deposits'
  return (
    <Page title={t('title')} meta={t('meta')}>
      <Panel flush>
        <Tabs
          className="desk-tabs"
          activeKey={tab}
          onChange={(key) => set({ tab: key === 'deposits' ? undefined : key })}
          items={[
            { key: 'deposits', label: t('title') },
            { key: 'rules', label: t('rules') },
          ]}
        />
        {tab === 'rules' ? <RulesTable /> : <DepositsTable />}
      </Panel>
    </Page>
  )
}

function DepositsTable() {
  const t = useWords(opsDepositsWords)
  const words = useWords(depositsWords)
  const desk = useWords(deskWords)
  const [search, set] = useFilters<Search>()
  return (
    <>
      <div className="desk-tools deposit-tools">
        <Select
          aria-label={words('state')}
          className="deposit-kind"
          value={search.state ?? 'all'}
          onChange={(state) => set({ state: state === 'all' ? undefined : state })}
          options={[
            { value: 'all', label: desk('all') },
            ...DEPOSIT_STATES.map((value) => ({
              value: value as string,
              label: words(`state_${value}`),
            })),
          ]}
        />
        <Input.Search
          allowClear
          aria-label={t('search')}
          placeholder={t('search')}
          defaultValue={search.q}
          className="deposit-search"
          onSearch={(q) => set({ q: q || undefined })}
        />
      </div>
      <DataTable
        route="GET /v1/deposits"
        options={{ query: { state: search.state, q: search.q } }}
        rowKey="shop_id"
        label={t('title')}
        min_width={900}
        filtered={Boolean(search.state || search.q)}
        onClear={() => set({ state: undefined, q: undefined })}
        empty={<NothingYet words={t('none')} />}
        onOpen={(row) => set({ id: row.shop_id })}
        columns={[
          {
            title: t('shop'),
            key: 'shop',
            minWidth: 180,
            render: (_, row) => (
              <button
                type="button"
                className="ops-link deposit-open"
                onClick={() => set({ id: row.shop_id })}
              >
                {row.shop_name}
              </button>
            ),
          },
          {
            title: words('state'),
            key: 'state',
            width: 150,
            render: (_, row) => <DepositStateTag state={row.state} />,
          },
          {
            title: t('deadline'),
            key: 'deadline',
            width: 170,
            render: (_, row) => <DeadlineText at={row.deadline_at} />,
          },
          {
            title: t('listings'),
            key: 'listings',
            width: 90,
            render: (_, row) => t(row.listings_stopped ? 'listings_off' : 'listings_on'),
          },
          ...(['required', 'paid', 'frozen'] as const).map((figure) => ({
            title: words(figure),
            key: figure,
            width: 120,
            align: 'right' as const,
            render: (_: unknown, row: { currency: string } & Record<typeof figure, number>) => (
              <MoneyText fen={row[figure]} currency={row.currency} />
            ),
          })),
        ]}
      />
    </>
  )
}
