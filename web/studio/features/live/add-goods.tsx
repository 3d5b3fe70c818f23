import { Button, Drawer, Input, Tabs } from 'antd'
import { PackageSearch, Search } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { usePages } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyRange } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { FailureState, StateCard } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useCurrentShop } from '../../current-shop.tsx'
import type { Desk } from './desk-state.ts'
import { liveWords } from './live.words.ts'

/** Goods to put in the cart: everyone's open plans, and those of the host's own shop. */
export function AddGoods({
  desk,
  open,
  onClose,
  refetch,
}: {
  desk: Desk
  open: boolean
  onClose: () => void
  refetch: () => void
}) {
  const t = useWords(liveWords)
  const shop = useCurrentShop()
  const [q, setQ] = useState('')
  const taken = new Set(desk.room.items.map(({ product }) => product.id))
  const list = { q, taken, room_id: desk.room.id, refetch }
  return (
    <Drawer open={open} onClose={onClose} title={t('add_goods')} size={480} destroyOnHidden>
      <Input.Search
        allowClear
        enterButton={<Search size={15} aria-label={t('search_goods')} />}
        aria-label={t('search_goods')}
        placeholder={t('search_goods')}
        onSearch={setQ}
      />
      <Tabs
        items={[
          { key: 'selection', label: t('from_selection'), children: <SelectionList {...list} /> },
          ...(shop?.state === 'open'
            ? [
                {
                  key: 'own',
                  label: `${t('own_goods')} · ${shop.name}`,
                  children: <OwnList {...list} shop_id={shop.id} />,
                },
              ]
            : []),
        ]}
      />
    </Drawer>
  )
}

type ListProps = { q: string; taken: ReadonlySet<string>; room_id: string; refetch: () => void }

const SelectionList = ({ q, ...props }: ListProps) => (
  <Rows {...props} pages={usePages('GET /v1/selection', { query: { q, limit: 20 } })} />
)
const OwnList = ({ q, shop_id, ...props }: ListProps & { shop_id: string }) => (
  <Rows
    {...props}
    pages={usePages('GET /v1/shops/:shop_id/goods', {
      params: { shop_id },
      query: { q, state: 'on_shelf', limit: 20 },
    })}
  />
)

type Goods = {
  id: string
  title: string
  shop_name: string
  picture_url: string | null
  price_from: number
  price_to: number
  currency: string
  stock: number
  commission_ppm: number | null
}

function Rows({
  pages,
  taken,
  room_id,
  refetch,
}: {
  pages: {
    rows: readonly Goods[]
    isPending: boolean
    error: unknown
    refetch: () => unknown
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => unknown
  }
  taken: ReadonlySet<string>
  room_id: string
  refetch: () => void
}) {
  const t = useWords(liveWords)
  const format = useFormat()
  const add = useAct(async (product_id: string) => {
    await call('POST /v1/rooms/:room_id/items', { params: { room_id }, body: { product_id } })
    refetch()
  })
  if (pages.error && pages.rows.length === 0)
    return <FailureState error={pages.error} onRetry={() => pages.refetch()} />
  if (pages.isPending) return <TableSkeleton rows={5} />
  if (pages.rows.length === 0) return <StateCard icon={PackageSearch} title={t('nothing_to_add')} />
  return (
    <ul className="live-add">
      {pages.rows.map((goods) => (
        <li key={goods.id}>
          <GoodsCell
            url={goods.picture_url}
            title={goods.title}
            words={
              <>
                <MoneyRange from={goods.price_from} to={goods.price_to} currency={goods.currency} />
                {' · '}
                {t('stock')} {format.compact(goods.stock)}
                {' · '}
                {goods.commission_ppm === null
                  ? t('no_commission')
                  : t('commission', { rate: format.percent(goods.commission_ppm, 1) })}
                {' · '}
                {goods.shop_name}
              </>
            }
          />
          <Button
            size="small"
            disabled={taken.has(goods.id) || add.busy}
            onClick={() => void add.run(goods.id)}
          >
            {taken.has(goods.id) ? t('added') : t('add')}
          </Button>
        </li>
      ))}
      {pages.hasNextPage && (
        <li>
          <Button block loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            {t('load_more')}
          </Button>
        </li>
      )}
    </ul>
  )
}
