import { BUSINESS_ZONE, dayIn } from '../../kernel/time.ts'
import { type Db, row, rows } from '../../platform/db.ts'
import { ruleNotAhead, ruleTaken } from './tier-rules.ts'

/** What part of a fee is kept when sent goods come back, for orders paid from a business day on. */
export type RefundFeeRule = { ppm: bigint; valid_from: string; reason: string }

/** Every rule, the latest first. */
export const refundFeeRules = (db: Db) => rows<RefundFeeRule>(db)`
  select ppm, valid_from::text as valid_from, reason from refund_fee_rules where ${true}::boolean order by valid_from desc limit 400`

/**
 * Announces a refund-administration fee, with its reason, for orders paid from a coming business day on; what is sold keeps its own.
 * @throws ruleNotAhead, ruleTaken
 */
export async function announceRefundFee(
  db: Db,
  { ppm, valid_from, reason }: RefundFeeRule,
  { account_id, now }: { account_id: string; now: Date },
): Promise<RefundFeeRule> {
  if (valid_from <= dayIn(now, BUSINESS_ZONE)) throw ruleNotAhead()
  const made = await row<RefundFeeRule>(db)`
    insert into refund_fee_rules (valid_from, ppm, reason, made_by, made_at) values (${valid_from}::date, ${ppm}, ${reason}, ${account_id}, ${now})
    on conflict do nothing returning ppm, valid_from::text as valid_from, reason`
  if (!made) throw ruleTaken()
  return made
}
