import { event } from '../../platform/outbox.ts'

/** A rule was announced; it starts at `effective_from`, which may be now. Rooms warn, or hide goods at the instant. */
export const linkRuleAnnounced = event<{ rule_id: string; effective_from: Date }>(
  'link_rule.announced',
)
