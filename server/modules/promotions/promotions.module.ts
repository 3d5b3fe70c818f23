import type { Context, Module } from '../../platform/context.ts'
import { promotionsInvariants } from './promotions.invariants.ts'
import { promotionsSweeps } from './promotions.jobs.ts'
import { promotionsConsumer } from './promotions.listeners.ts'
import { promotionsRoutes } from './promotions.routes.ts'

export const promotionsModule = (context: Context): Module => ({
  name: 'promotions',
  routes: promotionsRoutes(context),
  consumers: [promotionsConsumer],
  sweeps: promotionsSweeps(context),
  invariants: promotionsInvariants,
})
