import { refusal } from '../../kernel/refusal.ts'

export const ruleInThePast = refusal(
  'rule_in_the_past',
  422,
  'A rule starts now or later, never in the past',
)
export const ruleExists = refusal('rule_exists', 409, 'There is a rule of this name')
export const blockedByPolicy = refusal(
  'blocked_by_link_policy',
  422,
  'The link policy does not allow these goods here',
)
