import { refusal } from '../../kernel/refusal.ts'

/**
 * A leader brings merchants' goods to creators for a service fee. Whoever wants to be one gives a name under which shops
 * and creators know them; terms are the same for all.
 */

export const notALeader = refusal('not_a_leader', 403, 'Register as a leader first')
export const leaderNameTaken = refusal(
  'leader_name_taken',
  409,
  'Another leader goes by this name already',
)

/** The most a leader may ask for: 40 % of what the buyer pays (domain 4.2). */
export const MAX_LEADER_PPM = 400_000n
/** Commission and leader fee together leave the shop at least a tenth (domain 4.2). */
export const MAX_RATES_PPM = 900_000n
/** What the platform keeps of every leader fee: 10 %, rounded down, frozen on each line (domain 4.2: of 550 it keeps 55). */
export const LEADER_CUT_PPM = 100_000n

export type Leader = { account_id: string; name: string; words: string; since: Date }
