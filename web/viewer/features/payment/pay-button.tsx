import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../../../shared/api/client.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { paths } from '../../paths.ts'
import { leaveForCashier } from './leave-for-cashier.ts'

/** Straight to the cashier of a payment that waits; to the payment's own page when the provider does not answer. */
export function PayButton({
  payment_id,
  size,
  children,
}: {
  payment_id: string
  size: 'm' | 'l'
  children: ReactNode
}) {
  const [, go] = useLocation()
  const [busy, setBusy] = useState(false)
  const pay = async () => {
    setBusy(true)
    const cashier = await call('POST /v1/payments/:payment_id/cashier', {
      params: { payment_id },
    }).catch(() => undefined)
    if (cashier?.cashier_url) leaveForCashier(payment_id, cashier.cashier_url)
    else go(paths.payment(payment_id))
  }
  return (
    <Button size={size} busy={busy} onClick={() => void pay()}>
      {children}
    </Button>
  )
}
