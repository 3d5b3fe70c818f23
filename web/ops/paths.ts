type Params<Path extends string> = Path extends `${string}$${infer Name}/${infer Rest}`
  ? Name | Params<Rest>
  : Path extends `${string}$${infer Name}`
    ? Name
    : never
/** What `Link` and `navigate` take. The router is not registered globally, two apps share one type check. */
export type Target = { to: never; params: never; search: never }
type Search = Record<string, string | undefined>

const at = <const Path extends string>(
  to: Path,
  params?: Record<Params<Path>, string>,
  search: Search = {},
): Target => ({ to, params: params ?? {}, search }) as never

/** Every address of the desk. A test holds them against the route tree. */
export const paths = {
  overview: () => at('/'),
  applications: (search?: { id?: string; state?: string }) =>
    at('/applications', undefined, search),
  listings: (search?: { id?: string }) => at('/listings', undefined, search),
  orders: (search?: { q?: string; state?: string; of?: string; paid_on?: string }) =>
    at('/orders', undefined, search),
  order: (order_id: string) => at('/orders/$order_id', { order_id }),
  disputes: (search?: { id?: string }) => at('/disputes', undefined, search),
  policy: (search?: { at?: string; compare?: string; platform?: string }) =>
    at('/link-policy', undefined, search),
  money: (search?: {
    tab?: string
    order_id?: string
    account?: string
    kind?: string
    state?: string
    provider?: string
    day?: string
    owner?: string
    age?: string
    under?: string
    unchecked?: string
    currency?: string
  }) => at('/money', undefined, search),
  payouts: () => at('/payouts'),
  pasts: (search?: { past?: string; tab?: string; kind?: string }) =>
    at('/pasts', undefined, search),
  coupons: () => at('/coupons'),
  deposits: (search?: { id?: string; state?: string }) => at('/deposits', undefined, search),
  terms: () => at('/terms'),
  patrol: () => at('/patrol'),
  staff: () => at('/staff'),
  health: () => at('/health'),
} as const

/** Pages of the viewer app. */
export const viewerPaths = {
  /** `at_ms`: where on the stream's clock its replay begins to play. */
  room: (room_id: string, at_ms?: number) =>
    `/room/${room_id}${at_ms === undefined ? '' : `?at_ms=${at_ms}`}`,
  product: (product_id: string) => `/product/${product_id}`,
  shop: (shop_id: string) => `/shop/${shop_id}`,
  person: (account_id: string) => `/person/${account_id}`,
} as const
