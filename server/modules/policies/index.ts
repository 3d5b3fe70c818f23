export { addRule, type RuleWish } from './add-rule.ts'
export {
  blockedByPolicy,
  changesOf,
  decide,
  type Effect,
  isAdmitted,
  type LinkRule,
  OWN,
  type Placement,
  type Question,
  SELF,
  type Verdict,
} from './link-rule.ts'
export { linkRuleAnnounced } from './policies.events.ts'
export { policiesModule } from './policies.module.ts'
export { currentRules } from './policies.sql.ts'
