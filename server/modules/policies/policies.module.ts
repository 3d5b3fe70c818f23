import type { Context, Module } from '../../platform/context.ts'

export const policiesModule = (_context: Context): Module => ({ name: 'policies' })
