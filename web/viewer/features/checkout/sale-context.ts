const SHELF = 'sale_contexts'
/** As long as the platform honours it. */
const LIFE_MS = 86_400_000
const MOST = 50

type Kept = Record<string, { context: string; at: number }>

const kept = (): Kept => {
  try {
    return JSON.parse(sessionStorage.getItem(SHELF) ?? '{}') as Kept
  } catch {
    return {}
  }
}

/** Remembers by whom one came to goods: the signed text goes along when they are bought in this tab. */
export function keepSaleContext(product_id: string, context: string): void {
  const all = Object.entries({ ...kept(), [product_id]: { context, at: Date.now() } })
  all.sort(([, a], [, b]) => b.at - a.at)
  sessionStorage.setItem(SHELF, JSON.stringify(Object.fromEntries(all.slice(0, MOST))))
}

/** The text that was kept for these goods, while it is good. */
export function saleContextOf(product_id: string): string | undefined {
  const one = kept()[product_id]
  return one && Date.now() - one.at < LIFE_MS ? one.context : undefined
}
