import type { Context, Module } from '../../platform/context.ts'

export const paymentsModule = (_context: Context): Module => ({ name: 'payments' })
