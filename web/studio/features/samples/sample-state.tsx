import type { RowOf } from '../../../shared/desk/data-table.tsx'
import { DateText, DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { samplesWords } from './samples.words.ts'

export type Sample = RowOf<'GET /v1/me/samples'>

export const SAMPLE_TONES: Record<Sample['state'], Tone> = {
  pending: 'warning',
  awaiting_shipment: 'warning',
  shipped: 'info',
  content_pending: 'info',
  appealed: 'warning',
  completed: 'success',
  rejected: 'neutral',
  overdue: 'neutral',
  seller_not_shipped: 'neutral',
  unfulfilled: 'danger',
  withdrawn: 'neutral',
}

export function SampleState({ state }: { state: Sample['state'] }) {
  const t = useWords(samplesWords)
  return <StatusTag tone={SAMPLE_TONES[state]}>{t(`state_${state}`)}</StatusTag>
}

/** Until when whoever's turn it is has to act, and what happens else. */
export function SampleDeadline({ sample }: { sample: Sample }) {
  const t = useWords(samplesWords)
  const { deadline_at, on_deadline, appeal_until } = sample
  if (appeal_until)
    return (
      <>
        <span className="desk-goods-words">{t('appeal_until')}</span> <DateText at={appeal_until} />
      </>
    )
  return (
    <DeadlineText
      at={deadline_at}
      then={on_deadline ? t(`then_${on_deadline}` as 'then_overdue') : undefined}
    />
  )
}
