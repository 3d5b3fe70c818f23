import type { Context, Module } from '../../platform/context.ts'

export const shopsModule = (_context: Context): Module => ({ name: 'shops' })
