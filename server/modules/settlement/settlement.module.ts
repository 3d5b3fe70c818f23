import type { Context, Module } from '../../platform/context.ts'
import { provideCreatorFunds } from '../promotions/index.ts'
import { creatorFunds } from './creator-funds.ts'
import { depositsConsumer } from './deposits.consumer.ts'
import { depositInvariants } from './deposits.invariants.ts'
import { depositSweeps } from './deposits.jobs.ts'
import { depositRoutes } from './deposits.routes.ts'
import { settlementConsumer } from './settlement.events.ts'
import { settlementInvariants } from './settlement.invariants.ts'
import { settlementSweeps } from './settlement.jobs.ts'
import { settlementRoutes } from './settlement.routes.ts'

export const settlementModule = (context: Context): Module => {
  provideCreatorFunds(creatorFunds)
  return {
    name: 'settlement',
    routes: (http) => {
      settlementRoutes(context)(http)
      depositRoutes(context)(http)
    },
    consumers: [settlementConsumer, depositsConsumer],
    sweeps: [...settlementSweeps(context), ...depositSweeps(context)],
    invariants: [...settlementInvariants, ...depositInvariants],
  }
}
