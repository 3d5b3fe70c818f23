import type { Context, Module } from '../../platform/context.ts'

export const settlementModule = (_context: Context): Module => ({ name: 'settlement' })
