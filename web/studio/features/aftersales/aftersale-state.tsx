import type { RowOf } from '../../../shared/desk/data-table.tsx'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { aftersalesWords } from './aftersales.words.ts'

export type AftersaleRow = RowOf<'GET /v1/shops/:shop_id/aftersales'>
type State = AftersaleRow['state']

export const AFTERSALE_TONES: Record<State, Tone> = {
  await_seller: 'warning',
  seller_rejected: 'danger',
  await_buyer_ship: 'info',
  await_seller_receive: 'warning',
  platform_intervening: 'danger',
  refunding: 'info',
  refund_failed: 'danger',
  succeeded: 'success',
  closed: 'neutral',
}

/** What silence leads to, where the list does not say it: as the platform's rules have it. */
const THEN: Partial<Record<State, 'refund' | 'approve' | 'close' | 'escalate' | 'retry'>> = {
  await_seller: 'approve',
  seller_rejected: 'close',
  await_buyer_ship: 'close',
  await_seller_receive: 'refund',
  refund_failed: 'retry',
}

export function AftersaleStateTag({ state }: { state: State }) {
  const t = useWords(aftersalesWords)
  return <StatusTag tone={AFTERSALE_TONES[state]}>{t(`state_${state}`)}</StatusTag>
}

export function TurnTag({ turn }: { turn: string | null }) {
  const t = useWords(aftersalesWords)
  if (turn !== 'buyer' && turn !== 'seller' && turn !== 'platform')
    return <span className="desk-quiet">—</span>
  return <StatusTag tone={turn === 'seller' ? 'warning' : 'neutral'}>{t(`turn_${turn}`)}</StatusTag>
}

export function AftersaleDeadline({
  aftersale,
}: {
  aftersale: { state: State; deadline_at: string | null; on_deadline?: string | null; kind: string }
}) {
  const t = useWords(aftersalesWords)
  const { state, deadline_at, on_deadline, kind } = aftersale
  const then =
    on_deadline ?? (state === 'await_seller' && kind !== 'return_refund' ? 'refund' : THEN[state])
  return (
    <DeadlineText
      at={deadline_at}
      then={deadline_at && then ? t(`then_${then}` as 'then_refund') : undefined}
    />
  )
}
