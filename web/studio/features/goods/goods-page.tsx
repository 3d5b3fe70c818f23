import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Input, Tabs } from 'antd'
import { FileUp, PackageOpen, Plus } from 'lucide-react'
import { useState } from 'react'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { AgoText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyRange } from '../../../shared/desk/money-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useSourceName } from '../../../shared/i18n/source-words.ts'
import { paths } from '../../paths.ts'
import { goodsWords } from './goods.words.ts'
import { GoodsActs } from './goods-acts.tsx'
import { GoodsStateTags } from './goods-state.tsx'
import { NewGoods } from './new-goods.tsx'
import './goods.css'

const STATES = [
  'on_shelf',
  'in_review',
  'rejected',
  'approved',
  'off_shelf',
  'draft',
  'taken_down',
] as const
export type GoodsRow = RowOf<'GET /v1/shops/:shop_id/goods'>
type Filters = { state?: (typeof STATES)[number]; q?: string }

export function GoodsPage({ shop_id }: { shop_id: string }) {
  const t = useWords(goodsWords)
  const format = useFormat()
  const sourceName = useSourceName()
  const navigate = useNavigate()
  const [filters, setFilters, clear] = useFilters<Filters>()
  const [making, setMaking] = useState(false)
  const acts = (
    <>
      <Link {...paths.imports(shop_id)}>
        <Button icon={<FileUp size={15} aria-hidden />}>{t('import')}</Button>
      </Link>
      <Button type="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setMaking(true)}>
        {t('new_goods')}
      </Button>
    </>
  )
  return (
    <Page title={t('goods')} acts={acts}>
      <Panel flush>
        <Tabs
          className="desk-tabs"
          activeKey={filters.state ?? 'all'}
          onChange={(key) =>
            setFilters({ state: key === 'all' ? undefined : (key as Filters['state']) })
          }
          items={[
            { key: 'all', label: t('all') },
            ...STATES.map((state) => ({ key: state, label: t(`state_${state}`) })),
          ]}
        />
        <div className="desk-tools">
          <Input.Search
            key={filters.q ?? ''}
            allowClear
            className="studio-search"
            aria-label={t('search')}
            placeholder={t('search')}
            defaultValue={filters.q ?? ''}
            onSearch={(q) => setFilters({ q: q.trim() || undefined })}
          />
        </div>
        <DataTable
          route="GET /v1/shops/:shop_id/goods"
          options={{ params: { shop_id }, query: filters }}
          label={t('goods')}
          rowKey="id"
          min_width={880}
          filtered={Boolean(filters.q || filters.state)}
          onClear={clear}
          onOpen={(row) => void navigate(paths.goodsEditor(shop_id, row.id))}
          empty={
            <StateCard icon={PackageOpen} title={t('none')} words={t('none_words')}>
              {acts}
            </StateCard>
          }
          columns={[
            {
              title: t('title'),
              key: 'title',
              minWidth: 260,
              render: (_, row) => (
                <GoodsCell
                  url={row.picture_url}
                  title={
                    <Link {...paths.goodsEditor(shop_id, row.id)}>
                      {row.title || t('no_title')}
                    </Link>
                  }
                  words={
                    row.source === 'own' ? undefined : sourceName(row.sub_source ?? row.source)
                  }
                />
              ),
            },
            {
              title: t('price'),
              key: 'price',
              width: 150,
              align: 'right',
              render: (_, row) => (
                <MoneyRange from={row.price_from} to={row.price_to} currency={row.currency} />
              ),
            },
            {
              title: t('stock'),
              key: 'stock',
              width: 80,
              align: 'right',
              render: (_, row) => (
                <span className={row.stock === 0 ? 'num studio-low' : 'num'}>{row.stock}</span>
              ),
            },
            {
              title: t('sold'),
              key: 'sold',
              width: 80,
              align: 'right',
              render: (_, row) => <span className="num">{format.compact(row.sold_count)}</span>,
            },
            {
              title: t('state'),
              key: 'state',
              width: 150,
              render: (_, row) => <GoodsStateTags row={row} />,
            },
            {
              title: t('commission'),
              key: 'commission',
              width: 100,
              align: 'right',
              render: (_, row) =>
                row.commission_ppm === null ? (
                  <span className="desk-quiet">{t('no_commission')}</span>
                ) : (
                  <span className="num">{format.percent(row.commission_ppm)}</span>
                ),
            },
            {
              title: t('updated'),
              key: 'updated',
              width: 110,
              responsive: ['xl'],
              render: (_, row) => <AgoText at={row.updated_at} />,
            },
            {
              title: t('actions'),
              key: 'actions',
              width: 150,
              render: (_, row) => <GoodsActs row={row} shop_id={shop_id} />,
            },
          ]}
        />
      </Panel>
      <NewGoods shop_id={shop_id} open={making} onClose={() => setMaking(false)} />
    </Page>
  )
}
