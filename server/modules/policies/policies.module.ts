import type { Context, Module } from '../../platform/context.ts'
import { policiesRoutes } from './policies.routes.ts'

export const policiesModule = (context: Context): Module => ({
  name: 'policies',
  routes: policiesRoutes(context),
  invariants: [
    {
      name: 'I-49 no rule was made after it had started',
      sql: 'select id, announced_at, effective_from from link_rules where created_by is not null and (announced_at is null or announced_at > effective_from) limit 100',
    },
    {
      name: 'I-49 every announced rule was told to the others',
      sql: `select id from link_rules as rule where created_by is not null and not exists (
          select from outbox where type = 'link_rule.announced' and payload ->> 'rule_id' = rule.id) limit 100`,
    },
    {
      name: 'I-49 a rule supersedes only rules of its own platform',
      sql: 'select rule.id, old.id as old_id from link_rules as rule join link_rules as old on old.id = rule.supersedes where old.platform <> rule.platform limit 100',
    },
    {
      name: 'I-49 the installation has its base rule',
      sql: `select 'self' as platform where not exists (
          select from link_rules where platform = 'self' and source is null and placement is null and category is null)`,
    },
  ],
})
