import { refusal } from '../../kernel/refusal.ts'
import { DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/**
 * A difference between a provider and our books: one row a question, whoever asks it and however often. It waits in the
 * finance desk's queue, is taken by one person and closed with words; where closing books money, a second person releases it.
 */
export type DifferenceState = 'open' | 'taken' | 'proposed' | 'resolved' | 'written_off'

export const differences = machine<DifferenceState>('payment_differences', {
  open: ['taken', 'resolved'],
  taken: ['open', 'proposed', 'resolved'],
  proposed: ['taken', 'open', 'resolved', 'written_off'],
  // What settled itself may be found again.
  resolved: ['open'],
  written_off: [],
})

/**
 * What may differ. Told by callbacks and by files alike: `amount`, `currency`, `unknown_number`, `second_payment`,
 * `payout_unknown`, `missing_there`. Seen where a refund is sent: `refund_failed`. All others come out of a file: of what
 * comes back of payouts, `return_missing` is back by our books only, and `return_unknown` never went out by them.
 */
export const DIFFERENCE_KINDS = [
  'missing_there',
  'missing_here',
  'amount',
  'currency',
  'state_differs',
  'duplicate_there',
  'double_booked_here',
  'fee_differs',
  'refund_exceeds',
  'refund_missing',
  'return_missing',
  'return_unknown',
  'wrong_day',
  'unknown_number',
  'payout_differs',
  'payout_unknown',
  'second_payment',
  'refund_failed',
] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

/** What closing a difference books: the money goes back to its payer, or the platform bears it. */
export type Booking = 'send_back' | 'write_off'

/** A difference that nobody has taken, or whoever took it has not closed, is put before everybody again after this long. */
export const TAKE_WITHIN = DAY
export const CLOSE_WITHIN = 3 * DAY
export const RELEASE_WITHIN = DAY

export const notRefundable = refusal(
  'difference_not_refundable',
  409,
  'This difference is no money that could be sent back',
)
export const nothingToBook = refusal(
  'difference_books_nothing',
  409,
  'This difference leaves nothing to be booked; close it with words',
)
export const takenByAnother = refusal(
  'difference_taken',
  409,
  'Somebody else has taken this difference',
)
export const samePerson = refusal(
  'second_person_needed',
  409,
  'Whoever proposed a booking cannot release it; another person has to',
)
