import { newId, showId } from '../../kernel/ids.ts'
import { system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { row, type Tx } from '../../platform/db.ts'
import { recordBirth } from '../../platform/transition.ts'
import { PAYOUT_RELEASE_WITHIN, type PayoutRow, payouts } from './payout.ts'
import { approvePayouts } from './release-payouts.ts'
import { SANDBOX } from './sandbox-provider.ts'

const RELEASE_LIMIT = system('payments.release_limit')

export type PayoutWish = {
  owner_kind: 'shop' | 'account'
  owner_id: string
  /** Minor units, more than nothing. */
  amount: bigint
  currency: string
  /** Holder, bank and number in one line, or the payee's line of an account with the provider, as it takes it. */
  bank_account: string
  requested_by: string
  now: Date
  /** Through whom it goes; the sandbox's bank where it is not said. */
  provider?: string
  /** Out of this payment's own money at the provider, by the trade that brought it. */
  trade?: { payment_id: string; number: string }
  /** Goes out at once instead of waiting for a run. */
  is_released?: boolean
}

/**
 * Asks for money to be sent to its owner's bank; it goes out once it is released. The caller books it
 * from what is available into `payout_transit` in the same transaction: the floor there keeps it within what they have.
 */
export async function requestPayout(tx: Tx, wish: PayoutWish): Promise<PayoutRow> {
  const id = newId()
  const deadline_at = after(wish.now, PAYOUT_RELEASE_WITHIN)
  const payout = await row<PayoutRow>(tx)`
    insert into payouts (id, owner_kind, owner_id, number, amount, currency, provider, bank_account, state, state_at, deadline_at, requested_by, created_at, payment_id, trade_number)
    values (${id}, ${wish.owner_kind}, ${wish.owner_id}, ${showId('pot', id)}, ${wish.amount}, ${wish.currency}, ${wish.provider ?? SANDBOX},
      ${wish.bank_account}, 'requested', ${wish.now}, ${deadline_at}, ${wish.requested_by}, ${wish.now},
      ${wish.trade?.payment_id ?? null}, ${wish.trade?.number ?? null})
    returning *`
  await recordBirth(tx, payouts, {
    ids: [id],
    state: 'requested',
    actor: { kind: 'account', id: wish.requested_by },
    reason: 'requested',
    now: wish.now,
    deadline_at,
  })
  if (wish.is_released)
    await approvePayouts(tx, [id], {
      actor: RELEASE_LIMIT,
      reason: 'within_the_limit',
      now: wish.now,
    })
  return payout as PayoutRow
}
