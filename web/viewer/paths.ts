type Fill = Record<string, string | number | undefined>

const at = (path: string, query: Fill = {}): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value))
  return search.size > 0 ? `${path}?${search}` : path
}

/** Where to return to after signing in: only ever a page of this app. */
export const safeNext = (next: string | null | undefined): string =>
  next?.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/'

/** Every address of the viewer. */
export const paths = {
  home: () => '/',
  following: () => '/following',
  room: (room_id: string, sheet: { buy?: string; sheet?: 'cart' } = {}) =>
    at(`/room/${room_id}`, sheet),
  product: (product_id: string, from: { room?: string; buy?: string } = {}) =>
    at(`/product/${product_id}`, from),
  shop: (shop_id: string) => `/shop/${shop_id}`,
  person: (account_id: string) => `/person/${account_id}`,
  search: (q?: string) => at('/search', { q }),
  basket: () => '/basket',
  checkout: () => '/checkout',
  payment: (payment_id: string) => `/pay/${payment_id}`,
  cashier: (payment_id: string) => `/pay/${payment_id}/cashier`,
  orders: (state?: string) => at('/orders', { state }),
  order: (order_id: string) => `/orders/${order_id}`,
  askAftersale: (order_id: string, line_id: string) => `/orders/${order_id}/aftersale/${line_id}`,
  aftersales: () => '/aftersales',
  aftersale: (aftersale_id: string) => `/aftersales/${aftersale_id}`,
  me: () => '/me',
  profile: () => '/me/profile',
  addresses: () => '/me/addresses',
  followed: () => '/me/following',
  coupons: () => '/me/coupons',
  signIn: (next?: string) => at('/sign-in', { next }),
  studio: () => '/studio/',
  ops: () => '/ops/',
} as const
