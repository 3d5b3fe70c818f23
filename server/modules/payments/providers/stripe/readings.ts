import type Stripe from 'stripe'
import { decimalsOf } from '../../../../kernel/currency.ts'
import type { Report } from '../../provider.ts'

/** Currencies whose unit at Stripe is another than ISO's: by how many decimals it counts them. */
const THEIR_DECIMALS: ReadonlyMap<string, number> = new Map([
  ['ISK', 2],
  ['UGX', 2],
  ['MGA', 0],
])
/** Told in hundredths, but only whole units are taken. */
const WHOLE_ONLY = ['ISK', 'UGX']

/**
 * Our minor units as Stripe counts them. Undefined: Stripe does not take this amount: of three decimals the last must be 0,
 * and some currencies are taken in whole units only.
 */
export function toStripe(amount: bigint, currency: string): number | undefined {
  const ours = decimalsOf(currency)
  const theirs = THEIR_DECIMALS.get(currency) ?? ours
  if (ours === 3 && amount % 10n !== 0n) return undefined
  if (ours > 3) return undefined
  const scaled =
    theirs >= ours ? amount * 10n ** BigInt(theirs - ours) : amount / 10n ** BigInt(ours - theirs)
  if (theirs < ours && amount % 10n ** BigInt(ours - theirs) !== 0n) return undefined
  if (WHOLE_ONLY.includes(currency) && scaled % 100n !== 0n) return undefined
  return scaled > 0n && scaled <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(scaled) : undefined
}

/** Stripe's count as our minor units; undefined: a fraction of ours, or no whole number. */
export function fromStripe(
  amount: number | null | undefined,
  currency: string,
): bigint | undefined {
  if (!Number.isSafeInteger(amount)) return undefined
  const count = BigInt(amount as number)
  const ours = decimalsOf(currency)
  const theirs = THEIR_DECIMALS.get(currency) ?? ours
  if (theirs <= ours) return count * 10n ** BigInt(ours - theirs)
  const unit = 10n ** BigInt(theirs - ours)
  return count % unit === 0n ? count / unit : undefined
}

export const idOf = (one: string | { id: string } | null | undefined): string | undefined =>
  typeof one === 'string' ? one : one?.id

/** Metadata carries our number: what has none was not made by us. */
const numberOf = (metadata: Stripe.Metadata | null | undefined): string | undefined => {
  const number = metadata?.number
  return number && number.length <= 64 ? number : undefined
}

export function readSession(session: Stripe.Checkout.Session, told_at?: Date): Report | undefined {
  const number = numberOf(session.metadata)
  const currency = (session.currency ?? '').toUpperCase()
  const amount = fromStripe(session.amount_total, currency)
  if (!number || amount === undefined || !currency) return undefined
  const intent = session.payment_intent
  const paid = session.status === 'complete' && session.payment_status === 'paid'
  const provider_number = idOf(intent) ?? ''
  if (paid && !provider_number) return undefined
  const died =
    session.status === 'complete' &&
    !paid &&
    typeof intent === 'object' &&
    (intent?.status === 'canceled' || intent?.status === 'requires_payment_method')
  return {
    about: 'payment',
    number,
    provider_number,
    state: paid ? 'succeeded' : session.status === 'expired' || died ? 'closed' : 'waiting',
    amount,
    currency,
    finished_at: paid ? (chargedAt(intent) ?? told_at ?? null) : null,
    reason: null,
  }
}

export function readIntent(intent: Stripe.PaymentIntent): Report | undefined {
  const number = numberOf(intent.metadata)
  const currency = intent.currency.toUpperCase()
  const amount = fromStripe(intent.amount, currency)
  if (!number || amount === undefined) return undefined
  const paid = intent.status === 'succeeded'
  return {
    about: 'payment',
    number,
    provider_number: intent.id,
    state: paid ? 'succeeded' : intent.status === 'canceled' ? 'closed' : 'waiting',
    amount,
    currency,
    finished_at: paid ? (chargedAt(intent) ?? new Date(intent.created * 1_000)) : null,
    reason: null,
  }
}

function chargedAt(intent: string | Stripe.PaymentIntent | null): Date | undefined {
  const charge = typeof intent === 'object' ? intent?.latest_charge : undefined
  return charge && typeof charge === 'object' ? new Date(charge.created * 1_000) : undefined
}

const REFUND_STATES: Record<string, Report['state']> = {
  pending: 'waiting',
  requires_action: 'waiting',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'failed',
}

export function readRefund(refund: Stripe.Refund): Report | undefined {
  const number = numberOf(refund.metadata)
  const currency = refund.currency.toUpperCase()
  const amount = fromStripe(refund.amount, currency)
  const state = REFUND_STATES[refund.status ?? '']
  if (!number || amount === undefined || !state) return undefined
  return {
    about: 'refund',
    number,
    provider_number: refund.id,
    state,
    amount,
    currency,
    finished_at: state === 'succeeded' ? new Date(refund.created * 1_000) : null,
    reason: state === 'failed' ? (refund.failure_reason ?? refund.status ?? 'failed') : null,
  }
}

/**
 * Whether a transfer came back as a whole without us: what was reversed under numbers of ours was taken back, and stands in
 * our books by those.
 */
export const cameBack = ({ reversed, reversals }: Stripe.Transfer): boolean =>
  reversed && !(reversals?.data ?? []).some(({ metadata }) => metadata?.number)

/** When a transfer was back: by the last of its reversals, of which Stripe tells the latest ten. */
export const reversedAt = ({ reversals }: Stripe.Transfer): Date | null => {
  const times = (reversals?.data ?? []).map(({ created }) => created)
  return times.length > 0 ? new Date(Math.max(...times) * 1_000) : null
}

export function readTransfer(transfer: Stripe.Transfer): Report | undefined {
  const number = numberOf(transfer.metadata)
  const currency = transfer.currency.toUpperCase()
  const came_back = cameBack(transfer)
  const amount = fromStripe(transfer.amount, currency)
  if (!number || amount === undefined) return undefined
  return {
    about: 'payout',
    number,
    provider_number: transfer.id,
    state: came_back ? 'failed' : 'succeeded',
    amount,
    currency,
    finished_at: came_back ? reversedAt(transfer) : new Date(transfer.created * 1_000),
    reason: came_back ? 'reversed' : null,
  }
}
