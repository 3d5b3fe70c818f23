import type { Answer } from '../../../shared/api/client.ts'
import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ordersWords } from './orders.words.ts'

export type OrderState = Answer<'GET /v1/all-orders'>['data'][number]['state']
export const ORDER_STATES = [
  'unpaid',
  'to_ship',
  'part_shipped',
  'shipped',
  'completed',
  'cancelled',
] as const satisfies readonly OrderState[]

const TONES: Record<OrderState, Tone> = {
  unpaid: 'warning',
  to_ship: 'info',
  part_shipped: 'info',
  shipped: 'info',
  completed: 'success',
  cancelled: 'neutral',
}

/** Where an order stands. */
export function OrderStateTag({ state }: { state: OrderState }) {
  const t = useWords(ordersWords)
  return <StatusTag tone={TONES[state]}>{t(`state_${state}`)}</StatusTag>
}
