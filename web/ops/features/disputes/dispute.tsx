import { useEffect, useState } from 'react'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { Timeline } from '../../../shared/desk/timeline.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ReviewPair } from '../review/review-desk.tsx'
import { useActorWords } from '../review/review-history.tsx'
import { DisputeFile } from './dispute-file.tsx'
import { disputesWords } from './disputes.words.ts'
import { VerdictPanel } from './verdict-panel.tsx'

/** One dispute: both sides' words and evidence, everything that happened, and the verdict. */
export function Dispute({
  aftersale_id,
  onJudged,
  onActs,
}: {
  aftersale_id: string
  onJudged: (id: string) => void
  onActs: (acts: Record<string, () => void>) => void
}) {
  const t = useWords(disputesWords)
  const format = useFormat()
  const actor = useActorWords()
  const file = useRoute('GET /v1/disputes/:aftersale_id', { params: { aftersale_id } })
  const [side, setSide] = useState<'buyer' | 'seller'>()
  useEffect(() => onActs({ b: () => setSide('buyer'), s: () => setSide('seller') }), [onActs])
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
          <DisputeFile file={file.data} />
          <Panel title={t('history')}>
            <Timeline
              happenings={[...file.data.history]
                .sort((a, b) => (a.at < b.at ? 1 : -1))
                .map((one) => ({
                  key: `${one.at}/${one.to_state}`,
                  title: t(`state_${one.to_state}` as 'state_closed') ?? one.to_state,
                  by: one.actor_kind === 'account' ? t('by_sides') : actor(one.actor_kind),
                  words: one.deadline_at
                    ? t('due', { at: format.dateTime(one.deadline_at) })
                    : undefined,
                  at: one.at,
                }))}
            />
          </Panel>
        </>
      }
      decision={
        file.data.verdict ? (
          <Panel title={t('already')}>
            <p>{file.data.verdict_words}</p>
            <DateText at={file.data.state_at} />
          </Panel>
        ) : (
          <VerdictPanel
            file={file.data}
            side={side}
            onSide={setSide}
            onReload={() => void file.refetch()}
            onJudged={() => onJudged(aftersale_id)}
          />
        )
      }
    />
  )
}
