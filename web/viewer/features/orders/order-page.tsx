import { MapPin, Store } from 'lucide-react'
import { Link } from 'wouter'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { usePromotionWords } from '../../../shared/i18n/promotion-words.ts'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Failure } from '../../../shared/ui/states.tsx'
import { useToast } from '../../../shared/ui/toast.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import { addressLine } from '../addresses/address-list.tsx'
import { useCancelReason } from './cancel-reason.ts'
import { OrderActions } from './order-actions.tsx'
import { OrderHead } from './order-head.tsx'
import { OrderLine } from './order-line.tsx'
import './orders.css'
import { orderWords } from './orders.words.ts'
import { Parcels } from './parcels.tsx'

export type Order = Answer<'GET /v1/orders/:order_id'>

function Facts({ order }: { order: Order }) {
  const t = useWords(orderWords)
  const format = useFormat()
  const toast = useToast()
  const reason = useCancelReason()(order.cancel_reason)
  const facts: [string, string | null][] = [
    [t('created'), order.created_at],
    [t('paid_at'), order.paid_at],
    [t('shipped_at'), order.shipped_at],
    [t('received_at'), order.received_at],
    [t('completed_at'), order.completed_at],
    [t('cancelled_at'), order.state === 'cancelled' ? order.state_at : null],
  ]
  return (
    <section className="card">
      <h2 className="section-title">{t('facts')}</h2>
      <dl className="facts num">
        <div>
          <dt>{t('number')}</dt>
          <dd>
            {order.number}{' '}
            <button
              type="button"
              className="facts-copy"
              onClick={() =>
                void navigator.clipboard
                  ?.writeText(order.number)
                  .then(() => toast(t('copied'), 'good'))
              }
            >
              {t('copy')}
            </button>
          </dd>
        </div>
        {facts.map(
          ([name, at]) =>
            at && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{format.dateTime(at)}</dd>
              </div>
            ),
        )}
        {order.buyer_note && (
          <div>
            <dt>{t('note')}</dt>
            <dd>{order.buyer_note}</dd>
          </div>
        )}
        {reason && (
          <div>
            <dt>{t('reason')}</dt>
            <dd>{reason}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}

function Amounts({ order }: { order: Order }) {
  const t = useWords(orderWords)
  const say = usePromotionWords()
  const format = useFormat()
  const money = (fen: number) => format.money(fen, order.currency)
  return (
    <section className="card">
      <h2 className="section-title">{t('amounts')}</h2>
      <dl className="facts num">
        <div>
          <dt>{t('goods_amount')}</dt>
          <dd>{money(order.goods_amount)}</dd>
        </div>
        {order.discounts.map((discount) => (
          <div key={discount.promotion_id}>
            <dt>
              {say.kind(discount)} · {discount.title}
            </dt>
            <dd>{money(-discount.amount)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('freight')}</dt>
          <dd>{order.freight_amount === 0 ? t('free') : money(order.freight_amount)}</dd>
        </div>
        <div className="facts-sum">
          <dt>{order.paid_at ? t('paid') : t('to_pay')}</dt>
          <dd>{money(order.paid_amount)}</dd>
        </div>
        {order.refunded_amount > 0 && (
          <div>
            <dt>{t('refunded', { amount: '' })}</dt>
            <dd>{money(order.refunded_amount)}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}

function Whole({ order_id }: { order_id: string }) {
  const t = useWords(orderWords)
  const found = useRoute(
    'GET /v1/orders/:order_id',
    { params: { order_id } },
    { refetchInterval: 15_000 },
  )
  if (found.isPending) return <SkeletonRows count={3} />
  if (!found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  const order = found.data
  return (
    <>
      <OrderHead order={order} />
      {order.parcels.length > 0 && <Parcels parcels={order.parcels} />}
      <section className="card row order-address">
        <MapPin size={20} aria-hidden />
        <div className="grow">
          <h2 className="sr-only">{t('deliver_to')}</h2>
          <p>
            <b>{order.address.recipient}</b> <span className="num">{order.address.phone}</span>
          </p>
          <p className="muted">{addressLine(order.address)}</p>
        </div>
      </section>
      <section className="card order-card">
        <h2>
          <Link href={paths.shop(order.shop_id)} className="row order-shop">
            <Store size={16} aria-hidden />
            <span className="clip">{order.shop_name}</span>
          </Link>
        </h2>
        {order.lines.map((line) => (
          <OrderLine key={line.id} order={order} line={line} />
        ))}
      </section>
      <Amounts order={order} />
      <Facts order={order} />
      <OrderActions order={order} />
    </>
  )
}

/** One order: where it stands, what happens next, and what one can do. */
export function OrderPage({ order_id }: { order_id: string }) {
  const t = useWords(orderWords)
  return (
    <Page title={t('order')}>
      <SignedIn>{() => <Whole order_id={order_id} />}</SignedIn>
    </Page>
  )
}
