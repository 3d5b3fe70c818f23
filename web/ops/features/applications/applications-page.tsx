import { App, Select } from 'antd'
import { useEffect, useState } from 'react'
import { call, newKey, Problem } from '../../../shared/api/client.ts'
import { usePages, useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { ChooseOne } from '../review/choose-one.tsx'
import { DecisionPanel } from '../review/decision-panel.tsx'
import type { Finding } from '../review/finding-editor.tsx'
import { QueueList } from '../review/queue-list.tsx'
import { reviewWords } from '../review/review.words.ts'
import { ReviewDesk, ReviewPair } from '../review/review-desk.tsx'
import { ReviewHistory } from '../review/review-history.tsx'
import { useQueueKeys } from '../review/use-queue-keys.ts'
import { APPLICATION_FIELDS, ApplicationFile } from './application-file.tsx'
import { applicationsWords } from './applications.words.ts'
import { SuspensionPanel } from './suspension-panel.tsx'

const STATES = ['in_review', 'deposit_due', 'rejected', 'open', 'suspended', 'draft'] as const
const CODES = [
  'unclear',
  'missing',
  'mismatch',
  'expired',
  'not_genuine',
  'name_confusing',
  'forbidden',
  'other',
] as const

/** Shops that want in: evidence in the middle, the decision on the right. */
export function ApplicationsPage() {
  const t = useWords(applicationsWords)
  const [search, set] = useFilters<{ id?: string; state?: string }>()
  const state = (search.state ?? 'in_review') as (typeof STATES)[number]
  const found = usePages('GET /v1/shop-applications', { query: { state, limit: 50 } })
  const current = search.id ?? found.rows[0]?.id
  const [acts, setActs] = useState<Record<string, () => void>>({})
  const select = (id: string) => set({ id })
  useQueueKeys({ ids: found.rows.map(({ id }) => id), current, onSelect: select, acts })
  const goOn = (id: string) => {
    const at = found.rows.findIndex((row) => row.id === id)
    set({ id: (found.rows[at + 1] ?? found.rows[at - 1])?.id })
  }
  return (
    <Page title={t('title')} meta={t('meta')} bare>
      <ReviewDesk
        queue={
          <QueueList
            found={found}
            current={current}
            onSelect={select}
            head={
              <Select
                aria-label={t('filter')}
                value={state}
                className="ops-state-filter"
                onChange={(word) =>
                  set({ state: word === 'in_review' ? undefined : word, id: undefined })
                }
                options={STATES.map((value) => ({ value, label: t(`state_${value}`) }))}
              />
            }
            items={found.rows.map((row) => ({
              id: row.id,
              title: row.name,
              words: t('by', { owner: row.owner_nickname, kind: t(`kind_${row.kind}`) }),
              deadline_at: row.deadline_at,
              overdue: row.escalations,
            }))}
          />
        }
      >
        {current ? (
          <Application key={current} shop_id={current} onDecided={goOn} onActs={setActs} />
        ) : (
          <ChooseOne empty={!found.isPending && found.rows.length === 0} />
        )}
      </ReviewDesk>
    </Page>
  )
}

function Application({
  shop_id,
  onDecided,
  onActs,
}: {
  shop_id: string
  onDecided: (id: string) => void
  onActs: (acts: Record<string, () => void>) => void
}) {
  const t = useWords(applicationsWords)
  const review = useWords(reviewWords)
  const ops = useWords(opsWords)
  const { modal } = App.useApp()
  const file = useRoute('GET /v1/shop-applications/:shop_id', { params: { shop_id } })
  const [findings, setFindings] = useState<Finding[]>([])
  const [note, setNote] = useState('')
  const [conflict, setConflict] = useState(false)
  const [key] = useState(newKey)
  const decide = useAct(
    async (decision: 'approve' | 'reject') => {
      if (!file.data) return
      try {
        await call('POST /v1/shop-applications/:shop_id/decision', {
          params: { shop_id },
          body: {
            decision,
            version: file.data.version,
            note,
            findings: decision === 'reject' ? findings : [],
          },
          key: `${key}-${decision}-${file.data.version}`,
        })
      } catch (error) {
        if (error instanceof Problem && error.code === 'changed_meanwhile') setConflict(true)
        throw error
      }
      onDecided(shop_id)
    },
    { refresh: ['GET /v1/shop-applications', 'GET /v1/shop-applications/:shop_id'] },
  )
  const open = file.data?.state === 'in_review'
  const complete = findings.length > 0 && findings.every(({ words }) => words.trim() !== '')
  const approve = () => {
    if (!file.data || !open || findings.length > 0) return
    modal.confirm({
      title: review('approve_title'),
      content: t('approve_words', { name: file.data.name }),
      okText: review('approve'),
      cancelText: ops('cancel'),
      onOk: () => decide.run('approve'),
    })
  }
  const mark = (field: string) =>
    setFindings((all) => [...all, { field, code: 'unclear', words: '' }])
  const reject = () => {
    if (!open) return
    if (complete) void decide.run('reject')
    else if (findings.length === 0) mark('name')
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys act on what is shown now.
  useEffect(() => onActs({ a: approve, r: reject }), [file.data, findings, note, decide.busy])
  if (file.error && !file.data)
    return (
      <Panel>
        <FailureState error={file.error} onRetry={() => void file.refetch()} />
      </Panel>
    )
  if (!file.data)
    return (
      <Panel>
        <TableSkeleton rows={6} />
      </Panel>
    )
  return (
    <ReviewPair
      evidence={
        <>
          <ApplicationFile file={file.data} {...(open ? { onMark: mark } : {})} />
          <ReviewHistory
            happenings={file.data.history}
            stateWords={(word) => t(`state_${word}` as 'state_open')}
          />
        </>
      }
      decision={
        open ? (
          <DecisionPanel
            deadline_at={file.data.deadline_at}
            findings={findings}
            fields={APPLICATION_FIELDS.map((value) => ({ value, label: t(value) }))}
            codes={CODES}
            note={note}
            busy={decide.busy}
            conflict={conflict}
            onFindings={setFindings}
            onNote={setNote}
            onReload={() => {
              setConflict(false)
              void file.refetch()
            }}
            onApprove={approve}
            onReject={() => void decide.run('reject')}
          />
        ) : (
          <SuspensionPanel file={file.data} />
        )
      }
    />
  )
}
