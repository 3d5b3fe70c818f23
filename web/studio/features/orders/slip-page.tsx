import { Button, Skeleton } from 'antd'
import { Printer } from 'lucide-react'
import { useRoute } from '../../../shared/api/query.ts'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { Page } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { ordersWords } from './orders.words.ts'
import './orders.css'

/** What goes into the box. Print shows the sheet alone. */
export function SlipPage({ shop_id, order_id }: { shop_id: string; order_id: string }) {
  const t = useWords(ordersWords)
  const found = useRoute('GET /v1/shops/:shop_id/orders/:order_id', {
    params: { shop_id, order_id },
  })
  const order = found.data
  return (
    <Page
      back={paths.order(shop_id, order_id)}
      title={t('slip_title')}
      acts={
        <Button
          type="primary"
          disabled={!order}
          icon={<Printer size={15} aria-hidden />}
          onClick={() => print()}
        >
          {t('print')}
        </Button>
      }
    >
      {found.error && !order ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !order ? (
        <Skeleton active />
      ) : (
        <article className="orders-slip">
          <header>
            <h2>{order.shop_name}</h2>
            <p>
              {t('slip_title')} <span className="num">{order.number}</span>
              <br />
              <DateText at={order.paid_at ?? order.created_at} />
            </p>
          </header>
          <p>
            <b>{t('address')}</b>
            <br />
            {order.address.recipient} <span className="num">{order.address.phone}</span>
            <br />
            {order.address.province} {order.address.city} {order.address.district}{' '}
            {order.address.street}
          </p>
          <table className="orders-table">
            <thead>
              <tr>
                <th scope="col">{t('item')}</th>
                <th scope="col">{t('code')}</th>
                <th scope="col">{t('quantity')}</th>
              </tr>
            </thead>
            <tbody>
              {order.lines.map((line) => (
                <tr key={line.id}>
                  <td>{line.title}</td>
                  <td>{line.option_values.join(' / ') || '—'}</td>
                  <td className="num">{line.quantity - line.refunded_quantity}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {order.buyer_note && (
            <p>
              <b>{t('note')}</b>: {order.buyer_note}
            </p>
          )}
        </article>
      )}
    </Page>
  )
}
