import { Link } from '@tanstack/react-router'
import { Button, Input, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DayField } from '../../../shared/desk/day-field.tsx'
import { DateText, DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { deskWords } from '../../../shared/desk/desk.words.ts'
import { useFilters } from '../../../shared/desk/filters.ts'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { ORDER_STATES, type OrderState, OrderStateTag } from './order-state-tag.tsx'
import { ordersWords } from './orders.words.ts'

/** Orders of all shops: by state, by number or recipient. */
export function OrdersPage() {
  const t = useWords(ordersWords)
  const desk = useWords(deskWords)
  const [search, set, clear] = useFilters<{
    state?: OrderState
    q?: string
    of?: 'paid' | 'refunded' | 'own'
    paid_on?: string
  }>()
  const [typed, setTyped] = useState(search.q ?? '')
  useEffect(() => setTyped(search.q ?? ''), [search.q])
  return (
    <Page title={t('title')} meta={t('meta')}>
      <Panel flush>
        <div className="desk-tools">
          <Segmented
            aria-label={t('state')}
            value={search.state ?? 'all'}
            onChange={(word) => set({ state: word === 'all' ? undefined : (word as OrderState) })}
            options={[
              { value: 'all', label: desk('all') },
              ...ORDER_STATES.map((value) => ({ value, label: t(`state_${value}`) })),
            ]}
          />
          <DayField
            label={t('paid_on')}
            before={t('paid_on')}
            value={search.paid_on}
            onChange={(day) => set({ paid_on: day })}
          />
          {search.of && (
            <Button onClick={() => set({ of: undefined })}>{t(`of_${search.of}`)} ×</Button>
          )}
          <div className="desk-tools-end">
            <Input.Search
              allowClear
              className="ops-search"
              aria-label={t('search')}
              placeholder={t('search')}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
              onSearch={(q) => set({ q: q.trim() || undefined })}
              enterButton={desk('search')}
            />
          </div>
        </div>
        <DataTable
          route="GET /v1/all-orders"
          options={{
            query: { state: search.state, q: search.q, of: search.of, paid_on: search.paid_on },
          }}
          rowKey="id"
          label={t('title')}
          size="small"
          min_width={1180}
          filtered={Boolean(search.state ?? search.q ?? search.of ?? search.paid_on)}
          onClear={clear}
          columns={[
            {
              title: t('number'),
              dataIndex: 'number',
              width: 176,
              render: (number: string, row) => (
                <Link {...paths.order(row.id)} className="ops-link num">
                  {number}
                </Link>
              ),
            },
            {
              title: t('goods'),
              key: 'goods',
              render: (_, { lines }) => (
                <GoodsCell
                  size={36}
                  url={lines[0]?.picture_url ?? null}
                  title={lines[0]?.title ?? ''}
                  {...(lines.length > 1 ? { words: t('more_lines', { count: lines.length }) } : {})}
                />
              ),
            },
            { title: t('shop'), dataIndex: 'shop_name', width: 120, ellipsis: true },
            { title: t('buyer'), dataIndex: 'buyer_nickname', width: 96, ellipsis: true },
            {
              title: t('state'),
              dataIndex: 'state',
              width: 108,
              render: (state: OrderState, { open_aftersales }) => (
                <>
                  <OrderStateTag state={state} />
                  {open_aftersales > 0 && (
                    <div>
                      <StatusTag tone="danger">
                        {t('open_aftersales', { count: open_aftersales })}
                      </StatusTag>
                    </div>
                  )}
                </>
              ),
            },
            {
              title: t('paid'),
              dataIndex: 'paid_amount',
              align: 'right',
              width: 104,
              render: (fen: number, { currency }) => <MoneyText fen={fen} currency={currency} />,
            },
            {
              title: t('refunded'),
              dataIndex: 'refunded_amount',
              align: 'right',
              width: 96,
              render: (fen: number, { currency }) =>
                fen > 0 ? (
                  <MoneyText fen={fen} currency={currency} />
                ) : (
                  <span className="desk-quiet">—</span>
                ),
            },
            {
              title: t('deadline'),
              dataIndex: 'deadline_at',
              width: 132,
              render: (at: string | null) => <DeadlineText at={at} />,
            },
            {
              title: t('created'),
              dataIndex: 'created_at',
              width: 140,
              render: (at: string) => <DateText at={at} />,
            },
          ]}
        />
      </Panel>
    </Page>
  )
}
