import type { Context, Module } from '../../platform/context.ts'

export const liveModule = (_context: Context): Module => ({ name: 'live' })
