import { paths } from '../../paths.ts'

/** Goes to the provider's cashier, so that "back" leads to this payment and not into a second purchase. */
export function leaveForCashier(payment_id: string, cashier_url: string): void {
  // Past the router: it would draw the payment's page now, which asks the provider about a payment nobody made yet.
  History.prototype.replaceState.call(history, null, '', paths.payment(payment_id))
  // A page kept by the browser comes back as it was left, under the new address.
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload(), { once: true })
  location.assign(cashier_url)
}
