import { refusal } from '../../kernel/refusal.ts'
import { after, DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/**
 * A settlement is one order line's money on its way from the buyer to those it belongs to. It waits in escrow until
 * receipt is confirmed, the return window and T+N are over and nothing is contested; it settles exactly once (I-12).
 */

export const balanceTooLow = refusal('balance_too_low', 409, 'Less than that is available')
export const payoutAccountMissing = refusal(
  'payout_account_missing',
  409,
  'Say first where the money shall go',
)
export const payoutBlocked = refusal(
  'payout_blocked',
  409,
  'Payouts are blocked while there is a debt',
)
export const depositNotDue = refusal('deposit_not_due', 409, 'No deposit is due')

export type SettlementState = 'pending' | 'counting' | 'held' | 'settled' | 'void'

/** The arrows of a line's money; the migration draws the same. */
export const settlements = machine<SettlementState>('settlements', {
  pending: ['counting', 'held', 'void'],
  counting: ['held', 'settled', 'void'],
  held: ['counting', 'pending', 'void'],
  settled: [],
  void: [],
})

/**
 * When a part of a line may settle: T+N is over, and so is its return window, counted from receipt. N is that of the
 * shop's tier for the shop's part and of the creator's tier for the commission.
 */
export const settleAt = (
  line: { return_days: number },
  hold_days: number,
  order: { completed_at: Date; received_at: Date | null },
): Date => {
  const hold = after(order.completed_at, hold_days * DAY)
  const window = after(order.received_at ?? order.completed_at, line.return_days * DAY)
  return hold > window ? hold : window
}

/** A number of an account with all but its last four signs hidden. */
export const maskAccountNumber = (number: string): string => {
  const plain = number.replaceAll(' ', '')
  return `${'*'.repeat(Math.max(0, plain.length - 4))}${plain.slice(-4)}`
}

/** Where a payout goes, as it may be shown: bank and the number's end, no holder's name, whatever stands in between. */
export const maskPayee = (payee: string): string => {
  const [, bank = '', number = payee] = /(\S*[^\d\s]\S*) (\d[\d ]*)$/.exec(payee) ?? []
  return `${bank} ****${number.replaceAll(' ', '').slice(-4)}`.trim()
}
