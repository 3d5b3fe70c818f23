import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../platform/context.ts'
import { type Sweep, startSweeps } from '../platform/deadlines.ts'
import { sandboxCarrier } from './carrier.ts'
import { sandboxPay } from './pay.ts'

type Sandbox = {
  plugin: FastifyPluginAsync
  /** What its components do by the clock; whoever moves the clock runs them too. */
  sweeps: readonly Sweep[]
  start: () => Promise<() => Promise<void>>
}

/** The sandbox payment provider and carrier: components of their own, spoken to only over HTTP. */
export function sandboxPlugin(context: Context): Sandbox {
  const carrier = sandboxCarrier(context)
  const pay = sandboxPay(context)
  const sweeps = [...pay.sweeps, ...carrier.sweeps]
  return {
    plugin: async (app) => {
      await app.register(pay.plugin, { prefix: '/pay' })
      await app.register(carrier.plugin, { prefix: '/carrier' })
    },
    sweeps,
    start: async () => {
      // With the jobs role, the platform's own runner runs them.
      if (context.config.roles.has('jobs')) return async () => {}
      return startSweeps(context.db, sweeps, context.now, context.log).stop
    },
  }
}
