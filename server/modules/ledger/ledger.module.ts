import { MINUTE } from '../../kernel/time.ts'
import type { Context, Module } from '../../platform/context.ts'
import { ledgerInvariants } from './ledger.invariants.ts'
import { ledgerRoutes } from './ledger.routes.ts'
import { sealDays } from './seal-days.ts'

export const ledgerModule = (context: Context): Module => ({
  name: 'ledger',
  routes: ledgerRoutes(context),
  sweeps: [{ name: 'ledger.days', every_ms: MINUTE, sweep: (now) => sealDays(context.db, now) }],
  invariants: ledgerInvariants,
})
