import type { Context, Module } from '../../platform/context.ts'
import { allianceInvariants } from './alliance.invariants.ts'
import { allianceSweeps } from './alliance.jobs.ts'
import { allianceRoutes } from './alliance.routes.ts'

export const allianceModule = (context: Context): Module => ({
  name: 'alliance',
  routes: allianceRoutes(context),
  sweeps: allianceSweeps(context.db),
  invariants: allianceInvariants,
})
