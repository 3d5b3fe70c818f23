import { Alert, Button, Input } from 'antd'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { type FieldChoice, type Finding, FindingEditor } from './finding-editor.tsx'
import { type Code, reviewWords } from './review.words.ts'

/** The right-hand side of a review: findings, note, and the two ways it can end. */
export function DecisionPanel({
  deadline_at,
  findings,
  fields,
  codes,
  note,
  busy,
  conflict,
  blocked,
  head,
  onFindings,
  onNote,
  onReload,
  onApprove,
  onReject,
}: {
  deadline_at: string | null
  findings: Finding[]
  fields: readonly FieldChoice[]
  codes: readonly Code[]
  /** Left out where the contract has none. */
  note?: string
  busy: boolean
  conflict: boolean
  /** Why nothing can be decided now. */
  blocked?: ReactNode
  head?: ReactNode
  onFindings: (findings: Finding[]) => void
  onNote?: (note: string) => void
  onReload: () => void
  onApprove: () => void
  onReject: () => void
}) {
  const t = useWords(reviewWords)
  const ops = useWords(opsWords)
  const [tried, setTried] = useState(false)
  const incomplete = findings.some(({ words }) => words.trim() === '')
  const none = findings.length === 0 && !note?.trim()
  return (
    <Panel title={t('decision')} meta={<DeadlineText at={deadline_at} />}>
      <div className="review-decision">
        {head}
        {conflict && (
          <Alert
            type="warning"
            showIcon
            title={ops('version_conflict')}
            description={ops('version_conflict_words')}
            action={
              <Button size="small" onClick={onReload}>
                {ops('reload')}
              </Button>
            }
          />
        )}
        <h3>
          {t('findings')} <span className="num">{findings.length}</span>
        </h3>
        <FindingEditor findings={findings} fields={fields} codes={codes} onChange={onFindings} />
        {onNote && (
          <Input.TextArea
            aria-label={t('note')}
            placeholder={t('note')}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={500}
            value={note}
            onChange={({ target }) => onNote(target.value)}
          />
        )}
        {tried && (none || incomplete) && (
          <p className="review-wrong" role="alert">
            {t(none ? 'no_findings' : 'finding_incomplete')}
          </p>
        )}
        {blocked}
        <div className="review-acts">
          <Button
            danger
            disabled={Boolean(blocked)}
            loading={busy}
            onClick={() => {
              setTried(true)
              if (!none && !incomplete) onReject()
            }}
          >
            {t('reject_key')}
          </Button>
          <Button
            type="primary"
            disabled={Boolean(blocked) || findings.length > 0}
            loading={busy}
            onClick={onApprove}
          >
            {t('approve_key')}
          </Button>
        </div>
        <p className="desk-quiet">{t('rejecting')}</p>
      </div>
    </Panel>
  )
}
