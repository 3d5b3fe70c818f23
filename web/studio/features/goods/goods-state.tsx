import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { goodsWords } from './goods.words.ts'

const TONES: Record<string, Tone> = {
  draft: 'neutral',
  approved: 'info',
  on_shelf: 'success',
  off_shelf: 'neutral',
  taken_down: 'danger',
  deleted: 'neutral',
}

export function GoodsStateTag({ state }: { state: string }) {
  const t = useWords(goodsWords)
  return (
    <StatusTag tone={TONES[state] ?? 'neutral'}>{t(`state_${state}` as 'state_draft')}</StatusTag>
  )
}

/** The copy on sale and the draft beside it: each with its own state. */
export function GoodsStateTags({
  row,
}: {
  row: { state: string; draft_state: string | null; findings_count: number }
}) {
  const t = useWords(goodsWords)
  const fresh = row.state === 'draft'
  const reviewed = row.draft_state === 'in_review' || row.draft_state === 'rejected'
  return (
    <span className="goods-states">
      {!(fresh && reviewed) && <GoodsStateTag state={row.state} />}
      {reviewed && (
        <StatusTag tone={row.draft_state === 'rejected' ? 'danger' : 'info'}>
          {t(`${fresh ? 'state' : 'draft'}_${row.draft_state}` as 'draft_rejected')}
        </StatusTag>
      )}
      {!fresh && row.draft_state === 'editing' && <StatusTag>{t('draft_editing')}</StatusTag>}
      {row.findings_count > 0 && (
        <small className="studio-low">{t('findings', { count: row.findings_count })}</small>
      )}
    </span>
  )
}
