import type { Context, Module } from '../../platform/context.ts'
import { differenceInvariants } from './differences.invariants.ts'
import { paymentsInvariants } from './payments.invariants.ts'
import { paymentsSweeps } from './payments.jobs.ts'
import { paymentsRoutes } from './payments.routes.ts'
import { providerAccountsRoutes } from './provider-accounts.routes.ts'
import { makeProviders } from './providers/make-providers.ts'
import { reconciliationRoutes } from './reconciliation.routes.ts'
import { makeCallbacks } from './take-callback.ts'

export function paymentsModule(context: Context): Module {
  const providers = makeProviders(context)
  const callbacks = makeCallbacks({ ...context, providers })
  return {
    name: 'payments',
    routes: (http) => {
      paymentsRoutes(context, { providers, callbacks })(http)
      providerAccountsRoutes(context, { providers })(http)
      reconciliationRoutes(context, { providers })(http)
    },
    sweeps: paymentsSweeps(context, { providers, callbacks }),
    invariants: [...paymentsInvariants, ...differenceInvariants],
  }
}
