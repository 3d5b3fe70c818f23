import { Link } from 'wouter'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { buttonClass } from '../../../shared/ui/button.tsx'
import { paths } from '../../paths.ts'
import { GoodsLine } from '../checkout/goods-line.tsx'
import { ReturnRule } from '../checkout/return-rule.tsx'
import type { Order } from './order-page.tsx'
import { orderWords } from './orders.words.ts'

/** What a refusal code of “may I ask for an after-sale” means here; unknown ones are not shown. */
const WHY = {
  aftersale_too_late: 'why_too_late',
  too_late: 'why_too_late',
  cancelled: 'why_closed',
  aftersale_open: 'why_open',
  refunded: 'why_refunded',
  unpaid: 'why_unpaid',
} as const

/** One line of an order with what may be asked for it. */
export function OrderLine({ order, line }: { order: Order; line: Order['lines'][number] }) {
  const t = useWords(orderWords)
  const format = useFormat()
  const why = line.aftersale_why_not
    ? (WHY as Record<string, (typeof WHY)[keyof typeof WHY]>)[line.aftersale_why_not]
    : undefined
  return (
    <div className="order-line">
      <Link href={paths.product(line.product_id)}>
        <GoodsLine
          {...line}
          currency={order.currency}
          tags={
            <>
              {line.is_flash && <span className="pill order-flash">{t('flash')}</span>}
              {line.refunded_quantity > 0 && (
                <span className="pill pill-plain num order-flash">
                  {t('returned', { count: line.refunded_quantity })}
                </span>
              )}
            </>
          }
        />
      </Link>
      {order.state !== 'cancelled' && (
        <ReturnRule days={line.return_days} exception={line.return_exception} />
      )}
      <div className="row order-line-foot">
        <span className="grow faint num">
          {line.aftersale_kinds.length > 0 && line.aftersale_until
            ? t('aftersale_until', { at: format.dateTime(line.aftersale_until) })
            : why && !line.aftersale
              ? t(why)
              : ''}
        </span>
        {line.aftersale ? (
          <Link
            href={paths.aftersale(line.aftersale.id)}
            className={buttonClass({ tone: 'soft', size: 's' })}
          >
            {t('see_aftersale')}
          </Link>
        ) : line.aftersale_kinds.length > 0 ? (
          <Link
            href={paths.askAftersale(order.id, line.id)}
            className={buttonClass({ tone: 'outline', size: 's' })}
          >
            {t('ask_aftersale')}
          </Link>
        ) : null}
      </div>
    </div>
  )
}
