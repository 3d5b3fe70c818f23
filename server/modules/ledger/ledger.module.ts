import type { Context, Module } from '../../platform/context.ts'

export const ledgerModule = (_context: Context): Module => ({ name: 'ledger' })
