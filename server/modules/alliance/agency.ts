import { refusal } from '../../kernel/refusal.ts'
import { DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

export const notAnAgency = refusal('not_an_agency', 403, 'Register as an agency first')
export const agencyBound = refusal('agency_bound', 409, 'This creator is with another agency')
export const agencyAsked = refusal(
  'agency_asked',
  409,
  'You have invited this creator and wait for an answer',
)
export const ownAgency = refusal('own_agency', 422, 'An agency cannot invite itself')

/** An invitation that nobody answers lapses. */
export const INVITATION_WAITS = 7 * DAY
/** Whoever wants out says so this long before; until then the share stays as agreed. */
export const ENDING_TAKES = 30 * DAY

export type AgreementState =
  | 'invited'
  | 'active'
  | 'ending'
  | 'ended'
  | 'declined'
  | 'withdrawn'
  | 'lapsed'

/**
 * An agency's part of a creator's commission, agreed by both: the agency invites, the creator accepts, either gives notice.
 * A creator is with one agency at a time. What is in force when an order is placed is frozen on its lines; an end never
 * reaches back.
 */
export const agreements = machine<AgreementState>('agency_agreements', {
  invited: ['active', 'declined', 'withdrawn', 'lapsed'],
  active: ['ending'],
  ending: ['ended'],
  ended: [],
  declined: [],
  withdrawn: [],
  lapsed: [],
})
