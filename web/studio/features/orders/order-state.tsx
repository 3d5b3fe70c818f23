import type { RowOf } from '../../../shared/desk/data-table.tsx'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ordersWords } from './orders.words.ts'

export type OrderRow = RowOf<'GET /v1/shops/:shop_id/orders'>

export const ORDER_TONES = {
  unpaid: 'neutral',
  to_ship: 'warning',
  part_shipped: 'warning',
  shipped: 'info',
  completed: 'success',
  cancelled: 'neutral',
} as const

export function OrderStateTag({ state }: { state: OrderRow['state'] }) {
  const t = useWords(ordersWords)
  return <StatusTag tone={ORDER_TONES[state]}>{t(`state_${state}`)}</StatusTag>
}

const THEN = {
  unpaid: 'then_cancel',
  to_ship: 'then_ship_late',
  part_shipped: 'then_ship_late',
  shipped: 'then_confirm_receipt',
} as const

/** When the order's present state ends by itself, and how. */
export function OrderDeadline({
  order,
}: {
  order: Pick<OrderRow, 'state' | 'deadline_at' | 'ship_by'> & { on_deadline?: string | null }
}) {
  const t = useWords(ordersWords)
  const { state } = order
  const at =
    order.deadline_at ?? (state === 'to_ship' || state === 'part_shipped' ? order.ship_by : null)
  const known = ['cancel', 'ship_late', 'confirm_receipt'].find(
    (word) => word === order.on_deadline,
  )
  const then = known ? (`then_${known}` as 'then_cancel') : THEN[state as keyof typeof THEN]
  return <DeadlineText at={at} then={at && then ? t(then) : undefined} />
}

export const isShippable = ({ state }: Pick<OrderRow, 'state'>): boolean =>
  state === 'to_ship' || state === 'part_shipped'
