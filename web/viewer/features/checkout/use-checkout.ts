import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { type Body, call, newKey, Problem } from '../../../shared/api/client.ts'
import { learnClock } from '../../../shared/api/clock.ts'
import { paths } from '../../paths.ts'
import { leaveForCashier } from '../payment/leave-for-cashier.ts'
import { checkoutKeys, type Intent } from './checkout-key.ts'

const SHELF = 'checkout'
const keys = checkoutKeys(
  {
    get: () => sessionStorage.getItem(SHELF),
    set: (value) => sessionStorage.setItem(SHELF, value),
    clear: () => sessionStorage.removeItem(SHELF),
  },
  newKey,
)

/** Buying: reserve and write the orders, then the provider's cashier. Refusals stay here, to be dealt with in place. */
export function useCheckout() {
  const client = useQueryClient()
  const [, go] = useLocation()
  const [state, setState] = useState<'idle' | 'busy' | 'won'>('idle')
  const [problem, setProblem] = useState<Problem>()
  const buy = async (intent: Intent): Promise<void> => {
    setState('busy')
    setProblem(undefined)
    try {
      const { payment } = await call('POST /v1/checkouts', {
        body: intent as Body<'POST /v1/checkouts'>,
        key: keys.keyFor(intent),
      })
      keys.done()
      setState('won')
      navigator.vibrate?.(30)
      void client.invalidateQueries({ queryKey: ['GET /v1/basket'] })
      void client.invalidateQueries({ queryKey: ['GET /v1/orders'] })
      void client.invalidateQueries({ queryKey: ['GET /v1/orders/counts'] })
      const cashier = await call('POST /v1/payments/:payment_id/cashier', {
        params: { payment_id: payment.id },
      }).catch(() => payment)
      if (cashier.cashier_url) leaveForCashier(payment.id, cashier.cashier_url)
      else go(paths.payment(payment.id))
    } catch (error) {
      const refused = error instanceof Problem ? error : new Problem(500, 'internal', String(error))
      // After a refusal the next press is a new one; after a lost answer it must be the same one.
      const refusal = refused.status >= 400 && refused.status < 500
      if (refusal && !['changed_meanwhile', 'too_many_requests'].includes(refused.code)) keys.done()
      if (refused.code === 'flash_not_open') void learnClock()
      if (
        ['price_changed', 'out_of_stock', 'not_for_sale', 'flash_sold_out'].includes(refused.code)
      ) {
        void client.invalidateQueries({ queryKey: ['POST /v1/quotes'] })
        void client.invalidateQueries({ queryKey: ['GET /v1/products/:product_id'] })
        void client.invalidateQueries({ queryKey: ['GET /v1/rooms/:room_id'] })
        void client.invalidateQueries({ queryKey: ['GET /v1/basket'] })
      }
      setProblem(refused)
      setState('idle')
    }
  }
  return { state, problem, buy, forget: () => setProblem(undefined) }
}
