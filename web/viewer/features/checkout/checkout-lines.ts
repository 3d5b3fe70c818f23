const SHELF = 'checkout_lines'
export type CheckoutLine = {
  sku_id: string
  quantity: number
  room_id: string | null
  context?: string | null
}

/** What the basket hands to the checkout page; survives a reload and the way over the sign-in page. */
export const keepCheckoutLines = (lines: CheckoutLine[]): void =>
  sessionStorage.setItem(SHELF, JSON.stringify(lines))
export const checkoutLines = (): CheckoutLine[] =>
  JSON.parse(sessionStorage.getItem(SHELF) ?? '[]') as CheckoutLine[]
