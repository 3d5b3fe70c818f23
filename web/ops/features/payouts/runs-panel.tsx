import { Button, Modal, Space, Tooltip } from 'antd'
import { useRef, useState } from 'react'
import { type Answer, call, newKey } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { useMe } from '../../../shared/desk/session.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { ReasonDialog } from '../review/reason-dialog.tsx'
import { usePayoutColumns } from './payout-columns.tsx'
import { payoutsWords } from './payouts.words.ts'
import './payouts.css'

type Run = Answer<'GET /v1/payout-runs'>['data'][number]
const TONES = { prepared: 'warning', released: 'success', cancelled: 'neutral' } as const
const REFRESH = [
  'GET /v1/payout-runs',
  'GET /v1/waiting-payouts',
  'GET /v1/payout-runs/:run_id/payouts',
] as const

/** Runs and their payouts; who prepared one sees why somebody else has to release it. */
export function RunsPanel() {
  const t = useWords(payoutsWords)
  const ops = useWords(opsWords)
  const format = useFormat()
  const me = useMe()
  const [asking, setAsking] = useState<{ act: 'release' | 'cancel'; run: Run }>()
  const key = useRef(newKey())
  const release = useAct(
    async (run_id: string) => {
      await call('POST /v1/payout-runs/:run_id/release', { params: { run_id }, key: key.current })
      key.current = newKey()
      setAsking(undefined)
    },
    { done: t('released'), refresh: [...REFRESH] },
  )
  const cancel = useAct(
    async (run_id: string, reason: string) => {
      await call('POST /v1/payout-runs/:run_id/cancellation', {
        params: { run_id },
        body: { reason },
      })
      setAsking(undefined)
    },
    { done: t('cancelled'), refresh: [...REFRESH] },
  )
  return (
    <Panel title={t('runs')} flush>
      <section className="payouts-who" aria-label={t('who_title')}>
        <b>{t('who_title')}</b>
        <ul>
          {(['who_1', 'who_2', 'who_3'] as const).map((word) => (
            <li key={word}>{t(word)}</li>
          ))}
        </ul>
      </section>
      <DataTable
        route="GET /v1/payout-runs"
        label={t('runs')}
        rowKey="id"
        min_width={1_080}
        every_ms={20_000}
        empty={<NothingYet words={t('none_runs')} />}
        expanded={(run) => <RunPayouts run_id={run.id} />}
        columns={[
          {
            title: t('prepared_at'),
            key: 'at',
            minWidth: 150,
            render: (_, run) => <DateText at={run.created_at} />,
          },
          {
            title: t('state'),
            key: 'state',
            width: 120,
            render: (_, run) => (
              <StatusTag tone={TONES[run.state]}>{t(`run_state_${run.state}`)}</StatusTag>
            ),
          },
          {
            title: t('payouts_count'),
            dataIndex: 'payouts_count',
            width: 90,
            align: 'right',
            className: 'num',
          },
          {
            title: t('amount'),
            key: 'amount',
            width: 140,
            align: 'right',
            render: (_, run) => <MoneyText fen={run.amount} currency={run.currency} />,
          },
          { title: t('prepared_by'), dataIndex: 'prepared_by_name', width: 150, ellipsis: true },
          {
            title: t('released_by'),
            key: 'released_by',
            width: 180,
            render: (_, run) =>
              run.state === 'prepared' ? (
                <span className="desk-quiet">
                  {t(run.prepared_by === me.id ? 'who_you' : 'who_may')}
                </span>
              ) : (
                (run.released_by_name ?? '—')
              ),
          },
          {
            title: t('actions'),
            key: 'actions',
            width: 180,
            render: (_, run) =>
              run.state === 'prepared' && (
                <Space>
                  <Tooltip title={run.prepared_by === me.id ? t('second_person') : undefined}>
                    <Button
                      size="small"
                      type="primary"
                      disabled={run.prepared_by === me.id}
                      onClick={() => setAsking({ act: 'release', run })}
                    >
                      {t('release')}
                    </Button>
                  </Tooltip>
                  <Button size="small" onClick={() => setAsking({ act: 'cancel', run })}>
                    {t('cancel_run')}
                  </Button>
                </Space>
              ),
          },
        ]}
      />
      {asking?.act === 'release' && (
        <Modal
          open
          title={t('release_title')}
          okText={t('release')}
          cancelText={ops('cancel')}
          closable={{ 'aria-label': ops('close') }}
          confirmLoading={release.busy}
          onOk={() => void release.run(asking.run.id)}
          onCancel={() => setAsking(undefined)}
        >
          {t('release_words', {
            count: asking.run.payouts_count,
            amount: format.money(asking.run.amount, asking.run.currency),
          })}
        </Modal>
      )}
      {asking?.act === 'cancel' && (
        <ReasonDialog
          title={t('cancel_title')}
          words={t('cancel_words')}
          label={t('cancel_reason')}
          act={t('cancel_run')}
          busy={cancel.busy}
          onCancel={() => setAsking(undefined)}
          onAct={(reason) => void cancel.run(asking.run.id, reason)}
        />
      )}
    </Panel>
  )
}

function RunPayouts({ run_id }: { run_id: string }) {
  const t = useWords(payoutsWords)
  return (
    <DataTable
      route="GET /v1/payout-runs/:run_id/payouts"
      options={{ params: { run_id } }}
      label={t('runs')}
      rowKey="id"
      size="small"
      min_width={1_020}
      columns={usePayoutColumns({ with_state: true })}
    />
  )
}
