import type { Context, Module } from '../../platform/context.ts'
import { settlementConsumer } from './settlement.events.ts'
import { settlementInvariants } from './settlement.invariants.ts'
import { settlementSweeps } from './settlement.jobs.ts'
import { settlementRoutes } from './settlement.routes.ts'

export const settlementModule = (context: Context): Module => ({
  name: 'settlement',
  routes: settlementRoutes(context),
  consumers: [settlementConsumer],
  sweeps: settlementSweeps(context),
  invariants: settlementInvariants,
})
