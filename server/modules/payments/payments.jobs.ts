import { MINUTE, SECOND } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import type { Sweep } from '../../platform/deadlines.ts'
import { checkBills } from './check-bills.ts'
import { checkRecentTrades } from './check-recent-trades.ts'
import { escalateDifferences } from './escalate-differences.ts'
import { endHolds } from './hold-payouts.ts'
import type { Providers } from './provider.ts'
import { queryPayments } from './query-payments.ts'
import { sendPayouts } from './send-payouts.ts'
import { sendRefunds } from './send-refunds.ts'
import { sendReversals } from './send-reversals.ts'
import type { Callbacks } from './take-callback.ts'
import { lapseProviderAccounts } from './verify-provider-account.ts'

export const paymentsSweeps = (
  context: Context,
  { providers, callbacks }: { providers: Providers; callbacks: Callbacks },
): Sweep[] => {
  const door = { ...context, providers }
  return [
    { name: 'payments.callbacks', every_ms: 2 * SECOND, sweep: callbacks.drain },
    { name: 'payments.query', every_ms: 2 * SECOND, sweep: () => queryPayments(door) },
    { name: 'payments.refunds', every_ms: SECOND, sweep: () => sendRefunds(door) },
    { name: 'payments.payouts', every_ms: 2 * SECOND, sweep: () => sendPayouts(door) },
    { name: 'payments.reversals', every_ms: 2 * SECOND, sweep: () => sendReversals(door) },
    { name: 'payments.holds', every_ms: MINUTE, sweep: (now) => endHolds(context.db, now) },
    { name: 'payments.bills', every_ms: 10 * MINUTE, sweep: () => checkBills(door) },
    { name: 'payments.glance', every_ms: 3 * MINUTE, sweep: () => checkRecentTrades(door) },
    {
      name: 'payments.provider_accounts',
      every_ms: 10 * MINUTE,
      sweep: (now) => lapseProviderAccounts(context.db, now),
    },
    {
      name: 'payments.differences',
      every_ms: MINUTE,
      sweep: (now) => escalateDifferences(context.db, now),
    },
  ]
}
