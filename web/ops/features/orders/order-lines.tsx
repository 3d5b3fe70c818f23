import { Table } from 'antd'
import { ExternalLink } from 'lucide-react'
import type { Answer } from '../../../shared/api/client.ts'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { countdown, useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { viewerPaths } from '../../paths.ts'
import { ordersWords } from './orders.words.ts'

export type OrderFile = Answer<'GET /v1/all-orders/:order_id'>
type Sold = OrderFile['lines'][number]

const PLACEMENT_TONES = {
  room: 'live',
  video: 'info',
  showcase: 'info',
  shop: 'neutral',
} as const

/** What was bought, where and by whom it was sold, at the rates that were frozen with it. */
export function OrderLines({ file }: { file: OrderFile }) {
  const t = useWords(ordersWords)
  const { order } = file
  const money = (fen: number) => <MoneyText fen={fen} currency={order.currency} />
  const rows = order.lines.map((line) => ({
    ...line,
    sold: file.lines.find(({ id }) => id === line.id),
  }))
  return (
    <Panel flush title={t('lines')} meta={t('lines_words')}>
      <section
        className="desk-table-scroll"
        aria-label={t('lines')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
        tabIndex={0}
        style={{ '--table-min': '780px' } as React.CSSProperties}
      >
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
              width: 128,
              render: (fen: number, { sold }) => (
                <>
                  <b>{money(fen)}</b>
                  {sold &&
                    (['shop', 'platform', 'creator'] as const)
                      .filter((funder) => sold[`${funder}_discount`] > 0)
                      .map((funder) => (
                        <div className="desk-quiet order-discount" key={funder}>
                          {t(`discount_by_${funder}`)} {money(-sold[`${funder}_discount`])}
                        </div>
                      ))}
                </>
              ),
            },
            {
              title: t('sold_by'),
              key: 'by',
              width: 220,
              render: (_, { sold }) => sold && <SoldBy sold={sold} />,
            },
            {
              title: t('rates'),
              key: 'rates',
              width: 140,
              render: (_, { sold }) => sold && <Rates sold={sold} />,
            },
          ]}
        />
      </section>
    </Panel>
  )
}

/** Where, by whom, under which plan, and at which second of the stream, with a way to watch it. */
function SoldBy({ sold }: { sold: Sold }) {
  const t = useWords(ordersWords)
  const format = useFormat()
  const { room_id, stream_offset_ms: at } = sold
  return (
    <div className="order-sold">
      <p>
        <StatusTag tone={PLACEMENT_TONES[sold.placement]}>
          {t(`placement_${sold.placement}`)}
        </StatusTag>{' '}
        {sold.creator_nickname ?? <span className="desk-quiet">{t('no_creator')}</span>}
      </p>
      {room_id && (
        <p className="desk-quiet">
          {sold.room_title}
          {at !== null && <span className="num"> · {t('at_second', { time: countdown(at) })}</span>}{' '}
          <a
            className="ops-link order-watch"
            href={viewerPaths.room(room_id, sold.has_replay && at !== null ? at : undefined)}
            target="_blank"
            rel="noreferrer"
          >
            {t(sold.has_replay && at !== null ? 'watch' : 'watch_room')}
            <ExternalLink size={11} aria-hidden />
          </a>
        </p>
      )}
      {sold.placement === 'video' && sold.content_id && (
        <p className="desk-quiet">
          {t('video')} <code className="desk-code">{sold.content_id}</code>
        </p>
      )}
      {sold.plan_kind && (
        <p>
          {t(`plan_${sold.plan_kind}` as 'plan_open') ?? sold.plan_kind}
          {sold.campaign_title && (
            <span className="desk-quiet">
              {' '}
              {sold.leader_name
                ? t('campaign_by', { title: sold.campaign_title, leader: sold.leader_name })
                : sold.campaign_title}
            </span>
          )}
        </p>
      )}
      {sold.agency_name && (
        <p className="desk-quiet">
          {t('agency')}{' '}
          {t('agency_part', { name: sold.agency_name, rate: format.percent(sold.agency_ppm) })}
        </p>
      )}
    </div>
  )
}

function Rates({ sold }: { sold: Sold }) {
  const t = useWords(ordersWords)
  const format = useFormat()
  return (
    <dl className="order-rates">
      {(
        [
          ['fee', sold.fee_ppm],
          ['commission', sold.commission_ppm],
          ['leader', sold.leader_ppm],
          ['cut', sold.leader_ppm > 0 ? sold.leader_cut_ppm : 0],
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
  )
}
