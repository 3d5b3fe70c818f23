import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { usePolicyNames } from './policy-names.ts'
import type { Effect } from './rule-rank.ts'

const TONES: Record<Effect, Tone> = {
  allow: 'success',
  block: 'danger',
  allow_with_fee: 'warning',
  only_via_paid_task: 'info',
}

/** An effect in its colour, with the fee where one is taken. */
export function EffectTag({ effect, fee_ppm = 0 }: { effect: Effect; fee_ppm?: number }) {
  const names = usePolicyNames()
  return <StatusTag tone={TONES[effect]}>{names.verdict(effect, fee_ppm)}</StatusTag>
}
