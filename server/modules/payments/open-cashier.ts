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
  providerRefused,
  providerSilent,
} from './payment.ts'
import { lockPayment } from './payments.sql.ts'
import type { Provider, Providers } from './provider.ts'

type Door = Pick<Context, 'db' | 'config' | 'base_url' | 'now'> & { providers: Providers }
type Wish = { payment_id: string; payer_id: string; return_path?: string | undefined }

/**
 * Prepares the provider's cashier and gives its address. May be asked as often as wanted, also by two at once and
 * after a crash in the middle: the provider knows one trade by our number, and the address stays the same.
 *
 * 1. Note that the provider may hear of this payment from now on. 2. Make the trade there. 3. Keep its address.
 * @throws `not_found`, `wrong_state` when it is too late, `payment_provider_silent`, `payment_provider_refused`
 */
export async function openCashier(
  { db, config, base_url, now, providers }: Door,
  wish: Wish,
): Promise<PaymentRow> {
  const payment = await inTransaction(db, (tx) => noteAttempt(tx, wish, now()))
  if (payment.state !== 'created') return payment
  const provider = providers.get(payment.provider) as Provider
  const answer = await provider.create({
    number: payment.number,
    amount: payment.amount,
    currency: payment.currency,
    title: payment.title,
    payee: payment.payee,
    expires_at: payment.deadline_at as Date,
    return_url: `${config.public_url}${payment.return_path}`,
    notify_url: callbackUrl(base_url(), provider),
  })
  if (answer.is === 'unknown') throw providerSilent({ why: answer.why })
  if (answer.is === 'refused') throw providerRefused({ why: answer.why })
  return inTransaction(db, (tx) => keepCashier(tx, wish, answer.value.cashier_url, now()))
}

async function noteAttempt(
  tx: Tx,
  { payment_id, payer_id, return_path }: Wish,
  now: Date,
): Promise<PaymentRow> {
  const payment = await lockPayment(tx, payment_id, payer_id)
  if (!payment) throw notFound()
  if (payment.state === 'pending' || payment.state === 'succeeded') return payment
  if (payment.state === 'closed' || (payment.deadline_at as Date) <= now)
    throw wrongState({ state: 'closed' })
  return (await row<PaymentRow>(tx)`
    update payments
    set next_query_at = least(coalesce(next_query_at, ${after(now, FIRST_QUERY_MS)}), deadline_at),
      return_path = coalesce(return_path, ${return_path ?? `/pay/${showId('pay', payment_id)}`})
    where id = ${payment_id} returning *`) as PaymentRow
}

async function keepCashier(
  tx: Tx,
  { payment_id, payer_id }: Wish,
  cashier_url: string,
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
    update payments set cashier_url = coalesce(cashier_url, ${cashier_url}),
      next_query_at = case when state = 'closed' and paid_at is null then ${now}::timestamptz else next_query_at end
    where id = ${payment_id}`
  return (await lockPayment(tx, payment_id, payer_id)) as PaymentRow
}

/** Where this provider's callbacks reach us. */
export const callbackUrl = (base_url: string, { name }: Provider): string =>
  `${base_url}/v1/providers/${name}/callbacks`
