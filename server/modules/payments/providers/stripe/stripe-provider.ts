import type Stripe from 'stripe'
import { after, DAY, MINUTE } from '../../../../kernel/time.ts'
import type { StripeSettings } from '../../../../platform/provider-settings.ts'
import type { Answer, Callback, Provider, Report } from '../../provider.ts'
import { stripeBill } from './bill.ts'
import { made, stripeClient, told } from './client.ts'
import { readIntent, readRefund, readSession, readTransfer, toStripe } from './readings.ts'
import { stripeSplits } from './splits.ts'

export const STRIPE = 'stripe'

type Door = {
  settings: StripeSettings
  now: () => Date
  /** Where callbacks reach us; the address itself is set in Stripe's dashboard. */
  callback_base: string
  timeout_ms?: number
}

/** Stripe's own tolerance: a signature older, or further ahead, proves nothing. */
const TOLERANCE_S = 300
/** A session may end thirty minutes after it was made at the earliest; ours is closed by hand at its deadline. */
const BEYOND_DEADLINE = 31 * MINUTE
const EXPANDED = ['payment_intent.latest_charge']

/** Stripe behind the door of providers: Checkout sessions, refunds, transfers, events and balance transactions. */
export function stripeProvider({ settings, callback_base, timeout_ms = 5_000 }: Door): Provider {
  const stripe = stripeClient(settings, timeout_ms)

  async function query(
    number: string,
    trade_ref?: string | null,
  ): Promise<Answer<Report | undefined>> {
    if (trade_ref)
      return read(
        await told(() => stripe.checkout.sessions.retrieve(trade_ref, { expand: EXPANDED })),
        (session) => (session.metadata?.number === number ? readSession(session) : undefined),
      )
    // Nobody has got the address of a session whose making was never answered: only a payment could be found.
    const found = await told(() =>
      stripe.paymentIntents.search({ query: `metadata["number"]:"${number}"`, limit: 1 }),
    )
    if (found.is !== 'answered') return found
    const intent = found.value?.data[0]
    return read({ is: 'answered', value: intent }, readIntent)
  }

  async function findRefund(
    number: string,
    trade_number: string,
  ): Promise<Stripe.Refund | undefined> {
    for await (const one of stripe.refunds.list({ payment_intent: trade_number, limit: 100 }))
      if (one.metadata?.number === number) return one
    return undefined
  }

  return {
    name: STRIPE,
    callback_base,
    splits: stripeSplits(stripe),
    create: async ({ number, amount, currency, title, expires_at, return_url }) => {
      const unit_amount = toStripe(amount, currency)
      if (unit_amount === undefined) return { is: 'refused', why: 'amount_not_taken' }
      // The same words each time: Stripe compares them with those that the key was first used with.
      const answer = made(
        await told(() =>
          stripe.checkout.sessions.create(
            {
              mode: 'payment',
              client_reference_id: number,
              metadata: { number },
              payment_intent_data: { metadata: { number }, transfer_group: number },
              line_items: [
                {
                  quantity: 1,
                  price_data: {
                    currency: currency.toLowerCase(),
                    unit_amount,
                    product_data: { name: title.slice(0, 250) || number },
                  },
                },
              ],
              success_url: return_url,
              cancel_url: return_url,
              expires_at: Math.floor(after(expires_at, BEYOND_DEADLINE).getTime() / 1_000),
            },
            { idempotencyKey: `trade-${number}` },
          ),
        ),
      )
      if (answer.is !== 'answered') return answer
      const { id, url } = answer.value
      return url
        ? { is: 'answered', value: { cashier_url: url, trade_ref: id } }
        : { is: 'unknown', why: 'an answer without a cashier' }
    },
    query,
    close: async (number, trade_ref) => {
      if (!trade_ref) return query(number)
      const closed = await told(() => stripe.checkout.sessions.expire(trade_ref))
      // A no may mean that it is paid, or closed already: how it stands now is what counts.
      return closed.is === 'unknown' ? closed : query(number, trade_ref)
    },
    refund: async ({ number, trade_number, amount, currency }) => {
      const count = toStripe(amount, currency)
      if (count === undefined) return { is: 'refused', why: 'amount_not_taken' }
      return made(
        read(
          await told(() =>
            stripe.refunds.create(
              { payment_intent: trade_number, amount: count, metadata: { number } },
              { idempotencyKey: `refund-${number}` },
            ),
          ),
          readRefund,
        ),
      )
    },
    queryRefund: async (number, trade_number) =>
      read(await told(() => findRefund(number, trade_number)), readRefund),
    payout: async ({ number, amount, currency, bank_account }) => {
      const count = toStripe(amount, currency)
      if (count === undefined) return { is: 'refused', why: 'amount_not_taken' }
      if (!/^acct_\w{6,60}$/.test(bank_account))
        return { is: 'refused', why: 'payee_not_of_stripe' }
      return made(
        read(
          await told(() =>
            stripe.transfers.create(
              {
                amount: count,
                currency: currency.toLowerCase(),
                destination: bank_account,
                transfer_group: number,
                metadata: { number },
              },
              { idempotencyKey: `payout-${number}` },
            ),
          ),
          readTransfer,
        ),
      )
    },
    queryPayout: async (number) => {
      const found = await told(() => stripe.transfers.list({ transfer_group: number, limit: 10 }))
      if (found.is !== 'answered') return found
      const transfer = found.value?.data.find(({ metadata }) => metadata?.number === number)
      return read({ is: 'answered', value: transfer }, readTransfer)
    },
    verifyCallback: (raw, headers, at) => {
      const header = headers['stripe-signature']
      if (typeof header !== 'string' || header.length > 2_000) return undefined
      const signed_at = Number(/(?:^|,)t=(\d{1,11})(?:,|$)/.exec(header)?.[1] ?? Number.NaN)
      // Their library looks at what is too old, and not at what is too far ahead.
      if (!(Math.abs(at.getTime() / 1_000 - signed_at) <= TOLERANCE_S)) return undefined
      const is_genuine = settings.webhook_secrets.some((secret) => {
        try {
          stripe.webhooks.constructEvent(raw, header, secret, TOLERANCE_S, undefined, at.getTime())
          return true
        } catch {
          return false
        }
      })
      if (!is_genuine) return undefined
      const { is_foreign, ...callback } = readEvent(raw, settings)
      return is_foreign ? undefined : callback
    },
    readCallback: (raw) => {
      const { is_foreign: _, ...callback } = readEvent(raw, settings)
      return callback
    },
    fetchBill: async (day) => {
      const from = new Date(`${day}T00:00:00+08:00`)
      const lines = await told(() => stripeBill(stripe, from, after(from, DAY)))
      return lines.is === 'answered' ? { is: 'answered', value: lines.value ?? [] } : lines
    },
  }
}

function read<T>(
  answer: Answer<T | undefined>,
  reader: (given: T) => Report | undefined,
): Answer<Report | undefined> {
  if (answer.is !== 'answered' || answer.value === undefined)
    return answer as Answer<Report | undefined>
  const report = reader(answer.value)
  return report
    ? { is: 'answered', value: report }
    : { is: 'unknown', why: 'an answer that cannot be read' }
}

function readEvent(
  raw: Buffer,
  { secret_key }: StripeSettings,
): Callback & { is_foreign: boolean } {
  try {
    const event = JSON.parse(raw.toString('utf8')) as Stripe.Event
    // Of an account connected to ours, or of the other of the two worlds, live and test.
    const is_live = !/^[a-z]+_test_/.test(secret_key)
    const is_foreign = Boolean(event.account) || event.livemode !== is_live
    return {
      event_id: String(event.id).slice(0, 128),
      type: String(event.type).slice(0, 60),
      report: is_foreign ? undefined : reportOf(event),
      is_foreign,
    }
  } catch {
    return { event_id: '', type: 'unreadable', report: undefined, is_foreign: true }
  }
}

function reportOf(event: Stripe.Event): Report | undefined {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return readSession(event.data.object, new Date(event.created * 1_000))
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated':
      return readRefund(event.data.object as Stripe.Refund)
    // Money of a payout that came back, made by whoever: how much of it is asked for.
    case 'transfer.reversed':
      return readTransfer(event.data.object)
    default:
      return undefined
  }
}
