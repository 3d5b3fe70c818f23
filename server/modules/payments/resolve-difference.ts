import { newId, showId } from '../../kernel/ids.ts'
import { notFound, wrongState } from '../../kernel/refusal.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { platformAccount, post } from '../ledger/index.ts'
import { differences, notRefundable } from './payment.ts'
import { insertRefunds } from './request-refund.ts'

type Resolution = {
  difference_id: string
  account_id: string
  resolution: string
  refund: boolean
  now: Date
}
type Found = {
  state: string
  kind: string
  provider: string
  payment_id: string | null
  provider_number: string | null
  found: bigint | null
  currency: string | null
}

/** Kinds in which money of a known payer lies in `unmatched`. */
const REFUNDABLE = new Set(['amount', 'currency', 'second_payment'])

/**
 * A person closes a difference with words and, when asked, sends the money back to where it came from. Money that
 * names no payment of ours has no payer here: it is settled with the provider.
 */
export const resolveDifference = (
  db: Db,
  { difference_id, account_id, resolution, refund, now }: Resolution,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const difference = await row<Found>(tx)`
      select state, kind, provider, payment_id, provider_number, found, currency from payment_differences where id = ${difference_id} for no key update`
    if (!difference) throw notFound()
    if (difference.state !== 'open') throw wrongState({ state: difference.state })
    if (refund) {
      const { kind, provider, payment_id, provider_number, found, currency } = difference
      const held = `unmatched:payment:${provider}:${provider_number}:${found}${currency}`
      const stands = await row(
        tx,
      )`select from journals where event = ${held} and kind = 'unmatched'`
      if (
        !REFUNDABLE.has(kind) ||
        !payment_id ||
        !provider_number ||
        !found ||
        !currency ||
        !stands
      )
        throw notRefundable()
      const id = newId()
      await insertRefunds(
        tx,
        [
          {
            id,
            payment_id,
            reason_kind: 'difference',
            reason_id: difference_id,
            order_id: null,
            number: showId('rfd', id),
            amount: found,
            currency,
            trade_number: provider_number,
          },
        ],
        now,
      )
      await post(tx, [
        {
          event: `difference:${difference_id}`,
          kind: 'difference_refund',
          at: now,
          entries: [
            { account: platformAccount('unmatched', currency), amount: -found },
            { account: platformAccount('refund_transit', currency), amount: found },
          ],
        },
      ])
    }
    await rows(
      tx,
    )`update payment_differences set resolved_by = ${account_id}, resolution = ${resolution} where id = ${difference_id}`
    await transition(tx, differences, {
      ids: [difference_id],
      to: 'resolved',
      actor: { kind: 'account', id: account_id },
      reason: refund ? 'sent_back' : 'resolved',
      now,
    })
  })
