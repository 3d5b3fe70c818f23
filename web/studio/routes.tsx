import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router'
import { textOf, wordOf } from '../shared/desk/filters.ts'
import { lazyPage, NothingHere } from '../shared/desk/lazy-page.tsx'
import { ShopGate } from './shop-gate.tsx'
import { StudioShell } from './studio-shell.tsx'

const HomePage = lazyPage(async () => (await import('./features/home/home-page.tsx')).HomePage)
const RoomsPage = lazyPage(async () => (await import('./features/live/rooms-page.tsx')).RoomsPage)
const DeskPage = lazyPage(async () => (await import('./features/live/desk-page.tsx')).DeskPage)
const EarningsPage = lazyPage(
  async () => (await import('./features/earnings/earnings-page.tsx')).EarningsPage,
)
const SelectionPage = lazyPage(
  async () => (await import('./features/alliance/selection-page.tsx')).SelectionPage,
)
const ShowcasePage = lazyPage(
  async () => (await import('./features/alliance/showcase-page.tsx')).ShowcasePage,
)
const AgencyPage = lazyPage(
  async () => (await import('./features/alliance/agency-page.tsx')).AgencyPage,
)
const PlansPage = lazyPage(
  async () => (await import('./features/alliance/plans-page.tsx')).PlansPage,
)
const CampaignsPage = lazyPage(
  async () => (await import('./features/campaigns/campaigns-page.tsx')).CampaignsPage,
)
const SamplesPage = lazyPage(
  async () => (await import('./features/samples/samples-page.tsx')).SamplesPage,
)
const OpenShopPage = lazyPage(
  async () => (await import('./features/shops/open-shop-page.tsx')).OpenShopPage,
)
const DepositPage = lazyPage(
  async () => (await import('./features/shops/deposit-page.tsx')).DepositPage,
)
const ShopDepositPage = lazyPage(
  async () => (await import('./features/shops/deposit-page-shop.tsx')).ShopDepositPage,
)
const SettingsPage = lazyPage(
  async () => (await import('./features/shops/settings-page.tsx')).SettingsPage,
)
const GoodsPage = lazyPage(async () => (await import('./features/goods/goods-page.tsx')).GoodsPage)
const EditorPage = lazyPage(
  async () => (await import('./features/goods/editor-page.tsx')).EditorPage,
)
const ImportsPage = lazyPage(
  async () => (await import('./features/imports/imports-page.tsx')).ImportsPage,
)
const ImportPage = lazyPage(
  async () => (await import('./features/imports/import-page.tsx')).ImportPage,
)
const OrdersPage = lazyPage(
  async () => (await import('./features/orders/orders-page.tsx')).OrdersPage,
)
const OrderPage = lazyPage(async () => (await import('./features/orders/order-page.tsx')).OrderPage)
const SlipPage = lazyPage(async () => (await import('./features/orders/slip-page.tsx')).SlipPage)
const AftersalesPage = lazyPage(
  async () => (await import('./features/aftersales/aftersales-page.tsx')).AftersalesPage,
)
const AftersalePage = lazyPage(
  async () => (await import('./features/aftersales/aftersale-page.tsx')).AftersalePage,
)
const CouponsPage = lazyPage(
  async () => (await import('./features/coupons/coupons-page.tsx')).CouponsPage,
)
const RedPacketsPage = lazyPage(
  async () => (await import('./features/coupons/red-packets-page.tsx')).RedPacketsPage,
)
const SettlementPage = lazyPage(
  async () => (await import('./features/settlement/settlement-page.tsx')).SettlementPage,
)

/** A sum of a statement, whose rows are looked at. */
const statementSum = wordOf(
  'lines',
  'income',
  'fees',
  'commissions',
  'clawed_back',
  'reserved',
  'given',
  'net',
  'paid_out',
  'paid_back',
)
const root = createRootRoute({ component: StudioShell, notFoundComponent: NothingHere })
const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })
const rooms = createRoute({ getParentRoute: () => root, path: '/live', component: RoomsPage })
const desk = createRoute({
  getParentRoute: () => root,
  path: '/live/$room_id',
  component: () => {
    const { room_id } = desk.useParams()
    return <DeskPage key={room_id} room_id={room_id} />
  },
})
const earnings = createRoute({
  getParentRoute: () => root,
  path: '/earnings',
  validateSearch: (search) => ({
    tab: wordOf('lines', 'statements', 'payouts')(search.tab),
    day: textOf(search.day),
    of: statementSum(search.of),
    standing: wordOf('in_transit', 'arrived', 'back')(search.standing),
  }),
  component: EarningsPage,
})
const redPackets = createRoute({
  getParentRoute: () => root,
  path: '/red-packets',
  component: RedPacketsPage,
})
const selection = createRoute({
  getParentRoute: () => root,
  path: '/selection',
  validateSearch: (search) => ({
    q: textOf(search.q),
    sort: wordOf('newest', 'commission', 'sales')(search.sort),
    least: textOf(search.least),
  }),
  component: SelectionPage,
})
const showcase = createRoute({
  getParentRoute: () => root,
  path: '/showcase',
  component: ShowcasePage,
})
const agency = createRoute({ getParentRoute: () => root, path: '/agency', component: AgencyPage })
const campaigns = createRoute({
  getParentRoute: () => root,
  path: '/campaigns',
  validateSearch: (search) => ({
    tab: wordOf('goods', 'open', 'shop', 'answer', 'mine')(search.tab),
  }),
  component: CampaignsPage,
})
const samples = createRoute({
  getParentRoute: () => root,
  path: '/samples',
  validateSearch: (search) => ({ tab: wordOf('goods', 'mine', 'shop', 'offers')(search.tab) }),
  component: SamplesPage,
})
const openShop = createRoute({
  getParentRoute: () => root,
  path: '/open-shop',
  component: OpenShopPage,
})
const shop = createRoute({
  getParentRoute: () => root,
  path: '/shops/$shop_id',
  component: () => (
    <ShopGate shop_id={shop.useParams().shop_id}>
      <Outlet />
    </ShopGate>
  ),
})
// The payment's page stands outside the gate: it is what opens it.
const deposit = createRoute({
  getParentRoute: () => root,
  path: '/shops/$shop_id/deposit/$payment_id',
  component: () => <DepositPage {...deposit.useParams()} />,
})
const shopDeposit = createRoute({
  getParentRoute: () => shop,
  path: '/deposit',
  validateSearch: (search) => ({
    kind: wordOf(
      'payment',
      'from_sales',
      'deduction',
      'debt',
      'refund',
      'refund_return',
      'freeze',
      'unfreeze',
      'notice',
    )(search.kind),
    from: textOf(search.from),
    until: textOf(search.until),
  }),
  component: () => <ShopDepositPage {...shopDeposit.useParams()} />,
})
const settings = createRoute({
  getParentRoute: () => shop,
  path: '/settings',
  component: () => <SettingsPage {...settings.useParams()} />,
})
const goods = createRoute({
  getParentRoute: () => shop,
  path: '/goods',
  validateSearch: (search) => ({
    state: wordOf(
      'draft',
      'in_review',
      'rejected',
      'approved',
      'on_shelf',
      'off_shelf',
      'taken_down',
    )(search.state),
    q: textOf(search.q),
  }),
  component: () => <GoodsPage {...goods.useParams()} />,
})
const editor = createRoute({
  getParentRoute: () => shop,
  path: '/goods/$product_id',
  component: () => {
    const params = editor.useParams()
    return <EditorPage key={params.product_id} {...params} />
  },
})
const imports = createRoute({
  getParentRoute: () => shop,
  path: '/imports',
  component: () => <ImportsPage {...imports.useParams()} />,
})
const oneImport = createRoute({
  getParentRoute: () => shop,
  path: '/imports/$import_id',
  component: () => <ImportPage {...oneImport.useParams()} />,
})
const plans = createRoute({
  getParentRoute: () => shop,
  path: '/plans',
  validateSearch: (search) => ({ kind: wordOf('open', 'targeted', 'exclusive')(search.kind) }),
  component: () => <PlansPage {...plans.useParams()} />,
})
const orders = createRoute({
  getParentRoute: () => shop,
  path: '/orders',
  validateSearch: (search) => ({
    state: wordOf(
      'unpaid',
      'to_ship',
      'part_shipped',
      'shipped',
      'completed',
      'cancelled',
    )(search.state),
    q: textOf(search.q),
  }),
  component: () => <OrdersPage {...orders.useParams()} />,
})
const order = createRoute({
  getParentRoute: () => shop,
  path: '/orders/$order_id',
  component: () => <OrderPage {...order.useParams()} />,
})
const slip = createRoute({
  getParentRoute: () => shop,
  path: '/orders/$order_id/slip',
  component: () => <SlipPage {...slip.useParams()} />,
})
const aftersales = createRoute({
  getParentRoute: () => shop,
  path: '/aftersales',
  validateSearch: (search) => ({
    show: wordOf('open', 'all')(search.show),
    state: wordOf(
      'await_seller',
      'await_seller_receive',
      'await_buyer_ship',
      'seller_rejected',
      'platform_intervening',
      'refunding',
      'succeeded',
      'closed',
    )(search.state),
  }),
  component: () => <AftersalesPage {...aftersales.useParams()} />,
})
const aftersale = createRoute({
  getParentRoute: () => shop,
  path: '/aftersales/$aftersale_id',
  component: () => <AftersalePage {...aftersale.useParams()} />,
})
const coupons = createRoute({
  getParentRoute: () => shop,
  path: '/coupons',
  component: () => <CouponsPage {...coupons.useParams()} />,
})
const settlement = createRoute({
  getParentRoute: () => shop,
  path: '/settlement',
  validateSearch: (search) => ({
    tab: wordOf('lines', 'entries', 'statements', 'payouts')(search.tab),
    state: wordOf('pending', 'counting', 'held', 'settled', 'void', 'waiting')(search.state),
    day: textOf(search.day),
    of: statementSum(search.of),
    account: wordOf('available', 'debt', 'reserve', 'in_transit', 'deposit')(search.account),
    standing: wordOf('in_transit', 'arrived', 'back')(search.standing),
  }),
  component: () => <SettlementPage {...settlement.useParams()} />,
})

export const routeTree = root.addChildren([
  home,
  rooms,
  desk,
  earnings,
  campaigns,
  samples,
  selection,
  showcase,
  agency,
  redPackets,
  openShop,
  deposit,
  shop.addChildren([
    shopDeposit,
    settings,
    goods,
    editor,
    imports,
    oneImport,
    plans,
    orders,
    order,
    slip,
    aftersales,
    aftersale,
    coupons,
    settlement,
  ]),
])
export const router = createRouter({
  routeTree,
  basepath: '/studio',
  defaultPreload: false,
  scrollRestoration: true,
})
