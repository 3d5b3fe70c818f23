import type { Context, Module } from '../../platform/context.ts'
import { aftersalesConsumer } from './aftersales.consumer.ts'
import { aftersalesInvariants } from './aftersales.invariants.ts'
import { aftersalesSweeps } from './aftersales.jobs.ts'
import { aftersalesRoutes } from './aftersales.routes.ts'

export const aftersalesModule = (context: Context): Module => ({
  name: 'aftersales',
  routes: aftersalesRoutes(context),
  consumers: [aftersalesConsumer],
  sweeps: aftersalesSweeps(context),
  invariants: aftersalesInvariants,
})
