import type { Context, Module } from '../../platform/context.ts'

export const shippingModule = (_context: Context): Module => ({ name: 'shipping' })
