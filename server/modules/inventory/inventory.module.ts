import type { Context, Module } from '../../platform/context.ts'

export const inventoryModule = (_context: Context): Module => ({ name: 'inventory' })
