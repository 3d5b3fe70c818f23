import { Outlet } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import {
  BadgeJapaneseYen,
  Box,
  Gift,
  HandCoins,
  Handshake,
  House,
  LayoutGrid,
  Megaphone,
  PackageSearch,
  Radio,
  ReceiptText,
  ShieldCheck,
  Store,
  TestTube,
  Ticket,
  Undo2,
  UsersRound,
} from 'lucide-react'
import { Suspense } from 'react'
import { useRoute } from '../shared/api/query.ts'
import { useMe } from '../shared/desk/session.tsx'
import { type NavItem, Shell } from '../shared/desk/shell.tsx'
import { useWords } from '../shared/i18n/language.tsx'
import { ShopSwitcher, useCurrentShop } from './current-shop.tsx'
import { pathOf, paths } from './paths.ts'
import { studioWords } from './studio.words.ts'

/** The rail follows what the person is: creators see rooms and earnings, staff see their shop. */
export function StudioShell() {
  const t = useWords(studioWords)
  const me = useMe()
  const shop = useCurrentShop()
  const waiting = useRoute(
    'GET /v1/shops/:shop_id/aftersales',
    { params: { shop_id: shop?.id ?? '' }, query: { open: true, limit: 100 } },
    { enabled: shop?.state === 'open', refetchInterval: 60_000, retry: false },
  )
  const nav: NavItem[] = [
    { to: '/', label: t('home'), icon: House, exact: true },
    { to: '/live', label: t('live'), icon: Radio },
  ]
  if (shop) {
    const { id } = shop
    nav.push(
      { to: pathOf(paths.goods(id)), label: t('goods'), icon: Box },
      { to: pathOf(paths.plans(id)), label: t('plans'), icon: Megaphone },
      { to: pathOf(paths.orders(id)), label: t('orders'), icon: ReceiptText },
      {
        to: pathOf(paths.aftersales(id)),
        label: t('aftersales'),
        icon: Undo2,
        count: waiting.data?.data.filter(({ turn }) => turn === 'seller').length ?? 0,
      },
      { to: pathOf(paths.coupons(id)), label: t('coupons'), icon: Ticket },
      { to: pathOf(paths.settlement(id)), label: t('settlement'), icon: BadgeJapaneseYen },
      { to: pathOf(paths.shopDeposit(id)), label: t('deposit'), icon: ShieldCheck },
    )
  }
  if (me.is_creator)
    nav.push(
      { to: pathOf(paths.selection()), label: t('selection'), icon: PackageSearch },
      { to: pathOf(paths.showcase()), label: t('showcase'), icon: LayoutGrid },
      { to: '/earnings', label: t('earnings'), icon: HandCoins },
      { to: pathOf(paths.redPackets()), label: t('red_packets'), icon: Gift },
    )
  // Who has no shop may be an agency; creators find it beside their showcase too.
  if (!shop) nav.push({ to: pathOf(paths.agency()), label: t('agency'), icon: Handshake })
  nav.push({ to: pathOf(paths.campaigns()), label: t('campaigns'), icon: UsersRound })
  if (me.is_creator || shop?.state === 'open')
    nav.push({ to: pathOf(paths.samples()), label: t('samples'), icon: TestTube })
  nav.push(
    shop
      ? { to: pathOf(paths.settings(shop.id)), label: t('shop'), icon: Store }
      : { to: '/open-shop', label: t('open_shop'), icon: Store },
  )
  return (
    <Shell
      mark={<span className="desk-mark">{(shop?.name ?? me.nickname).slice(0, 1)}</span>}
      nav={nav}
      headerStart={<ShopSwitcher />}
    >
      <Suspense
        fallback={
          <div className="studio-loading" aria-busy="true">
            <Skeleton active paragraph={{ rows: 8 }} />
          </div>
        }
      >
        <Outlet />
      </Suspense>
    </Shell>
  )
}
