import { call } from '../../../shared/api/client.ts'
import { paths } from '../../paths.ts'
import { leaveForCashier } from '../payment/leave-for-cashier.ts'
import { buyer } from './buying.ts'

/** From an order that was made to the provider's cashier; the payment's own page when the provider does not answer. */
export async function goPay(
  place: string,
  payment_id: string,
  go: (path: string) => void,
): Promise<void> {
  const cashier = await call('POST /v1/payments/:payment_id/cashier', {
    params: { payment_id },
  }).catch(() => undefined)
  if (cashier?.cashier_url) {
    buyer.drop(place)
    leaveForCashier(payment_id, cashier.cashier_url)
  } else {
    buyer.tell(place, { e: 'forget' })
    go(paths.payment(payment_id))
  }
}
