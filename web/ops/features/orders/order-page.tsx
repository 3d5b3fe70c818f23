import { useRoute } from '../../../shared/api/query.ts'
import { CopyText } from '../../../shared/desk/copy-text.tsx'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { DateText, DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { Timeline } from '../../../shared/desk/timeline.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useCarrierWords, useHistoryWords } from '../../../shared/i18n/use-history-words.ts'
import { useMay } from '../../duties.tsx'
import { paths } from '../../paths.ts'
import { useActorWords } from '../review/review-history.tsx'
import { type OrderFile, OrderLines } from './order-lines.tsx'
import { OrderMoney } from './order-money.tsx'
import { OrderShares } from './order-shares.tsx'
import { OrderStateTag } from './order-state-tag.tsx'
import { ordersWords } from './orders.words.ts'
import './orders.css'

/** One order: what was bought by which rates, where its money is, and everything that happened. */
export function OrderPage({ order_id }: { order_id: string }) {
  const t = useWords(ordersWords)
  const may = useMay()
  const found = useRoute('GET /v1/all-orders/:order_id', { params: { order_id } })
  const order = found.data?.order
  return (
    <Page
      back={paths.orders()}
      title={order ? order.number : t('title')}
      tag={order && <OrderStateTag state={order.state} />}
      meta={order && `${order.shop_name} · ${order.buyer_nickname}`}
      acts={
        order?.deadline_at && (
          <DeadlineText
            at={order.deadline_at}
            then={order.on_deadline && (t(`then_${order.on_deadline}` as 'then_cancel') ?? null)}
          />
        )
      }
    >
      {found.error && !found.data ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data ? (
        <div className="order-columns">
          <div>
            <OrderLines file={found.data} />
            {may('finance') && <OrderShares order={found.data.order} />}
            {may('finance') && (
              <OrderMoney order_id={order_id} currency={found.data.order.currency} />
            )}
            <Parcels order={found.data.order} />
          </div>
          <div>
            <Amounts order={found.data.order} />
            <Delivery order={found.data.order} />
            <History order={found.data.order} />
          </div>
        </div>
      ) : (
        <Panel>
          <TableSkeleton rows={5} />
        </Panel>
      )}
    </Page>
  )
}

type Order = OrderFile['order']

function Amounts({ order }: { order: Order }) {
  const t = useWords(ordersWords)
  return (
    <Panel title={t('amounts')}>
      <dl className="order-amounts">
        {(
          [
            ['goods_amount', order.goods_amount],
            ['discount_amount', -order.discount_amount],
            ['freight', order.freight_amount],
            ['total', order.paid_amount],
            ['refunded_amount', -order.refunded_amount],
          ] as const
        )
          .filter(([word, fen]) => fen !== 0 || word === 'total')
          .map(([word, fen]) => (
            <div key={word} data-sum={word === 'total' || undefined}>
              <dt>{t(word)}</dt>
              <dd>
                <MoneyText fen={fen} currency={order.currency} />
              </dd>
            </div>
          ))}
      </dl>
    </Panel>
  )
}

function Delivery({ order }: { order: Order }) {
  const t = useWords(ordersWords)
  const { address } = order
  const times = [
    ['created', order.created_at],
    ['paid_at', order.paid_at],
    ['ship_by', order.ship_by],
    ['shipped_at', order.shipped_at],
    ['received_at', order.received_at],
    ['completed_at', order.completed_at],
  ] as const
  return (
    <Panel title={t('people')}>
      <dl className="desk-facts">
        <dt>{t('address')}</dt>
        <dd>
          {address.recipient} <span className="num">{address.phone}</span>
          <br />
          {address.province} {address.city} {address.district} {address.street}
        </dd>
        {order.buyer_note && (
          <>
            <dt>{t('note')}</dt>
            <dd>{order.buyer_note}</dd>
          </>
        )}
        {order.cancel_reason && (
          <>
            <dt>{t('cancel_reason')}</dt>
            <dd>{t(`reason_${order.cancel_reason}` as 'reason_other') ?? order.cancel_reason}</dd>
          </>
        )}
        {times
          .filter(([, at]) => at !== null)
          .flatMap(([word, at]) => [
            <dt key={`${word}-term`}>{t(word)}</dt>,
            <dd key={word}>
              <DateText at={at} />
            </dd>,
          ])}
      </dl>
    </Panel>
  )
}

function Parcels({ order }: { order: Order }) {
  const t = useWords(ordersWords)
  const carrier = useCarrierWords()
  if (order.parcels.length === 0) return null
  return (
    <Panel title={t('parcels')}>
      <ul className="order-parcels">
        {order.parcels.map((parcel) => (
          <li key={parcel.id}>
            <p>
              <b>{carrier(parcel.carrier)}</b> <CopyText text={parcel.tracking_number} />
            </p>
            <Timeline
              happenings={parcel.events.map((event) => ({
                key: `${event.happened_at}/${event.state}`,
                title: event.words || event.state,
                words: event.place,
                at: event.happened_at,
              }))}
            />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function History({ order }: { order: Order }) {
  const t = useWords(ordersWords)
  const actor = useActorWords()
  const why = useHistoryWords()
  return (
    <Panel title={t('history')}>
      <Timeline
        happenings={[...order.history]
          .sort((a, b) => (a.at < b.at ? 1 : -1))
          .map((one) => ({
            key: `${one.at}/${one.to_state}`,
            title: t(`state_${one.to_state}` as 'state_unpaid') ?? one.to_state,
            words: why(one.reason),
            by: one.actor_kind === 'account' ? t('by_buyer') : actor(one.actor_kind),
            at: one.at,
          }))}
      />
    </Panel>
  )
}
