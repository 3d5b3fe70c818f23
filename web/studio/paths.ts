type Params<Path extends string> = Path extends `${string}$${infer Name}/${infer Rest}`
  ? Name | Params<Rest>
  : Path extends `${string}$${infer Name}`
    ? Name
    : never
/** What `Link` and `navigate` take. The router is not registered globally, two apps share one type check. */
export type Target = { to: never; params: never; search: never }

const at = <const Path extends string>(
  to: Path,
  params?: Record<Params<Path>, string>,
  search: Record<string, string> = {},
): Target => ({ to, params: params ?? {}, search }) as never

/** Every address of the studio. A test holds them against the route tree. */
export const paths = {
  home: () => at('/'),
  rooms: () => at('/live'),
  desk: (room_id: string) => at('/live/$room_id', { room_id }),
  earnings: (search?: { tab?: string; standing?: string }) =>
    at('/earnings', {}, search as Record<string, string>),
  selection: () => at('/selection'),
  showcase: () => at('/showcase'),
  agency: () => at('/agency'),
  campaigns: () => at('/campaigns'),
  samples: () => at('/samples'),
  openShop: () => at('/open-shop'),
  deposit: (shop_id: string, payment_id: string) =>
    at('/shops/$shop_id/deposit/$payment_id', { shop_id, payment_id }),
  shopDeposit: (shop_id: string) => at('/shops/$shop_id/deposit', { shop_id }),
  goods: (shop_id: string, search?: { state?: string }) =>
    at('/shops/$shop_id/goods', { shop_id }, search as Record<string, string>),
  goodsEditor: (shop_id: string, product_id: string) =>
    at('/shops/$shop_id/goods/$product_id', { shop_id, product_id }),
  imports: (shop_id: string) => at('/shops/$shop_id/imports', { shop_id }),
  oneImport: (shop_id: string, import_id: string) =>
    at('/shops/$shop_id/imports/$import_id', { shop_id, import_id }),
  plans: (shop_id: string) => at('/shops/$shop_id/plans', { shop_id }),
  orders: (shop_id: string, search?: { state?: string }) =>
    at('/shops/$shop_id/orders', { shop_id }, search as Record<string, string>),
  order: (shop_id: string, order_id: string) =>
    at('/shops/$shop_id/orders/$order_id', { shop_id, order_id }),
  packingSlip: (shop_id: string, order_id: string) =>
    at('/shops/$shop_id/orders/$order_id/slip', { shop_id, order_id }),
  aftersales: (shop_id: string) => at('/shops/$shop_id/aftersales', { shop_id }),
  aftersale: (shop_id: string, aftersale_id: string) =>
    at('/shops/$shop_id/aftersales/$aftersale_id', { shop_id, aftersale_id }),
  coupons: (shop_id: string) => at('/shops/$shop_id/coupons', { shop_id }),
  redPackets: () => at('/red-packets'),
  settlement: (
    shop_id: string,
    search?: { tab?: string; state?: string; account?: string; standing?: string },
  ) => at('/shops/$shop_id/settlement', { shop_id }, search as Record<string, string>),
  settings: (shop_id: string) => at('/shops/$shop_id/settings', { shop_id }),
} as const

/** The same place as text, for the rail. */
export const pathOf = ({ to, params }: Target): string =>
  (to as string).replace(
    /\$(\w+)/g,
    (_, name: string) => (params as Record<string, string>)[name] ?? '',
  )

/** Pages of the viewer app. */
export const viewerPaths = {
  room: (room_id: string) => `/room/${room_id}`,
  product: (product_id: string) => `/product/${product_id}`,
  shop: (shop_id: string) => `/shop/${shop_id}`,
  person: (account_id: string) => `/person/${account_id}`,
} as const
