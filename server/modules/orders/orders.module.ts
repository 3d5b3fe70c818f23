import type { Context, Module } from '../../platform/context.ts'

export const ordersModule = (_context: Context): Module => ({ name: 'orders' })
