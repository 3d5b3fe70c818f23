import type { RowOf } from '../../../shared/desk/data-table.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { allianceWords } from './alliance.words.ts'

export type PlanRow = RowOf<'GET /v1/shops/:shop_id/plans'>
const TONES = { draft: 'neutral', open: 'success', closed: 'neutral' } as const
const KINDS = {
  open: 'info',
  targeted: 'warning',
  exclusive: 'danger',
  campaign: 'success',
} as const

export function PlanState({ state }: { state: PlanRow['state'] }) {
  const t = useWords(allianceWords)
  return <StatusTag tone={TONES[state]}>{t(`state_${state}`)}</StatusTag>
}

export function PlanKind({ kind }: { kind: keyof typeof KINDS }) {
  const t = useWords(allianceWords)
  return <StatusTag tone={KINDS[kind]}>{t(`kind_${kind}`)}</StatusTag>
}

/** What is announced of a plan, in words: the rate or the end, and from when on. */
export function PlanNotice({ plan }: { plan: Pick<PlanRow, 'notice' | 'excludes_from'> }) {
  const t = useWords(allianceWords)
  const format = useFormat()
  const { notice, excludes_from } = plan
  if (notice)
    return (
      <span>
        {notice.to_ppm === null
          ? t('will_close', { time: format.dateTime(notice.due_at) })
          : t('will_be', {
              rate: format.percent(notice.to_ppm),
              time: format.dateTime(notice.due_at),
            })}
      </span>
    )
  if (excludes_from && new Date(excludes_from).getTime() > Date.now())
    return <span>{t('excludes', { time: format.dateTime(excludes_from) })}</span>
  return <span className="desk-quiet">—</span>
}
