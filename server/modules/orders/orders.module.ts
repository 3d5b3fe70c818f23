import type { Context, Module } from '../../platform/context.ts'
import { ordersInvariants } from './orders.invariants.ts'
import { ordersSweeps } from './orders.jobs.ts'
import { ordersConsumer } from './orders.listeners.ts'
import { ordersRoutes } from './orders.routes.ts'

export const ordersModule = (context: Context): Module => ({
  name: 'orders',
  routes: ordersRoutes(context),
  consumers: [ordersConsumer],
  sweeps: ordersSweeps(context),
  invariants: ordersInvariants,
})
