import { Link } from '@tanstack/react-router'
import { Table } from 'antd'
import type { ReactNode } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import type { OrderFile } from './order-lines.tsx'
import { ordersWords } from './orders.words.ts'

type Share = Answer<'GET /v1/order-shares/:order_id'>['data'][number]
type Figure = keyof {
  [K in keyof Share as Share[K] extends number ? K : never]: true
}

const TONES = {
  pending: 'neutral',
  counting: 'info',
  held: 'warning',
  settled: 'success',
  void: 'neutral',
} as const

/** Who gets what of each line, as it was at payment and as it is after refunds; each line leads to its journals. */
export function OrderShares({ order }: { order: OrderFile['order'] }) {
  const t = useWords(ordersWords)
  const found = useRoute('GET /v1/order-shares/:order_id', { params: { order_id: order.id } })
  const title_of = new Map(order.lines.map(({ id, title }) => [id, title]))
  const money = (row: Share, figure: Figure): ReactNode => (
    <MoneyText fen={row[figure]} currency={row.currency} />
  )
  /** One figure, with a smaller one that is part of it. */
  const figure = (word: 'share_fee' | 'premium' | 'net', key: Figure) => ({
    title: t(word),
    key,
    width: 92,
    align: 'right' as const,
    render: (_: unknown, row: Share) => money(row, key),
  })
  const part = (row: Share, word: 'agency_fee' | 'leader_cut' | 'freight_part', key: Figure) =>
    row[key] !== 0 && (
      <div className="desk-quiet">
        {t(word)} {money(row, key)}
      </div>
    )
  const leader = {
    title: t('leader_fee'),
    key: 'leader',
    width: 110,
    align: 'right' as const,
    render: (_: unknown, row: Share) => (
      <>
        {money(row, 'leader_fee')}
        {part(row, 'leader_cut', 'leader_cut')}
      </>
    ),
  }
  const rows = found.data?.data ?? []
  const least = rows.some((row) => row.leader_fee + row.premium > 0) ? 1_060 : 860
  return (
    <Panel flush title={t('shares')} meta={t('shares_words')}>
      {found.error && !found.data ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <TableSkeleton rows={2} />
      ) : rows.length === 0 ? (
        <NothingYet words={t('shares_none')} />
      ) : (
        <section
          className="desk-table-scroll"
          aria-label={t('shares')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
          tabIndex={0}
          style={{ '--table-min': `${least}px` } as React.CSSProperties}
        >
          <Table<Share>
            size="small"
            pagination={false}
            rowKey="id"
            dataSource={rows}
            columns={[
              {
                title: t('line'),
                key: 'line',
                width: 168,
                render: (_, row) => (
                  <>
                    {title_of.get(row.id)}
                    <div>
                      <Link
                        {...paths.money({ tab: 'journals', order_id: row.id })}
                        className="ops-link"
                      >
                        {t('line_journals')}
                      </Link>
                    </div>
                  </>
                ),
              },
              {
                title: t('income'),
                key: 'income',
                width: 100,
                align: 'right',
                render: (_, row) => (
                  <>
                    {money(row, 'income')}
                    {part(row, 'freight_part', 'freight')}
                  </>
                ),
              },
              figure('share_fee', 'fee'),
              {
                title: t('commission_estimated'),
                key: 'estimated',
                width: 104,
                align: 'right',
                render: (_, row) => money(row, 'estimated_commission'),
              },
              {
                title: t('commission_effective'),
                key: 'effective',
                width: 110,
                align: 'right',
                render: (_, row) => (
                  <>
                    {money(row, 'commission')}
                    {part(row, 'agency_fee', 'agency_fee')}
                  </>
                ),
              },
              ...(rows.every((row) => row.leader_fee === 0) ? [] : [leader]),
              ...(rows.every((row) => row.premium === 0) ? [] : [figure('premium', 'premium')]),
              figure('net', 'merchant_net'),
              {
                title: t('settles'),
                key: 'settles',
                width: 176,
                render: (_, row) => <Settles row={row} />,
              },
            ]}
          />
        </section>
      )}
    </Panel>
  )
}

/** How a line stands with the shop, and with its creator, who has a day of their own. */
function Settles({ row }: { row: Share }) {
  const t = useWords(ordersWords)
  const creator_at = row.creator_settled_at ?? row.creator_settle_at
  return (
    <>
      <StatusTag tone={TONES[row.state]}>{t(`share_state_${row.state}`)}</StatusTag>
      {(row.settled_at ?? row.settle_at) && (
        <div className="desk-quiet">
          <DateText at={row.settled_at ?? row.settle_at} />
        </div>
      )}
      {creator_at && row.commission > 0 && (
        <div className="desk-quiet">
          {t('creator_settles')} <DateText at={creator_at} />
        </div>
      )}
      {row.clawed_back + row.creator_clawed > 0 && (
        <div className="desk-quiet">
          {t('clawed')}{' '}
          <MoneyText fen={row.clawed_back + row.creator_clawed} currency={row.currency} />
        </div>
      )}
    </>
  )
}
