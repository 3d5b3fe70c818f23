import { Link } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { call } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { deskWords } from '../../../shared/desk/desk.words.ts'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { paths } from '../../paths.ts'
import { useLedgerNames } from './ledger-names.ts'
import { moneyWords } from './money.words.ts'
import type { MoneySearch } from './money-page.tsx'

const REFUND_STATES = ['waiting', 'requested', 'sent', 'succeeded', 'failed'] as const
const PAYOUT_STATES = [
  'waiting',
  'requested',
  'approved',
  'held',
  'sent',
  'succeeded',
  'gone_wrong',
  'failed',
  'bounced',
] as const
const TONES: Record<string, Tone> = {
  requested: 'neutral',
  approved: 'info',
  held: 'warning',
  sent: 'info',
  succeeded: 'success',
  failed: 'danger',
  bounced: 'danger',
}

function StateFilter({ states }: { states: readonly (typeof PAYOUT_STATES)[number][] }) {
  const t = useWords(moneyWords)
  const desk = useWords(deskWords)
  const [search, set] = useFilters<MoneySearch>()
  return (
    <div className="desk-tools">
      <Select
        aria-label={t('state')}
        className="money-filter"
        value={search.state ?? 'all'}
        onChange={(word) => set({ state: word === 'all' ? undefined : word })}
        options={[
          { value: 'all', label: desk('all') },
          ...states.map((value) => ({ value: value as string, label: t(`state_${value}`) })),
        ]}
      />
    </div>
  )
}

function TransferState({ state }: { state: string }) {
  const names = useLedgerNames()
  return <StatusTag tone={TONES[state] ?? 'neutral'}>{names.state(state)}</StatusTag>
}

/** Money on its way back to buyers; what was given up can be sent once more. */
export function RefundsTab() {
  const t = useWords(moneyWords)
  const ops = useWords(opsWords)
  const [search, set] = useFilters<MoneySearch>()
  const again = useAct(
    (refund_id: string) => call('POST /v1/refunds/:refund_id/attempts', { params: { refund_id } }),
    { done: t('sent_again'), refresh: ['GET /v1/refunds'] },
  )
  return (
    <>
      <StateFilter states={REFUND_STATES} />
      <DataTable
        route="GET /v1/refunds"
        options={{ query: { state: search.state } }}
        rowKey="id"
        label={t('tab_refunds')}
        size="small"
        min_width={860}
        filtered={Boolean(search.state)}
        onClear={() => set({ state: undefined })}
        columns={[
          { title: t('number'), dataIndex: 'number', className: 'num', width: 200 },
          {
            title: t('order'),
            dataIndex: 'order_id',
            render: (id: string | null) =>
              id ? (
                <Link {...paths.order(id)} className="ops-link">
                  <code>{id}</code>
                </Link>
              ) : (
                '—'
              ),
          },
          {
            title: t('state'),
            dataIndex: 'state',
            width: 100,
            render: (state: string) => <TransferState state={state} />,
          },
          {
            title: t('attempts'),
            dataIndex: 'attempts',
            align: 'right',
            width: 72,
            className: 'num',
          },
          {
            title: t('error'),
            dataIndex: 'last_error',
            width: 160,
            render: (words: string | null) => words ?? '—',
          },
          {
            title: t('amount'),
            dataIndex: 'amount',
            align: 'right',
            width: 110,
            render: (fen: number, { currency }) => <MoneyText fen={fen} currency={currency} />,
          },
          {
            title: t('created'),
            dataIndex: 'created_at',
            width: 140,
            render: (at: string) => <DateText at={at} />,
          },
          {
            title: ops('actions'),
            key: 'acts',
            width: 92,
            render: (_, row) =>
              row.state === 'failed' && (
                <Button size="small" disabled={again.busy} onClick={() => void again.run(row.id)}>
                  {t('again')}
                </Button>
              ),
          },
        ]}
      />
    </>
  )
}

/** Money on its way to shops and creators. */
export function PayoutsTab() {
  const t = useWords(moneyWords)
  const names = useLedgerNames()
  const [search, set] = useFilters<MoneySearch>()
  return (
    <>
      <StateFilter states={PAYOUT_STATES} />
      <DataTable
        route="GET /v1/payouts"
        options={{ query: { state: search.state } }}
        rowKey="id"
        label={t('tab_payouts')}
        size="small"
        min_width={860}
        filtered={Boolean(search.state)}
        onClear={() => set({ state: undefined })}
        columns={[
          { title: t('number'), dataIndex: 'number', className: 'num', width: 200 },
          {
            title: t('owner'),
            dataIndex: 'owner_id',
            render: (id: string, { owner_kind }) => (
              <>
                {names.owner(owner_kind)}{' '}
                {owner_kind === 'shop' ? (
                  <Link {...paths.deposits({ id })} className="ops-link">
                    <code>{id}</code>
                  </Link>
                ) : (
                  <code>{id}</code>
                )}
              </>
            ),
          },
          {
            title: t('state'),
            dataIndex: 'state',
            width: 100,
            render: (state: string) => <TransferState state={state} />,
          },
          {
            title: t('attempts'),
            dataIndex: 'attempts',
            align: 'right',
            width: 72,
            className: 'num',
          },
          {
            title: t('error'),
            dataIndex: 'failure_reason',
            width: 160,
            render: (words: string | null, { hold_reason }) =>
              hold_reason ? t(`hold_${hold_reason}`) : (words ?? '—'),
          },
          {
            title: t('amount'),
            dataIndex: 'amount',
            align: 'right',
            width: 120,
            render: (fen: number, { currency }) => <MoneyText fen={fen} currency={currency} />,
          },
          {
            title: t('created'),
            dataIndex: 'created_at',
            width: 140,
            render: (at: string) => <DateText at={at} />,
          },
        ]}
      />
    </>
  )
}
