import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { textOf, wordOf } from '../shared/desk/filters.ts'
import { lazyPage, NothingHere } from '../shared/desk/lazy-page.tsx'
import { useWords } from '../shared/i18n/language.tsx'
import { DutyGate } from './duties.tsx'
import { opsWords } from './ops.words.ts'
import { OpsShell } from './ops-shell.tsx'

const OverviewPage = lazyPage(
  async () => (await import('./features/overview/overview-page.tsx')).OverviewPage,
)
const ApplicationsPage = lazyPage(
  async () => (await import('./features/applications/applications-page.tsx')).ApplicationsPage,
)
const ListingsPage = lazyPage(
  async () => (await import('./features/listings/listings-page.tsx')).ListingsPage,
)
const OrdersPage = lazyPage(
  async () => (await import('./features/orders/orders-page.tsx')).OrdersPage,
)
const OrderPage = lazyPage(async () => (await import('./features/orders/order-page.tsx')).OrderPage)
const DisputesPage = lazyPage(
  async () => (await import('./features/disputes/disputes-page.tsx')).DisputesPage,
)
const PolicyPage = lazyPage(
  async () => (await import('./features/policy/policy-page.tsx')).PolicyPage,
)
const MoneyPage = lazyPage(async () => (await import('./features/money/money-page.tsx')).MoneyPage)
const PastsPage = lazyPage(
  async () => (await import('./features/history/pasts-page.tsx')).PastsPage,
)
const CouponsPage = lazyPage(
  async () => (await import('./features/coupons/coupons-page.tsx')).CouponsPage,
)
const DepositsPage = lazyPage(
  async () => (await import('./features/deposits/deposits-page.tsx')).DepositsPage,
)
const PayoutsPage = lazyPage(
  async () => (await import('./features/payouts/payouts-page.tsx')).PayoutsPage,
)
const TermsPage = lazyPage(async () => (await import('./features/terms/terms-page.tsx')).TermsPage)
const PatrolPage = lazyPage(
  async () => (await import('./features/patrol/patrol-page.tsx')).PatrolPage,
)
const StaffPage = lazyPage(async () => (await import('./features/staff/staff-page.tsx')).StaffPage)
const HealthPage = lazyPage(
  async () => (await import('./features/health/health-page.tsx')).HealthPage,
)

const root = createRootRoute({ component: OpsShell, notFoundComponent: NothingHere })
const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewPage })
const applications = createRoute({
  getParentRoute: () => root,
  path: '/applications',
  validateSearch: (search) => ({
    id: textOf(search.id),
    state: wordOf('rejected', 'deposit_due', 'open', 'suspended', 'draft')(search.state),
  }),
  component: () => {
    const t = useWords(opsWords)
    return (
      <DutyGate duty="reviewer" title={t('applications')}>
        <ApplicationsPage />
      </DutyGate>
    )
  },
})
const listings = createRoute({
  getParentRoute: () => root,
  path: '/listings',
  validateSearch: (search) => ({ id: textOf(search.id) }),
  component: () => {
    const t = useWords(opsWords)
    return (
      <DutyGate duty="reviewer" title={t('listings')}>
        <ListingsPage />
      </DutyGate>
    )
  },
})
const orders = createRoute({
  getParentRoute: () => root,
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
    of: wordOf('paid', 'refunded', 'own')(search.of),
    paid_on: textOf(search.paid_on),
  }),
  component: OrdersPage,
})
const order = createRoute({
  getParentRoute: () => root,
  path: '/orders/$order_id',
  component: () => <OrderPage {...order.useParams()} />,
})
const disputes = createRoute({
  getParentRoute: () => root,
  path: '/disputes',
  validateSearch: (search) => ({ id: textOf(search.id) }),
  component: () => {
    const t = useWords(opsWords)
    return (
      <DutyGate duty="judge" title={t('disputes')}>
        <DisputesPage />
      </DutyGate>
    )
  },
})
const policy = createRoute({
  getParentRoute: () => root,
  path: '/link-policy',
  validateSearch: (search) => ({
    at: textOf(search.at),
    compare: textOf(search.compare),
    platform: wordOf('douyin', 'kuaishou', 'xiaohongshu')(search.platform),
  }),
  component: PolicyPage,
})
const money = createRoute({
  getParentRoute: () => root,
  path: '/money',
  validateSearch: (search) => ({
    tab: wordOf(
      'accounts',
      'bills',
      'journals',
      'days',
      'differences',
      'refunds',
      'payouts',
      'trades',
    )(search.tab),
    order_id: textOf(search.order_id),
    account: textOf(search.account),
    kind: textOf(search.kind),
    state: textOf(search.state),
    provider: textOf(search.provider),
    day: textOf(search.day),
    owner: textOf(search.owner),
    age: textOf(search.age),
    under: textOf(search.under),
    unchecked: wordOf('yes')(search.unchecked),
    currency: textOf(search.currency),
  }),
  component: () => {
    const t = useWords(opsWords)
    return (
      <DutyGate duty="finance" title={t('money')}>
        <MoneyPage />
      </DutyGate>
    )
  },
})
const payouts = createRoute({
  getParentRoute: () => root,
  path: '/payouts',
  component: () => {
    const t = useWords(opsWords)
    return (
      <DutyGate duty="finance" title={t('payouts')}>
        <PayoutsPage />
      </DutyGate>
    )
  },
})
const pasts = createRoute({
  getParentRoute: () => root,
  path: '/pasts',
  validateSearch: (search) => ({
    past: textOf(search.past),
    tab: wordOf('sellers')(search.tab),
    kind: textOf(search.kind),
  }),
  component: () => {
    const t = useWords(opsWords)
    return (
      <DutyGate duty="finance" title={t('pasts')}>
        <PastsPage />
      </DutyGate>
    )
  },
})
const coupons = createRoute({
  getParentRoute: () => root,
  path: '/coupons',
  component: () => {
    const t = useWords(opsWords)
    return (
      <DutyGate duty="finance" title={t('coupons')}>
        <CouponsPage />
      </DutyGate>
    )
  },
})
const deposits = createRoute({
  getParentRoute: () => root,
  path: '/deposits',
  validateSearch: (search) => ({
    id: textOf(search.id),
    tab: wordOf('rules')(search.tab),
    state: wordOf(
      'unpaid',
      'paid',
      'short',
      'refund_applied',
      'refund_hold',
      'refunded',
      'not_required',
    )(search.state),
    q: textOf(search.q),
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
  component: () => {
    const t = useWords(opsWords)
    return (
      <DutyGate duty="finance" title={t('deposits')}>
        <DepositsPage />
      </DutyGate>
    )
  },
})
const terms = createRoute({
  getParentRoute: () => root,
  path: '/terms',
  component: () => {
    const t = useWords(opsWords)
    return (
      <DutyGate duty="finance" title={t('terms')}>
        <TermsPage />
      </DutyGate>
    )
  },
})
const patrol = createRoute({ getParentRoute: () => root, path: '/patrol', component: PatrolPage })
const staff = createRoute({
  getParentRoute: () => root,
  path: '/staff',
  component: () => {
    const t = useWords(opsWords)
    return (
      <DutyGate duty="admin" title={t('staff')}>
        <StaffPage />
      </DutyGate>
    )
  },
})
const health = createRoute({ getParentRoute: () => root, path: '/health', component: HealthPage })

export const routeTree = root.addChildren([
  overview,
  applications,
  listings,
  orders,
  order,
  disputes,
  policy,
  money,
  payouts,
  deposits,
  terms,
  pasts,
  coupons,
  patrol,
  staff,
  health,
])
export const router = createRouter({
  routeTree,
  basepath: '/ops',
  defaultPreload: false,
  scrollRestoration: true,
})
