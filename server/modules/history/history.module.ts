import type { Context, Module } from '../../platform/context.ts'
import { historyInvariants } from './history.invariants.ts'
import { historyRoutes } from './history.routes.ts'

/** The past of marketplaces that moved here: read and reckoned with, never sold, refunded or paid out. */
export const historyModule = (context: Context): Module => ({
  name: 'history',
  routes: historyRoutes(context),
  invariants: historyInvariants,
})
