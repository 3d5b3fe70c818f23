import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Input, Tabs } from 'antd'
import { PackageCheck, ReceiptText } from 'lucide-react'
import { useState } from 'react'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { Thumb } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { BatchShip } from './batch-ship.tsx'
import { isShippable, OrderDeadline, type OrderRow, OrderStateTag } from './order-state.tsx'
import { ordersWords } from './orders.words.ts'
import { ShipDialog } from './ship-dialog.tsx'
import './orders.css'

const STATES = ['to_ship', 'part_shipped', 'shipped', 'unpaid', 'completed', 'cancelled'] as const
type Filters = { state?: OrderRow['state']; q?: string }

export function OrdersPage({ shop_id }: { shop_id: string }) {
  const t = useWords(ordersWords)
  const format = useFormat()
  const navigate = useNavigate()
  const [filters, setFilters, clear] = useFilters<Filters>()
  const [selected, setSelected] = useState<OrderRow[]>([])
  const [shipping, setShipping] = useState<string>()
  const [batch, setBatch] = useState<OrderRow[]>()
  const shippable = selected.filter(isShippable)
  return (
    <Page title={t('orders')}>
      <Panel flush>
        <Tabs
          className="desk-tabs"
          activeKey={filters.state ?? 'all'}
          onChange={(key) => {
            setSelected([])
            setFilters({ state: key === 'all' ? undefined : (key as Filters['state']) })
          }}
          items={[
            { key: 'all', label: t('all') },
            ...STATES.map((state) => ({ key: state, label: t(`state_${state}`) })),
          ]}
        />
        <div className="desk-tools">
          <Input.Search
            key={filters.q ?? ''}
            allowClear
            className="orders-search"
            aria-label={t('search')}
            placeholder={t('search')}
            defaultValue={filters.q ?? ''}
            onSearch={(q) => setFilters({ q: q.trim() || undefined })}
          />
          <div className="desk-tools-end">
            {selected.length > 0 && (
              <>
                <span className="desk-quiet num">{t('selected', { count: selected.length })}</span>
                <Button type="link" onClick={() => setSelected([])}>
                  {t('clear')}
                </Button>
              </>
            )}
            <Button
              type="primary"
              disabled={shippable.length === 0}
              icon={<PackageCheck size={15} aria-hidden />}
              onClick={() => setBatch(shippable)}
            >
              {t('batch', { count: shippable.length })}
            </Button>
          </div>
        </div>
        <DataTable
          route="GET /v1/shops/:shop_id/orders"
          options={{ params: { shop_id }, query: filters }}
          label={t('orders')}
          rowKey="id"
          min_width={900}
          every_ms={15_000}
          filtered={Boolean(filters.q || filters.state)}
          onClear={clear}
          onOpen={(row) => void navigate(paths.order(shop_id, row.id))}
          selection={{
            keys: selected.map(({ id }) => id),
            onChange: (_, rows) => setSelected(rows.filter(Boolean)),
          }}
          empty={<StateCard icon={ReceiptText} title={t('none')} words={t('none_words')} />}
          columns={[
            {
              title: t('goods'),
              key: 'goods',
              minWidth: 260,
              render: (_, row) => <OrderGoods row={row} />,
            },
            {
              title: t('order'),
              key: 'number',
              width: 190,
              render: (_, row) => (
                <>
                  <Link className="num" {...paths.order(shop_id, row.id)}>
                    {row.number}
                  </Link>
                  <div className="desk-goods-words">
                    <DateText at={row.created_at} />
                  </div>
                </>
              ),
            },
            {
              title: t('buyer'),
              key: 'buyer',
              width: 120,
              ellipsis: true,
              render: (_, row) => (
                <>
                  {row.buyer_nickname}
                  <div className="desk-goods-words">{row.recipient}</div>
                </>
              ),
            },
            {
              title: t('paid'),
              key: 'paid',
              width: 110,
              align: 'right',
              render: (_, row) => (
                <>
                  <MoneyText fen={row.paid_amount} currency={row.currency} />
                  {row.refunded_amount > 0 && (
                    <div className="desk-goods-words">
                      {t('refunded', { amount: format.money(row.refunded_amount, row.currency) })}
                    </div>
                  )}
                </>
              ),
            },
            {
              title: t('state'),
              key: 'state',
              width: 130,
              render: (_, row) => (
                <span className="orders-state">
                  <OrderStateTag state={row.state} />
                  {row.open_aftersales > 0 && (
                    <StatusTag tone="danger">
                      {t('aftersales_open', { count: row.open_aftersales })}
                    </StatusTag>
                  )}
                </span>
              ),
            },
            {
              title: t('deadline'),
              key: 'deadline',
              width: 150,
              render: (_, row) => <OrderDeadline order={row} />,
            },
            {
              title: t('actions'),
              key: 'actions',
              width: 90,
              render: (_, row) =>
                isShippable(row) ? (
                  <Button size="small" onClick={() => setShipping(row.id)}>
                    {t('ship')}
                  </Button>
                ) : (
                  <Link className="studio-link" {...paths.order(shop_id, row.id)}>
                    {t('open')}
                  </Link>
                ),
            },
          ]}
        />
      </Panel>
      {shipping && (
        <ShipDialog shop_id={shop_id} order_id={shipping} onClose={() => setShipping(undefined)} />
      )}
      {batch && (
        <BatchShip
          shop_id={shop_id}
          orders={batch}
          onClose={() => {
            setBatch(undefined)
            setSelected([])
          }}
        />
      )}
    </Page>
  )
}

function OrderGoods({ row }: { row: OrderRow }) {
  const t = useWords(ordersWords)
  const [first] = row.lines
  const count = row.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <div className="desk-goods">
      <span className="orders-pictures">
        {row.lines.slice(0, 3).map((line) => (
          <Thumb key={line.id} url={line.picture_url} size={row.lines.length > 1 ? 36 : 44} />
        ))}
      </span>
      <div>
        <div className="desk-goods-title">{first?.title}</div>
        <div className="desk-goods-words">
          {row.lines.length > 1
            ? t('more_lines', { count })
            : [...(first?.option_values ?? []), `×${first?.quantity ?? 0}`].join(' · ')}
        </div>
      </div>
    </div>
  )
}
