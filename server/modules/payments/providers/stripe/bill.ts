import type Stripe from 'stripe'
import type { BillLine } from '../../provider.ts'
import { fromStripe, idOf } from './readings.ts'

/** Balance transactions of a day, with what each is about; what was not made by us under a number is left out. */
export async function stripeBill(stripe: Stripe, from: Date, until: Date): Promise<BillLine[]> {
  const lines: BillLine[] = []
  const seconds = (at: Date) => Math.floor(at.getTime() / 1_000)
  for await (const one of stripe.balanceTransactions.list({
    created: { gte: seconds(from), lt: seconds(until) },
    limit: 100,
    expand: ['data.source'],
  })) {
    const line = readLine(one) ?? (await readReturn(stripe, one))
    if (line) lines.push(line)
  }
  return lines
}

const ABOUT: Record<string, BillLine['about']> = {
  charge: 'payment',
  payment: 'payment',
  refund: 'refund',
  payment_refund: 'refund',
  transfer: 'payout',
  transfer_cancel: 'payout_return',
  transfer_failure: 'payout_return',
  transfer_refund: 'payout_return',
}

/** What came back of a transfer without our number on it is of the transfer's: Stripe or somebody in its dashboard sent it. */
async function readReturn(
  stripe: Stripe,
  one: Stripe.BalanceTransaction,
): Promise<BillLine | undefined> {
  const { source } = one
  if (ABOUT[one.type] !== 'payout_return' || !source || typeof source !== 'object') return undefined
  if (source.object !== 'transfer_reversal') return undefined
  const transfer = await stripe.transfers.retrieve(idOf(source.transfer) ?? '')
  return readLine({ ...one, source: { ...source, metadata: transfer.metadata } })
}

type Transaction = Pick<
  Stripe.BalanceTransaction,
  'type' | 'source' | 'amount' | 'fee' | 'currency' | 'created'
>

/** One line of the day's file; undefined for what was not made by us under a number. */
export function readLine(one: Transaction): BillLine | undefined {
  const about = ABOUT[one.type]
  const { source } = one
  if (!about || !source || typeof source !== 'object') return undefined
  const made_of = source as
    | Stripe.Charge
    | Stripe.Refund
    | Stripe.Transfer
    | Stripe.TransferReversal
  const number = made_of.metadata?.number
  const currency = made_of.currency.toUpperCase()
  const amount = fromStripe(made_of.amount, currency)
  if (!number || amount === undefined) return undefined
  const provider_number =
    about === 'payment' ? idOf((made_of as Stripe.Charge).payment_intent) : made_of.id
  return {
    about,
    number,
    provider_number: provider_number ?? made_of.id,
    amount,
    currency,
    fee: feeOf(one, amount, currency),
    finished_at: new Date(one.created * 1_000),
  }
}

/**
 * What Stripe kept. It keeps fees in the currency that the balance is in; of another one the fee is told in the trade's, at
 * the rate at which this trade itself was changed, rounded half up to a minor unit.
 */
function feeOf(
  { fee, amount: changed, currency: of_balance }: Transaction,
  amount: bigint,
  currency: string,
): bigint {
  if (of_balance.toUpperCase() === currency) return fromStripe(fee, currency) ?? 0n
  const into = BigInt(Math.abs(changed))
  if (into === 0n) return 0n
  const kept = BigInt(Math.abs(fee))
  const told = (kept * amount * 2n + into) / (into * 2n)
  return fee < 0 ? -told : told
}
