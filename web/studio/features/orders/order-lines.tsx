import { Link } from '@tanstack/react-router'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import type { Order } from './order-page.tsx'
import { ordersWords } from './orders.words.ts'

/** The lines of an order down to what was paid for each, and the sums. */
export function OrderLines({ order, shop_id }: { order: Order; shop_id: string }) {
  const t = useWords(ordersWords)
  const format = useFormat()
  const money = (fen: number) => <MoneyText fen={fen} currency={order.currency} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
    <section className="orders-scroll" tabIndex={0} aria-label={t('lines')}>
      <table className="orders-table">
        <thead>
          <tr>
            <th scope="col">{t('goods')}</th>
            <th scope="col">{t('unit_price')}</th>
            <th scope="col">{t('quantity')}</th>
            <th scope="col">{t('shipped_count')}</th>
            <th scope="col">{t('discount')}</th>
            <th scope="col">{t('paid')}</th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line) => (
            <tr key={line.id}>
              <td>
                <GoodsCell
                  url={line.picture_url}
                  title={line.title}
                  words={
                    <span className="orders-state">
                      {line.option_values.join(' / ')}
                      {line.is_flash && <StatusTag tone="live">{t('flash')}</StatusTag>}
                      {line.room_id && <StatusTag>{t('from_room')}</StatusTag>}
                      {line.aftersale && (
                        <Link {...paths.aftersale(shop_id, line.aftersale.id)}>
                          <StatusTag tone="danger">{t('aftersale')}</StatusTag>
                        </Link>
                      )}
                    </span>
                  }
                />
              </td>
              <td>{money(line.unit_price)}</td>
              <td className="num">{line.quantity}</td>
              <td className="num">{line.shipped_quantity}</td>
              <td>
                {money(line.discount_amount)}
                {line.borne.map(({ by, amount, given_back }) => (
                  <div className="desk-goods-words" key={by}>
                    {t(`borne_${by}`, { amount: format.money(amount, order.currency) })}
                    {given_back > 0 && (
                      <>
                        <br />
                        {t('given_back', { amount: format.money(given_back, order.currency) })}
                      </>
                    )}
                  </div>
                ))}
              </td>
              <td>
                {money(line.paid_amount)}
                {line.refunded_amount > 0 && (
                  <div className="desk-goods-words">
                    {t('refunded', { amount: format.money(line.refunded_amount, order.currency) })}
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {order.discounts.map(({ promotion_id, title, funder, amount }) => (
            <tr key={promotion_id}>
              <td colSpan={5}>
                {title} <span className="desk-quiet">{t(`paid_by_${funder}`)}</span>
              </td>
              <td>−{money(amount)}</td>
            </tr>
          ))}
          <tr>
            <td colSpan={5}>{t('freight')}</td>
            <td>{money(order.freight_amount)}</td>
          </tr>
          <tr>
            <td colSpan={5}>{t('total')}</td>
            <td>
              <b>{money(order.paid_amount)}</b>
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}
