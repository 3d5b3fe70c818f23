import { Link } from '@tanstack/react-router'
import { Button, Drawer, Select, Space } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { AgoText, DateText, DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { deskWords } from '../../../shared/desk/desk.words.ts'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useHistoryWords } from '../../../shared/i18n/use-history-words.ts'
import { opsWords } from '../../ops.words.ts'
import { paths } from '../../paths.ts'
import { CurrencyChip } from './currency-chip.tsx'
import { CloseDifference, ReleaseDifference } from './difference-dialogs.tsx'
import { ExportButton } from './export-button.tsx'
import { moneyWords } from './money.words.ts'
import type { MoneySearch } from './money-page.tsx'
import { reconcileWords } from './reconcile.words.ts'
import { useReconcileNames } from './use-reconcile-names.ts'

export type Difference = RowOf<'GET /v1/payment-differences'>

const KINDS = [
  'missing_there',
  'missing_here',
  'amount',
  'currency',
  'state_differs',
  'duplicate_there',
  'double_booked_here',
  'fee_differs',
  'refund_exceeds',
  'refund_missing',
  'wrong_day',
  'unknown_number',
  'payout_differs',
  'return_missing',
  'return_unknown',
  'payout_unknown',
  'second_payment',
  'refund_failed',
] as const
const STATES = ['waiting', 'proposed', 'resolved', 'written_off', 'all'] as const
const OWNERS = ['all', 'me', 'nobody', 'late'] as const
const AGES = ['all', '1', '3', '7', '30'] as const
const TONES: Record<string, Tone> = {
  open: 'warning',
  taken: 'info',
  proposed: 'live',
  resolved: 'success',
  written_off: 'neutral',
}
const known = <W extends readonly string[]>(words: W, word: string | undefined) =>
  words.find((one) => one === word) as W[number] | undefined

/** Where a provider and our books differ: taken by one person, closed with words, booked by two. */
export function DifferencesTab() {
  const t = useWords(reconcileWords)
  const money = useWords(moneyWords)
  const ops = useWords(opsWords)
  const desk = useWords(deskWords)
  const names = useReconcileNames()
  const [search, set] = useFilters<MoneySearch>()
  const [shown, setShown] = useState<Difference | null>(null)
  const [closing, setClosing] = useState<Difference | null>(null)
  const [releasing, setReleasing] = useState<Difference | null>(null)
  const state = known(STATES, search.state) ?? 'waiting'
  const kind = known(KINDS, search.kind)
  const person = search.owner?.startsWith('acc_') ? search.owner : undefined
  const owner = known(OWNERS, search.owner) ?? 'all'
  const age = known(AGES, search.age) ?? 'all'
  const query = {
    state: state === 'all' ? undefined : state,
    kind,
    provider: search.provider,
    day: search.day,
    currency: search.currency,
    owner: owner === 'me' || owner === 'nobody' ? owner : undefined,
    owner_id: person,
    escalated: owner === 'late' ? true : undefined,
    days: age === 'all' ? undefined : Number(age),
    under_days: known(AGES, search.under) && search.under ? Number(search.under) : undefined,
  }
  const refresh = ['GET /v1/payment-differences', 'GET /v1/finance-desk'] as const
  const take = useAct(
    (difference_id: string) =>
      call('POST /v1/payment-differences/:difference_id/taking', { params: { difference_id } }),
    { done: t('taken'), refresh: [...refresh] },
  )
  const leave = useAct(
    (difference_id: string) =>
      call('POST /v1/payment-differences/:difference_id/leaving', { params: { difference_id } }),
    { done: t('left'), refresh: [...refresh] },
  )
  const amount = (fen: number | null, currency: string | null) =>
    fen === null ? (
      <span className="desk-quiet">—</span>
    ) : (
      <MoneyText fen={fen} currency={currency ?? 'CNY'} />
    )
  return (
    <>
      <div className="desk-tools money-tools">
        <Select
          aria-label={money('state')}
          value={state}
          onChange={(word) => set({ state: word === 'waiting' ? undefined : word })}
          options={STATES.map((value) => ({
            value,
            label: value === 'all' ? desk('all') : t(`state_${value}`),
          }))}
        />
        <Select
          aria-label={t('filter_kind')}
          className="money-filter"
          value={kind ?? ''}
          onChange={(word) => set({ kind: word || undefined })}
          options={[
            { value: '', label: t('filter_kind_all') },
            ...KINDS.map((value) => ({ value: value as string, label: names.kind(value) })),
          ]}
        />
        <Select
          aria-label={t('filter_owner')}
          value={person ?? owner}
          onChange={(word) => set({ owner: word === 'all' ? undefined : word })}
          options={[
            ...OWNERS.map((value) => ({ value: value as string, label: t(`owner_${value}`) })),
            ...(person ? [{ value: person, label: t('owner_this') }] : []),
          ]}
        />
        <Select
          aria-label={t('filter_age')}
          value={age}
          onChange={(word) => set({ age: word === 'all' ? undefined : word })}
          options={AGES.map((value) => ({ value, label: t(`age_${value}`) }))}
        />
        {search.under && (
          <Button onClick={() => set({ under: undefined })}>
            {t('age_under', { days: search.under })} ×
          </Button>
        )}
        {(search.day || search.provider) && (
          <Button onClick={() => set({ day: undefined, provider: undefined })}>
            {[search.provider, search.day].filter(Boolean).join(' ')} ×
          </Button>
        )}
        <CurrencyChip />
        <ExportButton<Difference>
          route="GET /v1/payment-differences"
          options={{ query }}
          name={`differences-${state}`}
          columns={{
            id: (row) => row.id,
            kind: (row) => row.kind,
            state: (row) => row.state,
            provider: (row) => row.provider,
            day: (row) => row.day,
            number: (row) => row.number,
            provider_number: (row) => row.provider_number,
            expected: (row) => row.expected,
            expected_currency: (row) => row.expected_currency ?? row.currency,
            found: (row) => row.found,
            currency: (row) => row.currency,
            owner: (row) => row.owner_name,
            deadline_at: (row) => row.deadline_at,
            escalations: (row) => row.escalations,
            resolution: (row) => row.resolution,
            created_at: (row) => row.created_at,
            words: (row) => row.words,
          }}
        />
      </div>
      <DataTable
        route="GET /v1/payment-differences"
        options={{ query }}
        rowKey="id"
        label={money('tab_differences')}
        size="small"
        min_width={1_060}
        filtered={
          state !== 'waiting' ||
          Boolean(kind || person || search.under || search.currency) ||
          owner !== 'all' ||
          age !== 'all'
        }
        onClear={() =>
          set({
            state: undefined,
            kind: undefined,
            owner: undefined,
            age: undefined,
            under: undefined,
            day: undefined,
            provider: undefined,
            currency: undefined,
          })
        }
        lit={(row) => row.escalations > 0 && row.deadline_at !== null}
        columns={[
          {
            title: money('kind'),
            dataIndex: 'kind',
            width: 140,
            render: (word: string, row) => (
              <>
                <Button
                  type="link"
                  size="small"
                  className="ops-cell-link"
                  onClick={() => setShown(row)}
                >
                  {names.kind(word)}
                </Button>
                <div className="desk-quiet">
                  <AgoText at={row.created_at} />
                </div>
              </>
            ),
          },
          {
            title: money('number'),
            key: 'number',
            width: 210,
            render: (_, row) => (
              <>
                <span className="num money-number">{row.provider_number ?? row.number ?? '—'}</span>
                <div className="desk-quiet">
                  {row.provider} {row.day}
                </div>
              </>
            ),
          },
          {
            title: money('expected'),
            dataIndex: 'expected',
            align: 'right',
            width: 112,
            render: (fen: number | null, row) => amount(fen, row.expected_currency ?? row.currency),
          },
          {
            title: money('found'),
            dataIndex: 'found',
            align: 'right',
            width: 112,
            render: (fen: number | null, row) => amount(fen, row.currency),
          },
          {
            title: t('owner'),
            dataIndex: 'owner_name',
            width: 130,
            render: (name: string | null, row) => (
              <Link
                {...paths.money({ tab: 'differences', owner: row.owner_id ?? 'nobody' })}
                className="ops-link"
              >
                {name ?? t('nobody')}
              </Link>
            ),
          },
          {
            title: t('deadline'),
            dataIndex: 'deadline_at',
            width: 140,
            render: (at: string | null, row) =>
              at === null ? (
                '—'
              ) : (
                <>
                  <DeadlineText at={at} />
                  {row.escalations > 0 && (
                    <div>
                      <StatusTag tone="danger">
                        {t('escalated', { count: row.escalations })}
                      </StatusTag>
                    </div>
                  )}
                </>
              ),
          },
          {
            title: money('state'),
            dataIndex: 'state',
            width: 96,
            render: (word: string) => (
              <StatusTag tone={TONES[word] ?? 'neutral'}>{names.state(word)}</StatusTag>
            ),
          },
          {
            title: ops('actions'),
            key: 'acts',
            width: 180,
            render: (_, row) => (
              <Space size={4}>
                {row.state === 'open' && (
                  <Button size="small" disabled={take.busy} onClick={() => void take.run(row.id)}>
                    {t('take')}
                  </Button>
                )}
                {(row.state === 'open' || row.state === 'taken') && (
                  <Button size="small" onClick={() => setClosing(row)}>
                    {t('close')}
                  </Button>
                )}
                {row.state === 'taken' && (
                  <Button
                    size="small"
                    type="text"
                    disabled={leave.busy}
                    onClick={() => void leave.run(row.id)}
                  >
                    {t('leave')}
                  </Button>
                )}
                {row.state === 'proposed' && (
                  <Button size="small" type="primary" onClick={() => setReleasing(row)}>
                    {t('release')}
                  </Button>
                )}
              </Space>
            ),
          },
        ]}
      />
      {shown && <Details difference={shown} onClose={() => setShown(null)} />}
      {closing && <CloseDifference difference={closing} onClose={() => setClosing(null)} />}
      {releasing && <ReleaseDifference difference={releasing} onClose={() => setReleasing(null)} />}
    </>
  )
}

function Details({ difference, onClose }: { difference: Difference; onClose: () => void }) {
  const t = useWords(reconcileWords)
  const ops = useWords(opsWords)
  const why = useHistoryWords()
  const names = useReconcileNames()
  const history = useRoute('GET /v1/payment-differences/:difference_id/history', {
    params: { difference_id: difference.id },
  })
  return (
    <Drawer
      open
      size={520}
      title={names.kind(difference.kind)}
      closable={{ 'aria-label': ops('close') }}
      onClose={onClose}
    >
      <p>{difference.words}</p>
      <dl className="money-facts">
        <dt>{t('ours_number')}</dt>
        <dd className="num">{difference.number ?? '—'}</dd>
        <dt>{t('theirs_number')}</dt>
        <dd className="num">{difference.provider_number ?? '—'}</dd>
        {difference.resolution && (
          <>
            <dt>{t('close_reason')}</dt>
            <dd>{difference.resolution}</dd>
          </>
        )}
      </dl>
      {difference.day && (
        <p>
          <Link
            {...paths.money({
              tab: 'bills',
              provider: difference.provider,
              day: difference.day,
            })}
            className="ops-link"
          >
            {t('see_bill')} {difference.day}
          </Link>
        </p>
      )}
      <h2>{t('history')}</h2>
      <ol className="money-history">
        {history.data?.data.map((one, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a history only grows at its end.
          <li key={place}>
            <StatusTag tone={TONES[one.to_state] ?? 'neutral'}>
              {names.state(one.to_state)}
            </StatusTag>
            {why(one.reason)} <code>{one.actor}</code>
            <DateText at={one.at} />
          </li>
        ))}
      </ol>
    </Drawer>
  )
}
