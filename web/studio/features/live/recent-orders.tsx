import { AgoText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Desk } from './desk-state.ts'
import { liveWords } from './live.words.ts'

const ORDER_WORDS = {
  placed: 'order_unpaid',
  paid: 'order_paid',
  cancelled: 'order_cancelled',
} as const

/** What was bought just now. */
export function RecentOrders({ desk }: { desk: Desk }) {
  const t = useWords(liveWords)
  const orders = desk.recent_orders
  return (
    <section className="live-card live-orders" aria-label={t('live_orders')}>
      <header>
        <h2>{t('live_orders')}</h2>
        {orders.length > 0 && (
          <span className="desk-quiet num">{t('live_orders_count', { count: orders.length })}</span>
        )}
      </header>
      {orders.length === 0 ? (
        <p className="live-none">{t('no_orders')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
        <ol tabIndex={0} aria-label={t('live_orders')}>
          {orders.map((order) => {
            const word = ORDER_WORDS[order.state as keyof typeof ORDER_WORDS] ?? 'order_unpaid'
            return (
              <li key={`${order.at}${order.buyer}${order.title}`}>
                <p>
                  <span>
                    <b>{order.buyer}</b> <AgoText at={order.at} />
                  </span>
                  <MoneyText fen={order.amount} />
                </p>
                <p className="live-orders-words">
                  <span>
                    {order.title} ×{order.quantity}
                  </span>
                  <span data-paid={word === 'order_paid' || undefined}>{t(word)}</span>
                </p>
              </li>
            )
          })}
        </ol>
      )}
    </section>
  )
}
