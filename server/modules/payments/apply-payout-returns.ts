import { rows, type Tx } from '../../platform/db.ts'
import { type Journal, post } from '../ledger/index.ts'
import { bouncePayouts } from './apply-payout-results.ts'
import { lockReversals, succeedReversals } from './apply-reversal-results.ts'
import type { BillEntry } from './bill.ts'
import { insertDifferences, lockPayoutsByNumber, type NewDifference } from './payments.sql.ts'
import type { PayoutRow } from './payout.ts'
import type { HeldReversal } from './reversal.ts'
import { setAside } from './unmatched.ts'

/**
 * Lines of a provider's file by which money of payouts is back there. What had arrived bounces, on the file's day; of
 * what is still under way the provider is asked at once; anything else is money that our books have no payout for and
 * is set aside, by the name under which the comparison of the day has it. What we took back ourselves has its own number. Again, nothing more happens.
 */
export async function applyPayoutReturns(
  tx: Tx,
  lines: readonly BillEntry[],
  { provider, now }: { provider: string; now: Date },
): Promise<void> {
  if (lines.length === 0) return
  const held = await lockPayoutsByNumber(
    tx,
    provider,
    lines.map(({ number }) => number),
  )
  const ofNumber = new Map(held.map((payout) => [payout.number, payout]))
  const reversed = new Map(
    (
      await lockReversals(tx, {
        numbers: lines.map(({ number }) => number).filter((number) => !ofNumber.has(number)),
      })
    )
      .filter((one) => one.provider === provider)
      .map((one) => [one.number, one]),
  )
  const taken: Parameters<typeof succeedReversals>[1][number][] = []
  const back = new Map<string, PayoutRow>()
  const to_ask: string[] = []
  const found: NewDifference[] = []
  const journals: Journal[] = []
  for (const line of lines) {
    const payout = ofNumber.get(line.number)
    const reversal = reversed.get(line.number)
    const kind = kindOf(line, reversal ?? payout)
    if (reversal && !kind) taken.push({ ...reversal, ...line })
    else if (payout && !kind) {
      if (payout.state === 'succeeded')
        back.set(payout.id, {
          ...payout,
          bounced_at: line.finished_at,
          failure_reason: 'sent back, by the file of its provider',
        })
      if (payout.state === 'sent') to_ask.push(payout.id)
    } else if (kind) {
      const words = `${provider} had ${line.amount} ${line.currency} of ${line.number} back`
      const expected = (reversal ?? payout)?.amount ?? null
      const aside = setAside(line, { kind, provider, payment_id: null, expected, words }, now)
      found.push(aside.difference)
      journals.push(aside.journal)
    }
  }
  await insertDifferences(tx, found, now)
  await post(tx, journals)
  if (to_ask.length > 0)
    await rows(tx)`
      update payouts set next_attempt_at = ${now} where id = any(${to_ask}::uuid[]) and state = 'sent'`
  await bouncePayouts(tx, [...back.values()], provider, now)
  await succeedReversals(tx, taken, provider, now)
}

type Known = Pick<PayoutRow | HeldReversal, 'amount' | 'currency' | 'state'>

/** Why a line is not the return of this payout or reversal; undefined where it is, or may become it. */
function kindOf(line: BillEntry, known: Known | undefined): NewDifference['kind'] | undefined {
  if (!known) return 'unknown_number'
  if (known.currency !== line.currency) return 'currency'
  if (known.amount !== line.amount) return known.state === 'bounced' ? undefined : 'amount'
  return ['sent', 'succeeded', 'bounced'].includes(known.state) ? undefined : 'return_unknown'
}
