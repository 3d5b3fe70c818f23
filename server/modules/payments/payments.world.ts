import { newId, showId } from '../../kernel/ids.ts'
import { after, MINUTE } from '../../kernel/time.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import { toJson } from '../../platform/outbox.ts'
import { signedHeaders } from '../../platform/signing.ts'
import { uuidOf } from '../../test-seed.ts'
import type { Person, World } from '../../test-world.ts'
import { findPayments, openPayment, type PaymentRow } from './index.ts'

/** A payment that somebody has to make, without a shop behind it. */
export const seedPayment = (
  world: World,
  payer: Person,
  {
    amount = 12_480n,
    currency = 'CNY',
    minutes = 30,
    subject_kind = 'deposit' as 'deposit' | 'checkout',
  } = {},
): Promise<PaymentRow & { shown: string }> =>
  inTransaction(world.db, async (tx) => {
    const payment = await openPayment(tx, {
      subject_kind,
      subject_id: newId(),
      payer_id: uuidOf(payer.id),
      amount,
      currency,
      title: '明前龙井 250g 等 2 件',
      payee: 'Tea House',
      deadline_at: after(world.now(), minutes * MINUTE),
      now: world.now(),
    })
    return { ...payment, shown: showId('pay', payment.id) }
  })

/** Opens the cashier and returns its path on this server. */
export async function openCashierOf(payer: Person, payment_id: string): Promise<string> {
  const shown = payment_id.startsWith('pay_') ? payment_id : showId('pay', payment_id)
  const opened = await payer.post(`/v1/payments/${shown}/cashier`)
  if (opened.status !== 201) throw new Error(`no cashier: ${opened.text}`)
  return new URL(opened.body.cashier_url).pathname
}

/** A button of the cashier, pressed in a browser that shares nothing with the platform. */
export const press = (world: World, cashier: string, button: 'pay' | 'fail'): Promise<Response> =>
  fetch(`${world.url}${cashier}/${button}`, { method: 'POST', redirect: 'manual' })

/** Pays at the sandbox as a buyer would: cashier, button, and everything that follows from the callback. */
export async function pay(world: World, payer: Person, payment_id: string): Promise<PaymentRow> {
  const answer = await press(world, await openCashierOf(payer, payment_id), 'pay')
  if (answer.status !== 303) throw new Error(`not paid: ${answer.status} ${await answer.text()}`)
  await world.settle()
  return paymentOf(world, payment_id)
}

export async function paymentOf(world: World, payment_id: string): Promise<PaymentRow> {
  const id = payment_id.startsWith('pay_') ? uuidOf(payment_id) : payment_id
  return (await findPayments(world.db, [id]))[0] as PaymentRow
}

/** What the sandbox provider shall be like from now on. */
export async function behave(
  world: World,
  settings: Record<string, number | boolean>,
): Promise<void> {
  const answer = await world.stranger.put('/sandbox/pay/personality', settings)
  if (answer.status !== 200) throw new Error(`no personality: ${answer.text}`)
}

/** Sums over the provider's own book, which the platform itself never reads. */
export const providersBook = async (world: World) =>
  (await row<{ payments: bigint; refunds: bigint; payouts: bigint; trades: bigint }>(world.db)`
    select coalesce(sum(amount) filter (where kind = 'payment'), 0)::bigint as payments,
      coalesce(sum(amount) filter (where kind = 'refund'), 0)::bigint as refunds,
      coalesce(sum(amount) filter (where kind = 'payout'), 0)::bigint as payouts, count(*) as trades
    from sandbox.trades where state = 'succeeded' and ${true}::boolean`) as {
    payments: bigint
    refunds: bigint
    payouts: bigint
    trades: bigint
  }

/** The same sums as the platform has them. */
export const ourBook = async (world: World) =>
  (await row<{ payments: bigint; refunds: bigint; payouts: bigint }>(world.db)`
    select (select coalesce(sum(amount), 0)::bigint from payments where paid_at is not null) as payments,
      (select coalesce(sum(amount), 0)::bigint from refunds where state = 'succeeded') as refunds,
      (select coalesce(sum(amount), 0)::bigint from payouts where state = 'succeeded') as payouts where ${true}::boolean`) as {
    payments: bigint
    refunds: bigint
    payouts: bigint
  }

/** Balance of one of the platform's own accounts, 0 while there is none. */
export const held = async (world: World, kind: string, currency = 'CNY'): Promise<bigint> =>
  (
    await rows<{ balance: bigint }>(world.db)`
    select balance from ledger_accounts where kind = ${kind} and currency = ${currency} and owner_kind in ('platform', 'provider')`
  )[0]?.balance ?? 0n

type Told = {
  kind?: string
  number: string
  provider_number?: string
  state?: string
  amount: bigint | number
  currency?: string
  merchant?: string
  type?: string
  event_id?: string
}

/** A callback as the provider would write and sign it: for what a well-behaved provider never says. */
export function callbackOf(
  world: World,
  told: Told,
): { url: string; headers: Record<string, string>; body: string } {
  const { kind = 'payment', state = 'succeeded', event_id = newId() } = told
  const body = toJson({
    id: event_id,
    type: told.type ?? `${kind}.${state}`,
    data: {
      merchant: told.merchant ?? 'closedloop',
      kind,
      merchant_number: told.number,
      number: told.provider_number ?? `sbx_${event_id}`,
      state,
      amount: told.amount,
      currency: told.currency ?? 'CNY',
      finished_at: state === 'waiting' ? null : world.now(),
      failure_reason: null,
    },
  })
  const secret = world.config.secrets.sandbox_payment[0] as string
  return {
    url: `${world.url}/v1/providers/sandbox/callbacks`,
    headers: {
      'content-type': 'application/json',
      ...signedHeaders(secret, { id: event_id, at: world.now(), body }),
    },
    body,
  }
}

/** Sends it; the status of the answer. */
export const send = async ({
  url,
  headers,
  body,
}: {
  url: string
  headers: Record<string, string>
  body: string | Buffer
}): Promise<number> => (await fetch(url, { method: 'POST', headers, body: body as any })).status

/** A genuine callback, sent and handled: an answer only says that it is stored. */
export async function tell(world: World, told: Told): Promise<number> {
  const status = await send(callbackOf(world, told))
  const untouched = () =>
    row(world.db)`
      select from provider_callbacks where handled_at is null and attempts = 0 and ${true}::boolean limit 1`
  const end = performance.now() + 30_000
  while (await untouched()) {
    if (performance.now() > end) throw new Error('nobody handles a callback that was stored')
    await new Promise((done) => setTimeout(done, 10))
  }
  return status
}

/** What became of the callbacks that were stored, as they came. */
export const storedCallbacks = (world: World) =>
  rows<{ outcome: string | null }>(
    world.db,
  )`select outcome from provider_callbacks where ${true}::boolean order by received_at`

export const differencesOf = (world: World) =>
  rows<{ kind: string; expected: bigint | null; found: bigint | null; currency: string }>(world.db)`
    select kind, expected, found, currency from payment_differences where ${true}::boolean order by created_at, kind`
