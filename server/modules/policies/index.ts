export {
  blockedByPolicy,
  decide,
  type Effect,
  isAdmitted,
  type LinkRule,
  type Placement,
  type Question,
  type Verdict,
} from './link-rule.ts'
export { linkRuleAnnounced } from './policies.events.ts'
export { policiesModule } from './policies.module.ts'
export { confirmRules, currentRules } from './policies.sql.ts'
