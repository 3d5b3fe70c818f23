import { Button, Checkbox, Segmented } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { deskWords } from '../../../shared/desk/desk.words.ts'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { ReasonDialog } from '../review/reason-dialog.tsx'
import { useLedgerNames } from './ledger-names.ts'
import { moneyWords } from './money.words.ts'
import type { MoneySearch } from './money-page.tsx'

type Difference = RowOf<'GET /v1/payment-differences'>

/** Money that matched nothing, or not exactly; a person closes each with words. */
export function DifferencesTab() {
  const t = useWords(moneyWords)
  const ops = useWords(opsWords)
  const desk = useWords(deskWords)
  const names = useLedgerNames()
  const [search, set] = useFilters<MoneySearch>()
  const [resolving, setResolving] = useState<Difference | null>(null)
  const state = search.state === 'resolved' || search.state === 'all' ? search.state : 'open'
  const money = (fen: number | null, row: Difference) =>
    fen === null ? (
      <span className="desk-quiet">—</span>
    ) : (
      <MoneyText fen={fen} currency={row.currency ?? 'CNY'} />
    )
  return (
    <>
      <div className="desk-tools">
        <Segmented
          aria-label={t('state')}
          value={state}
          onChange={(word) => set({ state: word === 'open' ? undefined : word })}
          options={[
            { value: 'open', label: t('state_open') },
            { value: 'resolved', label: t('state_resolved') },
            { value: 'all', label: desk('all') },
          ]}
        />
      </div>
      <DataTable
        route="GET /v1/payment-differences"
        options={{ query: { state: state === 'all' ? undefined : state } }}
        rowKey="id"
        label={t('tab_differences')}
        size="small"
        min_width={980}
        columns={[
          {
            title: t('kind'),
            dataIndex: 'kind',
            width: 130,
            render: (kind: string) => names.difference(kind),
          },
          {
            title: t('number'),
            dataIndex: 'provider_number',
            width: 190,
            render: (number: string | null, { provider }) => (
              <>
                <span className="num">{number ?? '—'}</span>
                <div className="desk-quiet">{provider}</div>
              </>
            ),
          },
          {
            title: t('memo'),
            dataIndex: 'words',
            render: (words: string, { resolution }) => (
              <>
                {words}
                {resolution && <div className="desk-quiet">{resolution}</div>}
              </>
            ),
          },
          {
            title: t('expected'),
            dataIndex: 'expected',
            align: 'right',
            width: 104,
            render: money,
          },
          { title: t('found'), dataIndex: 'found', align: 'right', width: 104, render: money },
          {
            title: t('created'),
            dataIndex: 'created_at',
            width: 140,
            render: (at: string) => <DateText at={at} />,
          },
          {
            title: t('state'),
            dataIndex: 'state',
            width: 92,
            render: (word: string) => (
              <StatusTag tone={word === 'open' ? 'warning' : 'success'}>
                {names.state(word)}
              </StatusTag>
            ),
          },
          {
            title: ops('actions'),
            key: 'acts',
            width: 84,
            render: (_, row) =>
              row.state === 'open' && (
                <Button size="small" onClick={() => setResolving(row)}>
                  {t('resolve')}
                </Button>
              ),
          },
        ]}
      />
      {resolving && <Resolve difference={resolving} onClose={() => setResolving(null)} />}
    </>
  )
}

function Resolve({ difference, onClose }: { difference: Difference; onClose: () => void }) {
  const t = useWords(moneyWords)
  const [refund, setRefund] = useState(false)
  const resolve = useAct(
    async (resolution: string) => {
      await call('POST /v1/payment-differences/:difference_id/resolution', {
        params: { difference_id: difference.id },
        body: { resolution, ...(refund ? { booking: 'send_back' as const } : {}) },
      })
      onClose()
    },
    { done: t('resolved'), refresh: ['GET /v1/payment-differences', 'GET /v1/refunds'] },
  )
  return (
    <ReasonDialog
      title={t('resolve_title')}
      words={t('resolve_words')}
      label={t('resolve_reason')}
      act={t('resolve')}
      danger={refund}
      busy={resolve.busy}
      onCancel={onClose}
      onAct={(words) => void resolve.run(words)}
    >
      <p className="ops-dialog-words">{difference.words}</p>
      {difference.found !== null && difference.found > 0 && (
        <Checkbox checked={refund} onChange={({ target }) => setRefund(target.checked)}>
          {t('resolve_refund')}{' '}
          <MoneyText fen={difference.found} currency={difference.currency ?? 'CNY'} />
        </Checkbox>
      )}
    </ReasonDialog>
  )
}
