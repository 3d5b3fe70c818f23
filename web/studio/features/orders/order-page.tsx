import { Link } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { Printer } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { CopyText } from '../../../shared/desk/copy-text.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { Timeline } from '../../../shared/desk/timeline.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useHistoryWords } from '../../../shared/i18n/use-history-words.ts'
import { paths } from '../../paths.ts'
import { OrderLines } from './order-lines.tsx'
import { isShippable, ORDER_TONES, OrderDeadline, OrderStateTag } from './order-state.tsx'
import { ordersWords } from './orders.words.ts'
import { ParcelsPanel } from './parcels-panel.tsx'
import { ShipDialog } from './ship-dialog.tsx'
import './orders.css'

export type Order = Answer<'GET /v1/shops/:shop_id/orders/:order_id'>

export function OrderPage({ shop_id, order_id }: { shop_id: string; order_id: string }) {
  const t = useWords(ordersWords)
  const why = useHistoryWords()
  const found = useRoute(
    'GET /v1/shops/:shop_id/orders/:order_id',
    { params: { shop_id, order_id } },
    { refetchInterval: 20_000 },
  )
  const [shipping, setShipping] = useState(false)
  const order = found.data
  return (
    <Page
      back={paths.orders(shop_id)}
      title={<span className="num">{order?.number ?? t('order')}</span>}
      tag={order && <OrderStateTag state={order.state} />}
      acts={
        order && (
          <>
            <Link {...paths.packingSlip(shop_id, order_id)}>
              <Button icon={<Printer size={15} aria-hidden />}>{t('slip')}</Button>
            </Link>
            {isShippable(order) && (
              <Button type="primary" onClick={() => setShipping(true)}>
                {t('ship')}
              </Button>
            )}
          </>
        )
      }
    >
      {found.error && !order ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !order ? (
        <Panel>
          <Skeleton active paragraph={{ rows: 10 }} />
        </Panel>
      ) : (
        <div className="studio-split">
          <div>
            <Panel title={t('lines')} flush>
              <OrderLines order={order} shop_id={shop_id} />
            </Panel>
            <ParcelsPanel order={order} />
          </div>
          <div>
            <Panel>
              <dl className="desk-facts">
                {(order.deadline_at || isShippable(order)) && (
                  <>
                    <dt>{t('deadline')}</dt>
                    <dd>
                      <OrderDeadline order={order} />
                    </dd>
                  </>
                )}
                <dt>{t('order')}</dt>
                <dd>
                  <CopyText text={order.number} />
                </dd>
                <dt>{t('buyer')}</dt>
                <dd>{order.buyer_nickname}</dd>
                <dt>{t('created')}</dt>
                <dd>
                  <DateText at={order.created_at} />
                </dd>
                <dt>{t('paid_at')}</dt>
                <dd>
                  <DateText at={order.paid_at} />
                </dd>
                <dt>{t('ship_by')}</dt>
                <dd>
                  <DateText at={order.ship_by} />
                </dd>
                {order.received_at && (
                  <>
                    <dt>{t('received')}</dt>
                    <dd>
                      <DateText at={order.received_at} />
                    </dd>
                  </>
                )}
                {order.cancel_reason && (
                  <>
                    <dt>{t('cancelled_because')}</dt>
                    <dd>{why(order.cancel_reason)}</dd>
                  </>
                )}
              </dl>
            </Panel>
            <Panel title={t('address')}>
              <p className="orders-address">
                {order.address.recipient} · <span className="num">{order.address.phone}</span>
                <br />
                {order.address.province} {order.address.city} {order.address.district}
                <br />
                {order.address.street}
              </p>
              {!isShippable(order) && <p className="desk-quiet">{t('address_masked')}</p>}
              {order.buyer_note && (
                <p>
                  <b>{t('note')}</b>: {order.buyer_note}
                </p>
              )}
            </Panel>
            <Panel title={t('history')}>
              <Timeline
                happenings={[...order.history]
                  .sort((a, b) => b.at.localeCompare(a.at))
                  .map(({ to_state, reason, actor_kind, at }) => ({
                    key: `${to_state}${at}`,
                    title: t(`state_${to_state}` as 'state_unpaid') ?? to_state,
                    words: why(reason),
                    by: t(`by_${actor_kind}` as 'by_system') ?? actor_kind,
                    at,
                    tone: ORDER_TONES[to_state as keyof typeof ORDER_TONES] ?? 'neutral',
                  }))}
              />
            </Panel>
          </div>
        </div>
      )}
      {shipping && (
        <ShipDialog shop_id={shop_id} order_id={order_id} onClose={() => setShipping(false)} />
      )}
    </Page>
  )
}
