import { newId, showId } from '../../kernel/ids.ts'
import { bigints, instants, pick, texts, uuids } from '../../platform/columns.ts'
import { rows, type Tx } from '../../platform/db.ts'
import type { PaymentRow } from './payment.ts'
import { SANDBOX } from './sandbox-provider.ts'

export type NewPayment = {
  subject_kind: 'checkout' | 'deposit'
  subject_id: string
  payer_id: string
  /** Minor units, more than nothing. */
  amount: bigint
  currency: string
  /** What the cashier shows: goods, at most 120 characters are kept. */
  title: string
  /** Whom it goes to, for the cashier: names of shops. */
  payee?: string
  /** Until when it may be paid. */
  deadline_at: Date
  now: Date
  provider?: string
}

/** The payment as it will stand once `insertPayments` has written it; asks nobody. */
export function draftPayment(wish: NewPayment): PaymentRow {
  const id = newId()
  return {
    id,
    subject_kind: wish.subject_kind,
    subject_id: wish.subject_id,
    payer_id: wish.payer_id,
    provider: wish.provider ?? SANDBOX,
    number: showId('pay', id),
    amount: wish.amount,
    currency: wish.currency,
    title: cut(wish.title, 120),
    payee: cut(wish.payee ?? '', 80),
    ...untouched(wish.now),
    deadline_at: wish.deadline_at,
    created_at: wish.now,
  }
}

/** A payment as it stood when it was drafted, to be paid until `deadline_at`, whatever became of it since. */
export const asDrafted = (payment: PaymentRow, deadline_at: Date): PaymentRow => ({
  ...payment,
  ...untouched(payment.created_at),
  deadline_at,
})

/** What a payment has before anybody opens its cashier. */
const untouched = (created_at: Date) =>
  ({
    refunded: 0n,
    refunds_count: 0,
    provider_number: null,
    cashier_url: null,
    trade_ref: null,
    return_path: null,
    state: 'created',
    state_at: created_at,
    next_query_at: null,
    queries: 0,
    paid_at: null,
  }) as const

/** Writes payments as drafted, in the caller's transaction and in one statement. */
export const insertPayments = (tx: Tx, made: readonly PaymentRow[]) => rows(tx)`
  insert into payments (id, subject_kind, subject_id, payer_id, provider, number, amount, currency, title, payee, state, state_at, deadline_at, created_at)
  select id, subject_kind, subject_id, payer_id, provider, number, amount, currency, title, payee, 'created', at, deadline_at, at
  from unnest(${uuids(pick(made, 'id'))}::uuid[], ${texts(pick(made, 'subject_kind'))}::text[], ${uuids(pick(made, 'subject_id'))}::uuid[],
    ${uuids(pick(made, 'payer_id'))}::uuid[], ${texts(pick(made, 'provider'))}::text[], ${texts(pick(made, 'number'))}::text[],
    ${bigints(pick(made, 'amount'))}::bigint[], ${texts(pick(made, 'currency'))}::text[], ${texts(pick(made, 'title'))}::text[], ${texts(pick(made, 'payee'))}::text[],
    ${instants(pick(made, 'created_at'))}::timestamptz[], ${instants(pick(made, 'deadline_at'))}::timestamptz[])
    as one (id, subject_kind, subject_id, payer_id, provider, number, amount, currency, title, payee, at, deadline_at)`

/**
 * Asks a payer for money, in the caller's transaction. Our number at the provider is made here, before anybody
 * calls anyone; the provider learns of it when the payer opens the cashier.
 */
export async function openPayment(tx: Tx, wish: NewPayment): Promise<PaymentRow> {
  const payment = draftPayment(wish)
  await insertPayments(tx, [payment])
  return payment
}

/** Shortens to so many characters as people count them. */
const cut = (text: string, max: number): string => {
  if (text.length <= max) return text
  const signs = [...text]
  return signs.length > max ? `${signs.slice(0, max - 1).join('')}…` : text
}
