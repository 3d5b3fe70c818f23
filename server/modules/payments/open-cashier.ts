import { showId } from '../../kernel/ids.ts'
import { notFound, wrongState } from '../../kernel/refusal.ts'
import { after } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import {
  FIRST_QUERY_MS,
  type PaymentRow,
  payments,
  providerChosen,
  providerRefused,
  providerSilent,
} from './payment.ts'
import { lockPayment } from './payments.sql.ts'
import { type Cashier, type Provider, type Providers, providerOf, type Screen } from './provider.ts'
import { offeredFor } from './providers/make-providers.ts'

type Door = Pick<Context, 'db' | 'config' | 'base_url' | 'now'> & { providers: Providers }
type Wish = {
  payment_id: string
  payer_id: string
  return_path?: string | undefined
  /** By whose cashier; not said, and several are offered: the payer is asked first. */
  provider?: string | undefined
  screen?: Screen
  payer_ip?: string
}

/**
 * Prepares the provider's cashier and gives its address. May be asked as often as wanted, also by two at once and
 * after a crash in the middle: the provider knows one trade by our number, and the address stays the same.
 *
 * 1. Note that the provider may hear of this payment from now on. 2. Make the trade there. 3. Keep its address.
 * Where the payer has to choose among providers, or to scan a code, the address is a page of ours.
 * @throws `not_found`, `wrong_state` when it is too late, `payment_provider_silent`, `payment_provider_refused`,
 * `payment_provider_chosen` when another provider may have heard of it before
 */
export async function openCashier(
  { db, config, base_url, now, providers }: Door,
  wish: Wish,
): Promise<PaymentRow> {
  const page = `${config.public_url}/pay/${showId('pay', wish.payment_id)}/cashier`
  const payment = await inTransaction(db, (tx) =>
    noteAttempt(tx, wish, (currency) => offeredFor(providers, { config }, currency), now()),
  )
  if (payment.state !== 'created') return payment
  if (payment.next_query_at === null) return { ...payment, cashier_url: page }
  const provider = providerOf(providers, payment.provider)
  const answer = await provider.create({
    number: payment.number,
    amount: payment.amount,
    currency: payment.currency,
    title: payment.title,
    payee: payment.payee,
    expires_at: payment.deadline_at as Date,
    return_url: `${config.public_url}${payment.return_path}`,
    notify_url: callbackUrl(base_url(), provider),
    ...(wish.screen ? { screen: wish.screen } : {}),
    ...(wish.payer_ip ? { payer_ip: wish.payer_ip } : {}),
  })
  if (answer.is === 'unknown') throw providerSilent({ why: answer.why })
  if (answer.is === 'refused') throw providerRefused({ why: answer.why })
  const { cashier_url, is_code, trade_ref } = answer.value
  const kept = is_code ? { cashier_url: page, trade_ref: cashier_url } : { cashier_url, trade_ref }
  return inTransaction(db, (tx) => keepCashier(tx, wish, kept, now()))
}

async function noteAttempt(
  tx: Tx,
  { payment_id, payer_id, return_path, provider: wished }: Wish,
  offered: (currency: string) => string[],
  now: Date,
): Promise<PaymentRow> {
  const payment = await lockPayment(tx, payment_id, payer_id)
  if (!payment) throw notFound()
  if (payment.state === 'succeeded') return payment
  // Once a provider may have heard of the number, it stays the one who is asked about it.
  const is_begun = payment.next_query_at !== null || payment.state !== 'created'
  if (is_begun && wished && wished !== payment.provider)
    throw providerChosen({ provider: payment.provider })
  if (payment.state === 'pending') return payment
  if (payment.state === 'closed' || (payment.deadline_at as Date) <= now)
    throw wrongState({ state: 'closed' })
  const choice = is_begun ? [payment.provider] : offered(payment.currency)
  if (!is_begun && !wished && choice.length > 1) {
    // Where to come back to is kept; the provider hears nothing yet.
    if (!return_path) return payment
    return (await row<PaymentRow>(
      tx,
    )`update payments set return_path = coalesce(return_path, ${return_path}) where id = ${payment_id} returning *`) as PaymentRow
  }
  const provider = wished ?? choice[0]
  if (!provider || !choice.includes(provider)) throw providerRefused({ why: 'not_offered' })
  return (await row<PaymentRow>(tx)`
    update payments
    set next_query_at = least(coalesce(next_query_at, ${after(now, FIRST_QUERY_MS)}), deadline_at),
      provider = ${provider}, return_path = coalesce(return_path, ${return_path ?? `/pay/${showId('pay', payment_id)}`})
    where id = ${payment_id} returning *`) as PaymentRow
}

async function keepCashier(
  tx: Tx,
  { payment_id, payer_id }: Wish,
  { cashier_url, trade_ref }: Pick<Cashier, 'cashier_url'> & { trade_ref: string | undefined },
  now: Date,
): Promise<PaymentRow> {
  const payment = (await lockPayment(tx, payment_id, payer_id)) as PaymentRow
  if (payment.state === 'created')
    await transition(tx, payments, {
      ids: [payment_id],
      to: 'pending',
      actor: { kind: 'account', id: payer_id },
      reason: 'cashier_opened',
      now,
      deadline_at: payment.deadline_at,
    })
  // Closed while the provider made the trade: the sweep has to close it there too.
  await rows(tx)`
    update payments set cashier_url = coalesce(cashier_url, ${cashier_url}), trade_ref = coalesce(trade_ref, ${trade_ref ?? null}),
      next_query_at = case when state = 'closed' and paid_at is null then ${now}::timestamptz else next_query_at end
    where id = ${payment_id}`
  return (await lockPayment(tx, payment_id, payer_id)) as PaymentRow
}

/** Where this provider's callbacks reach us. */
export const callbackUrl = (base_url: string, { name, callback_base }: Provider): string =>
  `${callback_base ?? base_url}/v1/providers/${name}/callbacks`
