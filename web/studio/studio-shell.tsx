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
  type LucideIcon,
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
import type { NavItem } from '../shared/desk/rail.tsx'
import { useMe } from '../shared/desk/session.tsx'
import { Shell } from '../shared/desk/shell.tsx'
import { useWords } from '../shared/i18n/language.tsx'
import { ShopSwitcher, useCurrentShop } from './current-shop.tsx'
import { pathOf, paths } from './paths.ts'
import { studioWords } from './studio.words.ts'

type NavWord = keyof (typeof studioWords)['en']

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
  const item = (to: string, label: NavWord, icon: LucideIcon, more: Partial<NavItem> = {}) => ({
    to,
    label: t(label),
    icon,
    ...more,
  })
  const id = shop?.id ?? ''
  const of_shop = (...items: NavItem[]) => (shop ? items : [])
  const of_creator = (...items: NavItem[]) => (me.is_creator ? items : [])
  const count = waiting.data?.data.filter(({ turn }) => turn === 'seller').length ?? 0
  const nav = [
    { items: [item('/', 'home', House, { exact: true })] },
    {
      label: t('group_goods'),
      items: of_shop(
        item(pathOf(paths.goods(id)), 'goods', Box),
        item(pathOf(paths.orders(id)), 'orders', ReceiptText),
        item(pathOf(paths.aftersales(id)), 'aftersales', Undo2, { count }),
        item(pathOf(paths.coupons(id)), 'coupons', Ticket),
      ),
    },
    {
      label: t('group_content'),
      items: [
        item('/live', 'live', Radio),
        ...of_creator(
          item(pathOf(paths.showcase()), 'showcase', LayoutGrid),
          item(pathOf(paths.redPackets()), 'red_packets', Gift),
        ),
      ],
    },
    {
      label: t('group_alliance'),
      items: [
        ...of_shop(item(pathOf(paths.plans(id)), 'plans', Megaphone)),
        ...of_creator(item(pathOf(paths.selection()), 'selection', PackageSearch)),
        item(pathOf(paths.campaigns()), 'campaigns', UsersRound),
        ...(me.is_creator || shop?.state === 'open'
          ? [item(pathOf(paths.samples()), 'samples', TestTube)]
          : []),
        // Who has no shop may be an agency; creators find it beside their showcase too.
        ...(shop ? [] : [item(pathOf(paths.agency()), 'agency', Handshake)]),
      ],
    },
    {
      label: t('group_money'),
      items: [
        ...of_shop(
          item(pathOf(paths.settlement(id)), 'settlement', BadgeJapaneseYen),
          item(pathOf(paths.shopDeposit(id)), 'deposit', ShieldCheck),
        ),
        // Leaders and agencies earn as well, and need no shop and no room for it.
        ...(me.is_creator || !shop ? [item('/earnings', 'earnings', HandCoins)] : []),
      ],
    },
    {
      items: [
        shop
          ? item(pathOf(paths.settings(id)), 'shop', Store)
          : item('/open-shop', 'open_shop', Store),
      ],
    },
  ].filter(({ items }) => items.length > 0)
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
