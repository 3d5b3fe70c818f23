import { Table } from 'antd'
import type { Answer } from '../../../shared/api/client.ts'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { countdown, useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ordersWords } from './orders.words.ts'

export type OrderFile = Answer<'GET /v1/all-orders/:order_id'>

/** What was bought, at the rates that were frozen with it. */
export function OrderLines({ file }: { file: OrderFile }) {
  const t = useWords(ordersWords)
  const format = useFormat()
  const { order } = file
  const money = (fen: number) => <MoneyText fen={fen} currency={order.currency} />
  const rows = order.lines.map((line) => ({
    ...line,
    rates: file.lines.find(({ id }) => id === line.id),
  }))
  return (
    <Panel flush title={t('lines')} meta={t('lines_words')}>
      <section className="desk-table" aria-label={t('lines')}>
        <Table
          size="small"
          pagination={false}
          rowKey="id"
          dataSource={rows}
          columns={[
            {
              title: t('line'),
              key: 'line',
              render: (_, line) => (
                <GoodsCell
                  size={40}
                  url={line.picture_url}
                  title={line.title}
                  words={
                    <>
                      {line.option_values.join(' / ')} × {line.quantity}{' '}
                      {line.is_flash && <StatusTag tone="live">{t('flash')}</StatusTag>}
                      {line.aftersale && <StatusTag tone="warning">{t('aftersale')}</StatusTag>}
                    </>
                  }
                />
              ),
            },
            {
              title: t('unit_price'),
              dataIndex: 'unit_price',
              align: 'right',
              width: 92,
              render: money,
            },
            {
              title: t('line_paid'),
              dataIndex: 'paid_amount',
              align: 'right',
              width: 104,
              render: (fen: number, { discount_amount }) => (
                <>
                  <b>{money(fen)}</b>
                  {discount_amount > 0 && (
                    <div className="desk-quiet">
                      {t('discount')} {money(-discount_amount)}
                    </div>
                  )}
                </>
              ),
            },
            {
              title: t('rates'),
              key: 'rates',
              width: 150,
              render: (_, { rates }) =>
                rates && (
                  <dl className="order-rates">
                    {(
                      [
                        ['fee', rates.fee_ppm],
                        ['commission', rates.commission_ppm],
                        ['leader', rates.leader_ppm],
                      ] as const
                    )
                      .filter(([word, ppm]) => ppm > 0 || word === 'fee')
                      .map(([word, ppm]) => (
                        <div key={word}>
                          <dt>{t(word)}</dt>
                          <dd className="num">{format.percent(ppm)}</dd>
                        </div>
                      ))}
                  </dl>
                ),
            },
            {
              title: t('sold_by'),
              key: 'by',
              width: 148,
              render: (_, { rates }) =>
                rates?.creator_nickname ? (
                  <>
                    {rates.creator_nickname}
                    <div className="desk-quiet">{rates.room_title}</div>
                    {rates.stream_offset_ms !== null && (
                      <div className="desk-quiet num">
                        {t('at_second', { time: countdown(rates.stream_offset_ms) })}
                      </div>
                    )}
                  </>
                ) : (
                  <span className="desk-quiet">{t('no_creator')}</span>
                ),
            },
          ]}
        />
      </section>
    </Panel>
  )
}
