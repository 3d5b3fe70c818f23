import type { Answer } from '../api/client.ts'
import { StatusTag, type Tone } from '../desk/status-tag.tsx'
import { useWords } from '../i18n/language.tsx'
import { depositsWords } from './deposits.words.ts'

export type Deposit = Answer<'GET /v1/shops/:shop_id/deposit'>
export type DepositState = Deposit['state']

const TONES: Record<DepositState, Tone> = {
  not_required: 'neutral',
  unpaid: 'warning',
  paid: 'success',
  short: 'danger',
  refund_applied: 'info',
  refund_hold: 'info',
  refunded: 'neutral',
}

export function DepositStateTag({ state }: { state: DepositState }) {
  const t = useWords(depositsWords)
  return <StatusTag tone={TONES[state]}>{t(`state_${state}`)}</StatusTag>
}

/** A stable word of the server in people's words; what is no such word is shown as it is. */
export function useReasonWords(): (reason: string) => string {
  const t = useWords(depositsWords)
  return (reason) => (t(`reason_${reason}` as 'reason_daily') as string | undefined) ?? reason
}
