import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../platform/context.ts'

/** The sandbox payment provider and carrier: components of their own, spoken to only over HTTP. */
export function sandboxPlugin(_context: Context): { plugin: FastifyPluginAsync; start: () => Promise<() => Promise<void>> } {
  return { plugin: async () => {}, start: async () => async () => {} }
}
