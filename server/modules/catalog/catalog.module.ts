import type { Context, Module } from '../../platform/context.ts'

export const catalogModule = (_context: Context): Module => ({ name: 'catalog' })
