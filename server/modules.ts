/**
 * Who may use whom: the architecture diagram, and what `npm run check` holds the imports against. Read
 * downwards: a module uses modules above it through their `index.ts` (or contract), and is heard by event below.
 */
export const modules = {
  accounts: [],
  policies: ['accounts'],
  shops: ['accounts'],
  catalog: ['accounts', 'policies', 'shops'],
  inventory: ['accounts', 'shops', 'catalog'],
  alliance: ['accounts', 'shops', 'catalog', 'inventory'],
  live: ['accounts', 'policies', 'shops', 'catalog', 'inventory', 'alliance'],
  promotions: ['accounts', 'shops', 'catalog', 'live'],
  ledger: ['accounts', 'shops'],
  payments: ['accounts', 'shops', 'ledger'],
  orders: [
    'accounts',
    'policies',
    'shops',
    'catalog',
    'inventory',
    'alliance',
    'live',
    'promotions',
    'payments',
  ],
  shipping: ['accounts', 'shops', 'orders'],
  aftersales: ['accounts', 'shops', 'catalog', 'inventory', 'orders', 'shipping', 'payments'],
  settlement: [
    'accounts',
    'shops',
    'catalog',
    'promotions',
    'ledger',
    'payments',
    'orders',
    'aftersales',
  ],
  history: ['ledger', 'settlement'],
} as const satisfies Record<string, readonly string[]>

export type ModuleName = keyof typeof modules
