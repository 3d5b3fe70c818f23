import { type ComponentType, lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { SkeletonRows } from '../shared/ui/skeleton.tsx'
import { Crash } from './shell/crash.tsx'

const page = <Name extends string>(
  load: () => Promise<Record<Name, ComponentType<any>>>,
  name: Name,
) => lazy(async () => ({ default: (await load())[name] }))

const FeedPage = page(() => import('./features/feed/feed-page.tsx'), 'FeedPage')
const RoomPage = page(() => import('./features/room/room-page.tsx'), 'RoomPage')
const ProductPage = page(() => import('./features/product/product-page.tsx'), 'ProductPage')
const ShopPage = page(() => import('./features/shop/shop-page.tsx'), 'ShopPage')
const PersonPage = page(() => import('./features/person/person-page.tsx'), 'PersonPage')
const SearchPage = page(() => import('./features/search/search-page.tsx'), 'SearchPage')
const BasketPage = page(() => import('./features/basket/basket-page.tsx'), 'BasketPage')
const CheckoutPage = page(() => import('./features/checkout/checkout-page.tsx'), 'CheckoutPage')
const CashierPage = page(() => import('./features/payment/cashier-page.tsx'), 'CashierPage')
const PaymentPage = page(() => import('./features/payment/payment-page.tsx'), 'PaymentPage')
const OrdersPage = page(() => import('./features/orders/orders-page.tsx'), 'OrdersPage')
const OrderPage = page(() => import('./features/orders/order-page.tsx'), 'OrderPage')
const AskPage = page(() => import('./features/aftersales/ask-page.tsx'), 'AskPage')
const AftersalesPage = page(
  () => import('./features/aftersales/aftersales-page.tsx'),
  'AftersalesPage',
)
const AftersalePage = page(
  () => import('./features/aftersales/aftersale-page.tsx'),
  'AftersalePage',
)
const MePage = page(() => import('./features/me/me-page.tsx'), 'MePage')
const ProfilePage = page(() => import('./features/me/profile-page.tsx'), 'ProfilePage')
const FollowedPage = page(() => import('./features/me/followed-page.tsx'), 'FollowedPage')
const AddressesPage = page(() => import('./features/addresses/addresses-page.tsx'), 'AddressesPage')
const CouponsPage = page(() => import('./features/coupons/coupons-page.tsx'), 'CouponsPage')
const SignInPage = page(() => import('./features/sign-in/sign-in-page.tsx'), 'SignInPage')
const NotFoundPage = page(() => import('./shell/not-found-page.tsx'), 'NotFoundPage')

/** The site map. Each page is a chunk of its own. */
export function Routes() {
  return (
    <Crash>
      <Suspense fallback={<SkeletonRows />}>
        <Switch>
          <Route path="/">{() => <FeedPage />}</Route>
          <Route path="/following">{() => <FeedPage following />}</Route>
          <Route path="/room/:room_id">
            {({ room_id }) => <RoomPage key={room_id} room_id={room_id} />}
          </Route>
          <Route path="/product/:product_id">
            {({ product_id }) => <ProductPage key={product_id} product_id={product_id} />}
          </Route>
          <Route path="/shop/:shop_id">
            {({ shop_id }) => <ShopPage key={shop_id} shop_id={shop_id} />}
          </Route>
          <Route path="/person/:account_id">
            {({ account_id }) => <PersonPage key={account_id} account_id={account_id} />}
          </Route>
          <Route path="/search">{() => <SearchPage />}</Route>
          <Route path="/basket">{() => <BasketPage />}</Route>
          <Route path="/checkout">{() => <CheckoutPage />}</Route>
          <Route path="/pay/:payment_id">
            {({ payment_id }) => <PaymentPage key={payment_id} payment_id={payment_id} />}
          </Route>
          <Route path="/pay/:payment_id/cashier">
            {({ payment_id }) => <CashierPage key={payment_id} payment_id={payment_id} />}
          </Route>
          <Route path="/orders">{() => <OrdersPage />}</Route>
          <Route path="/orders/:order_id">
            {({ order_id }) => <OrderPage key={order_id} order_id={order_id} />}
          </Route>
          <Route path="/orders/:order_id/aftersale/:line_id">
            {({ order_id, line_id }) => <AskPage order_id={order_id} line_id={line_id} />}
          </Route>
          <Route path="/aftersales">{() => <AftersalesPage />}</Route>
          <Route path="/aftersales/:aftersale_id">
            {({ aftersale_id }) => <AftersalePage key={aftersale_id} aftersale_id={aftersale_id} />}
          </Route>
          <Route path="/me">{() => <MePage />}</Route>
          <Route path="/me/profile">{() => <ProfilePage />}</Route>
          <Route path="/me/addresses">{() => <AddressesPage />}</Route>
          <Route path="/me/following">{() => <FollowedPage />}</Route>
          <Route path="/me/coupons">{() => <CouponsPage />}</Route>
          <Route path="/sign-in">{() => <SignInPage />}</Route>
          <Route>{() => <NotFoundPage />}</Route>
        </Switch>
      </Suspense>
    </Crash>
  )
}
