import type { Context, Module } from '../../platform/context.ts'
import { allianceInvariants } from './alliance.invariants.ts'
import { allianceSweeps } from './alliance.jobs.ts'
import { allianceRoutes } from './alliance.routes.ts'
import { campaignInvariants } from './campaigns.invariants.ts'
import { campaignSweeps } from './campaigns.jobs.ts'
import { campaignsRoutes } from './campaigns.routes.ts'
import { salesCounter } from './count-sales.ts'
import { sampleInvariants } from './samples.invariants.ts'
import { sampleSweeps, samplesConsumer } from './samples.jobs.ts'
import { samplesRoutes } from './samples.routes.ts'

export const allianceModule = (context: Context): Module => ({
  name: 'alliance',
  routes: (http) => {
    allianceRoutes(context)(http)
    campaignsRoutes(context)(http)
    samplesRoutes(context)(http)
  },
  consumers: [salesCounter, samplesConsumer],
  sweeps: [...allianceSweeps(context.db), ...campaignSweeps(context), ...sampleSweeps(context)],
  invariants: [...allianceInvariants, ...campaignInvariants, ...sampleInvariants],
})
