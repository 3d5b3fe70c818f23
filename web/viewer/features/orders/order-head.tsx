import { CircleCheck, CircleX, Clock, Package, Truck } from 'lucide-react'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Countdown } from '../../../shared/ui/countdown.tsx'
import type { Order } from './order-page.tsx'
import { orderWords } from './orders.words.ts'

const ICONS = {
  unpaid: Clock,
  to_ship: Package,
  part_shipped: Truck,
  shipped: Truck,
  completed: CircleCheck,
  cancelled: CircleX,
} as const

/** The state as a headline, how long it lasts, and what happens by itself then. */
export function OrderHead({ order }: { order: Order }) {
  const t = useWords(orderWords)
  const format = useFormat()
  const Icon = ICONS[order.state]
  const end = order.on_deadline
  return (
    <section className={`order-head order-head-${order.state}`}>
      <Icon size={30} strokeWidth={1.7} aria-hidden />
      <div className="grow">
        <h2>{t(`head_${order.state}`)}</h2>
        {order.deadline_at && end === 'ship_late' && (
          <p className="num">
            {format.dateTime(order.deadline_at)} {t('on_ship_late')}
          </p>
        )}
        {order.deadline_at && (end === 'cancel' || end === 'confirm_receipt') && (
          <p className="num">
            {t('until')} <Countdown until={order.deadline_at} label={t('until')} />{' '}
            {t(end === 'cancel' ? 'on_cancel' : 'on_confirm_receipt')}
          </p>
        )}
      </div>
    </section>
  )
}
