import { ChevronRight, ReceiptText, Store } from 'lucide-react'
import { Link, useLocation, useSearchParams } from 'wouter'
import type { Answer } from '../../../shared/api/client.ts'
import { usePages, useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { buttonClass } from '../../../shared/ui/button.tsx'
import { Countdown } from '../../../shared/ui/countdown.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure, MoreRows } from '../../../shared/ui/states.tsx'
import { Tabs } from '../../../shared/ui/tabs.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import { GoodsLine } from '../checkout/goods-line.tsx'
import { PayButton } from '../payment/pay-button.tsx'
import './orders.css'
import { orderWords } from './orders.words.ts'

type Row = Answer<'GET /v1/orders'>['data'][number]
const TABS = ['unpaid', 'to_ship', 'shipped', 'completed', 'cancelled'] as const

function OrderCard({ order }: { order: Row }) {
  const t = useWords(orderWords)
  const format = useFormat()
  const pieces = order.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <article className="card order-card">
      <div className="row">
        <Link href={paths.shop(order.shop_id)} className="row grow order-shop">
          <Store size={16} aria-hidden />
          <span className="clip">{order.shop_name}</span>
          <ChevronRight size={15} aria-hidden />
        </Link>
        <span className={`order-state order-state-${order.state}`}>{t(order.state)}</span>
      </div>
      <Link href={paths.order(order.id)} className="order-lines">
        {order.lines.slice(0, 3).map((line) => (
          <GoodsLine key={line.id} {...line} currency={order.currency} />
        ))}
      </Link>
      <div className="row order-sum">
        {order.open_aftersales > 0 && (
          <span className="pill pill-warn">{t('open_aftersales')}</span>
        )}
        {order.refunded_amount > 0 && (
          <span className="pill pill-plain num">
            {t('refunded', { amount: format.money(order.refunded_amount, order.currency) })}
          </span>
        )}
        <span className="grow faint num order-pieces">{t('pieces', { count: pieces })}</span>
        <span className="muted">
          {order.state === 'unpaid' || order.state === 'cancelled' ? t('to_pay') : t('paid')}
        </span>
        <Price fen={order.paid_amount} currency={order.currency} tone="ink" />
      </div>
      {order.state === 'unpaid' && order.payment_id && (
        <div className="row order-acts">
          {order.deadline_at && (
            <span className="grow faint">
              {t('until')} <Countdown until={order.deadline_at} label={t('until')} />
            </span>
          )}
          <PayButton payment_id={order.payment_id} size="m">
            {t('pay')}
          </PayButton>
        </div>
      )}
    </article>
  )
}

function Orders() {
  const t = useWords(orderWords)
  const [, go] = useLocation()
  const [params] = useSearchParams()
  const state = TABS.find((one) => one === params.get('state'))
  const counts = useRoute('GET /v1/orders/counts')
  const pages = usePages('GET /v1/orders', { query: { limit: 20, ...(state ? { state } : {}) } })
  return (
    <>
      <div className="orders-tabs">
        <Tabs
          label={t('states')}
          value={state ?? 'all'}
          tabs={[
            { value: 'all' as const, words: t('all') },
            ...TABS.map((value) => ({
              value,
              words: t(value),
              count: value === 'completed' || value === 'cancelled' ? 0 : counts.data?.[value],
            })),
            {
              value: 'aftersales' as const,
              words: t('aftersales'),
              count: counts.data?.aftersales,
            },
          ]}
          onChange={(next) =>
            next === 'aftersales'
              ? go(paths.aftersales())
              : go(paths.orders(next === 'all' ? undefined : next), { replace: true })
          }
        />
      </div>
      {pages.isPending ? (
        <SkeletonRows count={4} />
      ) : pages.isError && pages.rows.length === 0 ? (
        <Failure error={pages.error} onRetry={() => void pages.refetch()} />
      ) : pages.rows.length === 0 ? (
        <Empty icon={ReceiptText} title={t('none')} words={t('none_hint')}>
          <Link href={paths.home()} className={buttonClass()}>
            {t('watch')}
          </Link>
        </Empty>
      ) : (
        <>
          {pages.rows.map((order) => (
            <OrderCard key={order.id} order={order} />
          ))}
          <MoreRows pages={pages} />
        </>
      )}
    </>
  )
}

/** My orders by state. */
export function OrdersPage() {
  const t = useWords(orderWords)
  return (
    <Page title={t('orders')} root>
      <SignedIn>{() => <Orders />}</SignedIn>
    </Page>
  )
}
