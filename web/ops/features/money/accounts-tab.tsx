import { Link } from '@tanstack/react-router'
import { Button, Drawer, Select } from 'antd'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { paths } from '../../paths.ts'
import { CurrencyChip } from './currency-chip.tsx'
import { ExportButton } from './export-button.tsx'
import { useLedgerNames } from './ledger-names.ts'
import { moneyWords } from './money.words.ts'
import type { MoneySearch } from './money-page.tsx'

const KINDS = [
  'outside',
  'unallocated',
  'escrow',
  'platform_fee',
  'platform_subsidy',
  'creator_subsidy',
  'leader_cut',
  'insurer',
  'shop_available',
  'shop_debt',
  'shop_deposit',
  'shop_reserve',
  'deposit_deducted',
  'creator_available',
  'creator_debt',
  'creator_reserve',
  'leader_available',
  'leader_debt',
  'agency_available',
  'agency_debt',
  'commission_held',
  'payout_transit',
  'refund_transit',
  'unmatched',
  'provider_fee',
  'write_off',
] as const

/** Every account with its balance; one opens its entries. */
export function AccountsTab() {
  const t = useWords(moneyWords)
  const names = useLedgerNames()
  const [search, set] = useFilters<MoneySearch>()
  return (
    <>
      <div className="desk-tools">
        <Select
          aria-label={t('kind')}
          className="money-filter"
          value={search.kind ?? ''}
          onChange={(kind) => set({ kind: kind || undefined })}
          options={[
            { value: '', label: t('kind_all') },
            ...KINDS.map((value) => ({ value: value as string, label: names.account(value) })),
            // A figure made of several kinds leads here with all of them.
            ...(search.kind && !KINDS.some((value) => value === search.kind)
              ? [
                  {
                    value: search.kind,
                    label: search.kind.split(',').map(names.account).join(' + '),
                  },
                ]
              : []),
          ]}
        />
        <CurrencyChip />
        <ExportButton<RowOf<'GET /v1/ledger/accounts'>>
          route="GET /v1/ledger/accounts"
          options={{ query: { kind: search.kind, currency: search.currency } }}
          name="accounts"
          columns={{
            id: (row) => row.id,
            kind: (row) => row.kind,
            owner_kind: (row) => row.owner_kind,
            owner_id: (row) => row.owner_id,
            owner: (row) => row.owner_name,
            currency: (row) => row.currency,
            balance: (row) => row.balance,
            entries: (row) => row.entries_count,
          }}
        />
      </div>
      <DataTable
        route="GET /v1/ledger/accounts"
        options={{ query: { kind: search.kind, currency: search.currency } }}
        rowKey="id"
        label={t('tab_accounts')}
        size="small"
        min_width={640}
        filtered={Boolean(search.kind || search.currency)}
        onClear={() => set({ kind: undefined, currency: undefined })}
        onOpen={(row) => set({ account: row.id })}
        columns={[
          {
            title: t('account'),
            dataIndex: 'kind',
            render: (kind: string, row) => (
              <Button
                type="link"
                size="small"
                className="ops-cell-link"
                onClick={() => set({ account: row.id })}
              >
                {names.account(kind)}
              </Button>
            ),
          },
          {
            title: t('owner'),
            key: 'owner',
            render: (_, row) => (
              <>
                {row.owner_name ?? names.owner(row.owner_kind)}{' '}
                {row.owner_name && (
                  <span className="desk-quiet">{names.owner(row.owner_kind)}</span>
                )}
              </>
            ),
          },
          {
            title: t('entries'),
            dataIndex: 'entries_count',
            align: 'right',
            width: 120,
            render: (count: number, row) => (
              <Button
                type="link"
                size="small"
                className="ops-cell-link num"
                aria-label={`${t('entries')} ${count}`}
                onClick={() => set({ account: row.id })}
              >
                {count}
              </Button>
            ),
          },
          {
            title: t('balance'),
            dataIndex: 'balance',
            align: 'right',
            width: 180,
            render: (fen: number, row) => (
              <Button
                type="link"
                size="small"
                className="ops-cell-link"
                onClick={() => set({ account: row.id })}
              >
                <b>
                  <MoneyText fen={fen} currency={row.currency} />
                </b>
              </Button>
            ),
          },
        ]}
      />
      {search.account && (
        <Entries account_id={search.account} onClose={() => set({ account: undefined })} />
      )}
    </>
  )
}

function Entries({ account_id, onClose }: { account_id: string; onClose: () => void }) {
  const t = useWords(moneyWords)
  const ops = useWords(opsWords)
  const names = useLedgerNames()
  return (
    <Drawer
      open
      size={680}
      title={t('entries_of', { name: account_id })}
      closable={{ 'aria-label': ops('close') }}
      styles={{ body: { padding: 0 } }}
      extra={
        <ExportButton<RowOf<'GET /v1/ledger/accounts/:account_id/entries'>>
          route="GET /v1/ledger/accounts/:account_id/entries"
          options={{ params: { account_id } }}
          name={account_id}
          columns={{
            id: (row) => row.id,
            journal: (row) => row.journal_id,
            kind: (row) => row.kind,
            event: (row) => row.event,
            order_id: (row) => row.order_id,
            order_line_id: (row) => row.order_line_id,
            currency: (row) => row.currency,
            amount: (row) => row.amount,
            balance_after: (row) => row.balance_after,
            at: (row) => row.at,
          }}
        />
      }
      onClose={onClose}
    >
      <DataTable
        route="GET /v1/ledger/accounts/:account_id/entries"
        options={{ params: { account_id } }}
        rowKey="id"
        label={t('tab_journals')}
        size="small"
        min_width={560}
        columns={[
          {
            title: t('kind'),
            dataIndex: 'kind',
            render: (kind: string, row) => (
              <>
                {names.journal(kind)}
                <div className="desk-quiet">
                  <code>{row.event}</code>
                </div>
              </>
            ),
          },
          {
            title: t('amount'),
            dataIndex: 'amount',
            align: 'right',
            width: 120,
            render: (fen: number, row) => {
              const sum = <MoneyText fen={fen} currency={row.currency} signed />
              const about = row.order_line_id ?? row.order_id
              return about ? (
                <Link {...paths.money({ tab: 'journals', order_id: about })} className="ops-link">
                  {sum}
                </Link>
              ) : (
                sum
              )
            },
          },
          {
            title: t('balance_after'),
            dataIndex: 'balance_after',
            align: 'right',
            width: 130,
            render: (fen: number, { currency }) => <MoneyText fen={fen} currency={currency} />,
          },
          {
            title: t('at'),
            dataIndex: 'at',
            width: 140,
            render: (at: string) => <DateText at={at} />,
          },
        ]}
      />
    </Drawer>
  )
}
