import type { Context, Module } from '../../platform/context.ts'
import { differenceInvariants } from './differences.invariants.ts'
import { paymentsInvariants } from './payments.invariants.ts'
import { paymentsSweeps } from './payments.jobs.ts'
import { paymentsRoutes } from './payments.routes.ts'
import type { Provider, Providers } from './provider.ts'
import { reconciliationRoutes } from './reconciliation.routes.ts'
import { sandboxProvider } from './sandbox-provider.ts'
import { makeCallbacks } from './take-callback.ts'

export function paymentsModule(context: Context): Module {
  const providers: Providers = new Map<string, Provider>(
    [sandboxProvider(context)].map((one) => [one.name, one]),
  )
  const callbacks = makeCallbacks({ ...context, providers })
  return {
    name: 'payments',
    routes: (http) => {
      paymentsRoutes(context, { providers, callbacks })(http)
      reconciliationRoutes(context, { providers })(http)
    },
    sweeps: paymentsSweeps(context, { providers, callbacks }),
    invariants: [...paymentsInvariants, ...differenceInvariants],
  }
}
