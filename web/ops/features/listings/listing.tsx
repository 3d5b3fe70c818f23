import { Alert, App, Button } from 'antd'
import { useEffect, useState } from 'react'
import { call, newKey, Problem } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { useMe } from '../../../shared/desk/session.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { DecisionPanel } from '../review/decision-panel.tsx'
import type { Finding } from '../review/finding-editor.tsx'
import { ReasonDialog } from '../review/reason-dialog.tsx'
import { reviewWords } from '../review/review.words.ts'
import { ReviewPair } from '../review/review-desk.tsx'
import { ReviewHistory } from '../review/review-history.tsx'
import { LISTING_FIELDS } from './draft-diff.ts'
import { ListingEvidence } from './listing-evidence.tsx'
import { listingsWords } from './listings.words.ts'

const CODES = [
  'unclear',
  'misleading',
  'absolute_word',
  'wrong_category',
  'bad_picture',
  'price',
  'contact_info',
  'licence_needed',
  'forbidden',
  'other',
] as const

/** One draft: evidence, claim, decision. Deciding claims it first, so that two reviewers never collide. */
export function Listing({
  draft_id,
  holder,
  onDecided,
  onActs,
}: {
  draft_id: string
  holder: string | null
  onDecided: (id: string) => void
  onActs: (acts: Record<string, () => void>) => void
}) {
  const t = useWords(listingsWords)
  const review = useWords(reviewWords)
  const ops = useWords(opsWords)
  const me = useMe()
  const { modal } = App.useApp()
  const params = { draft_id }
  const file = useRoute('GET /v1/listing-queue/:draft_id', { params })
  const [findings, setFindings] = useState<Finding[]>([])
  const [conflict, setConflict] = useState(false)
  const [takingDown, setTakingDown] = useState(false)
  const [key] = useState(newKey)
  const other = holder !== null && holder !== me.nickname ? holder : null
  const claim = useAct(() => call('POST /v1/listing-queue/:draft_id/claim', { params }), {
    done: t('claimed'),
    refresh: ['GET /v1/listing-queue'],
  })
  const decide = useAct(
    async (decision: 'pass' | 'reject') => {
      if (!file.data) return
      try {
        await call('POST /v1/listing-queue/:draft_id/claim', { params })
        await call('POST /v1/listing-queue/:draft_id/decision', {
          params,
          body: {
            decision,
            version: file.data.draft.version,
            findings: decision === 'reject' ? findings : [],
          },
          key: `${key}-${decision}-${file.data.draft.version}`,
        })
      } catch (error) {
        if (error instanceof Problem && error.code === 'changed_meanwhile') setConflict(true)
        throw error
      }
      onDecided(draft_id)
    },
    { refresh: ['GET /v1/listing-queue', 'GET /v1/listing-queue/:draft_id'] },
  )
  const takeDown = useAct(
    async (reason: string) => {
      await call('POST /v1/products/:product_id/take-down', {
        params: { product_id: file.data!.goods.id },
        body: { reason },
      })
      setTakingDown(false)
    },
    { done: t('taken_down'), refresh: ['GET /v1/listing-queue/:draft_id'] },
  )
  const open = file.data?.draft.state === 'in_review' && other === null
  const pass = () => {
    if (!file.data || !open || findings.length > 0) return
    modal.confirm({
      title: review('approve_title'),
      content: t('pass_words', {
        title: (file.data.draft.content as { title?: string }).title ?? file.data.goods.title,
      }),
      okText: review('approve'),
      cancelText: ops('cancel'),
      onOk: () => decide.run('pass'),
    })
  }
  const mark = (field: string) =>
    setFindings((all) => [...all, { field, code: 'unclear', words: '' }])
  const reject = () => {
    if (!open) return
    if (findings.length === 0) mark('title')
    else if (findings.every(({ words }) => words.trim() !== '')) void decide.run('reject')
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys act on what is shown now.
  useEffect(
    () => onActs({ a: pass, r: reject, c: () => void (open && claim.run()) }),
    [file.data, findings, open, decide.busy],
  )
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
          <ListingEvidence
            file={file.data}
            onMark={mark}
            {...(file.data.goods.state === 'on_shelf'
              ? { onTakeDown: () => setTakingDown(true) }
              : {})}
          />
          <ReviewHistory
            happenings={file.data.history}
            stateWords={(word) => t(`state_${word}` as 'state_editing') ?? word}
          />
          {takingDown && (
            <ReasonDialog
              danger
              title={t('take_down_title')}
              words={t('take_down_words')}
              label={t('take_down_reason')}
              act={t('take_down')}
              busy={takeDown.busy}
              onCancel={() => setTakingDown(false)}
              onAct={(reason) => void takeDown.run(reason)}
            />
          )}
        </>
      }
      decision={
        <DecisionPanel
          deadline_at={file.data.draft.deadline_at}
          findings={findings}
          fields={LISTING_FIELDS.map((value) => ({ value, label: t(`field_${value}`) }))}
          codes={CODES}
          busy={decide.busy}
          conflict={conflict}
          blocked={
            other ? (
              <Alert type="warning" showIcon title={t('held_words', { name: other })} />
            ) : file.data.draft.state !== 'in_review' ? (
              <Alert type="info" showIcon title={t('decided')} />
            ) : undefined
          }
          head={
            holder === null &&
            open && (
              <Button block loading={claim.busy} onClick={() => void claim.run()}>
                {t('claim')}
              </Button>
            )
          }
          onFindings={setFindings}
          onReload={() => {
            setConflict(false)
            void file.refetch()
          }}
          onApprove={pass}
          onReject={() => void decide.run('reject')}
        />
      }
    />
  )
}
