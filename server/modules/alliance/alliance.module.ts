import type { Context, Module } from '../../platform/context.ts'

export const allianceModule = (_context: Context): Module => ({ name: 'alliance' })
