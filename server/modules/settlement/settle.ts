import { refusal } from '../../kernel/refusal.ts'

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
