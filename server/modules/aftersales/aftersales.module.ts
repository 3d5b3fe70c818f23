import type { Context, Module } from '../../platform/context.ts'

export const aftersalesModule = (_context: Context): Module => ({ name: 'aftersales' })
