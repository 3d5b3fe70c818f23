import type { Context, Module } from '../../platform/context.ts'
import { allianceRoutes } from './alliance.routes.ts'

export const allianceModule = (context: Context): Module => ({
  name: 'alliance',
  routes: allianceRoutes(context),
  invariants: [
    {
      name: 'a plan belongs to the shop of its product',
      sql: 'select plan.id from open_plans as plan join products as p on p.id = plan.product_id where p.shop_id <> plan.shop_id limit 100',
    },
    {
      name: 'only goods sold here have an open plan',
      sql: `select plan.id, p.source from open_plans as plan join products as p on p.id = plan.product_id where plan.is_open and p.source <> 'own' limit 100`,
    },
    {
      name: 'the history of a plan ends in what the plan is',
      sql: `select plan.id, plan.commission_ppm, plan.is_open, last.commission_ppm as last_ppm, last.is_open as last_open
        from open_plans as plan join lateral (
          select commission_ppm, is_open from open_plan_changes where plan_id = plan.id order by id desc limit 1) as last on true
        where (last.commission_ppm, last.is_open) is distinct from (plan.commission_ppm, plan.is_open) limit 100`,
    },
  ],
})
