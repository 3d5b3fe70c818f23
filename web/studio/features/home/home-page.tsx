import { Link } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { Mic, Store } from 'lucide-react'
import type { ReactNode } from 'react'
import { useRoute } from '../../../shared/api/query.ts'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useMe } from '../../../shared/desk/session.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, NothingYet, StateCard } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useCurrentShop } from '../../current-shop.tsx'
import { paths } from '../../paths.ts'
import { AftersaleDeadline } from '../aftersales/aftersale-state.tsx'
import { RoomStateTag } from '../live/rooms-page.tsx'
import { OrderDeadline } from '../orders/order-state.tsx'
import { DepositNotice } from '../shops/deposit-page-notice.tsx'
import { homeWords } from './home.words.ts'
import './home.css'

const MOST = 100

/** What waits for the person today, most urgent first. */
export function HomePage() {
  const t = useWords(homeWords)
  const me = useMe()
  const shop = useCurrentShop()
  return (
    <Page title={t('hello', { name: me.nickname })}>
      {shop?.state === 'open' && <DepositNotice shop_id={shop.id} />}
      {shop?.state === 'open' && <ShopToday shop_id={shop.id} />}
      <div className="home-pair">
        {me.is_creator ? (
          <RoomsToday />
        ) : (
          <Panel>
            <StateCard icon={Mic} title={t('creator_title')} words={t('creator_words')}>
              <Link {...paths.rooms()}>
                <Button>{t('creator_title')}</Button>
              </Link>
            </StateCard>
          </Panel>
        )}
        {shop?.state !== 'open' && (
          <Panel>
            <StateCard icon={Store} title={shop?.name ?? t('open_title')} words={t('open_words')}>
              <Link {...(shop ? paths.settings(shop.id) : paths.openShop())}>
                <Button type="primary">{t('open')}</Button>
              </Link>
            </StateCard>
          </Panel>
        )}
      </div>
    </Page>
  )
}

function ShopToday({ shop_id }: { shop_id: string }) {
  const t = useWords(homeWords)
  const params = { shop_id }
  const every = { refetchInterval: 30_000 }
  const orders = useRoute(
    'GET /v1/shops/:shop_id/orders',
    { params, query: { state: 'to_ship', limit: MOST } },
    every,
  )
  const aftersales = useRoute(
    'GET /v1/shops/:shop_id/aftersales',
    { params, query: { open: true, limit: MOST } },
    every,
  )
  const rejected = useRoute('GET /v1/shops/:shop_id/goods', {
    params,
    query: { state: 'rejected', limit: MOST },
  })
  const in_review = useRoute('GET /v1/shops/:shop_id/goods', {
    params,
    query: { state: 'in_review', limit: MOST },
  })
  const balance = useRoute('GET /v1/shops/:shop_id/balance', { params }, every)
  const mine = aftersales.data?.data.filter(({ turn }) => turn === 'seller')
  const count = (rows: readonly unknown[] | undefined, next: string | null | undefined) =>
    rows ? (
      next ? (
        t('over', { count: rows.length })
      ) : (
        rows.length
      )
    ) : (
      <Skeleton.Button size="small" active />
    )
  const tiles: [label: string, value: ReactNode, to: object][] = [
    [
      t('to_ship'),
      count(orders.data?.data, orders.data?.next),
      paths.orders(shop_id, { state: 'to_ship' }),
    ],
    [t('aftersales'), count(mine, null), paths.aftersales(shop_id)],
    [
      t('rejected'),
      count(rejected.data?.data, rejected.data?.next),
      paths.goods(shop_id, { state: 'rejected' }),
    ],
    [
      t('in_review'),
      count(in_review.data?.data, in_review.data?.next),
      paths.goods(shop_id, { state: 'in_review' }),
    ],
  ]
  if (orders.error && !orders.data)
    return (
      <Panel>
        <FailureState error={orders.error} onRetry={() => void orders.refetch()} />
      </Panel>
    )
  return (
    <>
      <ul className="home-tiles">
        {tiles.map(([label, value, to]) => (
          <li key={label}>
            <Link {...(to as { to: never })}>
              <span>{label}</span>
              <b className="num">{value}</b>
            </Link>
          </li>
        ))}
        {(['available', 'pending'] as const).map((word) => (
          <li key={word}>
            <Link {...paths.settlement(shop_id)}>
              <span>{t(word)}</span>
              {balance.data ? (
                <MoneyText
                  fen={balance.data[word]}
                  currency={balance.data.currency}
                  size="figure"
                />
              ) : (
                <Skeleton.Button size="small" active />
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className="home-pair">
        <Panel
          title={t('next_orders')}
          acts={
            <Link className="studio-link" {...paths.orders(shop_id, { state: 'to_ship' })}>
              {t('more')}
            </Link>
          }
        >
          {orders.data?.data.length === 0 && <NothingYet words={t('none_orders')} />}
          <ul className="home-list">
            {orders.data?.data.slice(0, 5).map((order) => (
              <li key={order.id}>
                <GoodsCell
                  url={order.lines[0]?.picture_url ?? null}
                  title={<Link {...paths.order(shop_id, order.id)}>{order.lines[0]?.title}</Link>}
                  words={<span className="num">{order.number}</span>}
                />
                <OrderDeadline order={order} />
              </li>
            ))}
          </ul>
        </Panel>
        <Panel
          title={t('urgent')}
          acts={
            <Link className="studio-link" {...paths.aftersales(shop_id)}>
              {t('more')}
            </Link>
          }
        >
          {mine?.length === 0 && <NothingYet words={t('none_urgent')} />}
          <ul className="home-list">
            {mine?.slice(0, 5).map((one) => (
              <li key={one.id}>
                <GoodsCell
                  url={one.picture_url}
                  title={<Link {...paths.aftersale(shop_id, one.id)}>{one.title}</Link>}
                  words={<MoneyText fen={one.amount} currency={one.currency} />}
                />
                <AftersaleDeadline aftersale={one} />
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </>
  )
}

function RoomsToday() {
  const t = useWords(homeWords)
  const rooms = useRoute('GET /v1/me/rooms', { query: { limit: 5 } }, { refetchInterval: 30_000 })
  return (
    <Panel
      title={t('live_now')}
      acts={
        <Link className="studio-link" {...paths.rooms()}>
          {t('go_rooms')}
        </Link>
      }
    >
      {rooms.data?.data.length === 0 && <NothingYet words={t('no_room')} />}
      <ul className="home-list">
        {rooms.data?.data.slice(0, 4).map((room) => (
          <li key={room.id}>
            <GoodsCell
              url={room.cover_url}
              title={<Link {...paths.desk(room.id)}>{room.title}</Link>}
              words={<RoomStateTag state={room.state} />}
            />
            <Link className="studio-link" {...paths.desk(room.id)}>
              {t('go_desk')}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
