import { newId } from '../../kernel/ids.ts'
import { system } from '../../kernel/state.ts'
import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import { recordBirth } from '../../platform/transition.ts'
import { differences, type PaymentRow } from './payment.ts'
import type { PayoutRow } from './payout.ts'
import type { RefundRow } from './refund.ts'

/** Payments by id, in no particular order. */
export const findPayments = (db: Db, ids: readonly string[]) =>
  rows<PaymentRow>(db)`select * from payments where id = any(${ids}::uuid[])`

export const findPayment = (db: Db, id: string, payer_id: string) =>
  row<PaymentRow>(db)`select * from payments where id = ${id} and payer_id = ${payer_id}`

export const lockPayment = (tx: Tx, id: string, payer_id: string) =>
  row<PaymentRow>(
    tx,
  )`select * from payments where id = ${id} and payer_id = ${payer_id} for no key update`

export const lockPayments = (tx: Tx, ids: readonly string[]) =>
  rows<PaymentRow>(
    tx,
  )`select * from payments where id = any(${ids}::uuid[]) order by id for no key update`

export const lockPaymentsByNumber = (
  tx: Tx,
  provider: string,
  numbers: readonly string[],
) => rows<PaymentRow>(tx)`
  select * from payments where number = any(${numbers}::text[]) and provider = ${provider} order by id for no key update`

/** Which payments these trades have paid. Read after the payments in question are locked. */
export const findPaidBy = (tx: Tx, provider: string, provider_numbers: readonly string[]) => rows<{
  id: string
  provider_number: string
}>(tx)`
  select id, provider_number from payments where provider = ${provider} and provider_number = any(${provider_numbers}::text[])`

/** With the provider that holds the money. */
export type HeldRefund = RefundRow & { provider: string }

export const lockRefundsByNumber = (
  tx: Tx,
  provider: string,
  numbers: readonly string[],
) => rows<HeldRefund>(tx)`
  select r.*, p.provider from refunds as r join payments as p on p.id = r.payment_id
  where r.number = any(${numbers}::text[]) and p.provider = ${provider} order by r.id for no key update of r`

export const lockPayoutsByNumber = (
  tx: Tx,
  provider: string,
  numbers: readonly string[],
) => rows<PayoutRow>(tx)`
  select * from payouts where number = any(${numbers}::text[]) and provider = ${provider} order by id for no key update`

/** The money came, by this trade of the provider. */
export const recordPaid = (
  tx: Tx,
  paid: readonly { id: string; provider_number: string; paid_at: Date }[],
) => rows(tx)`
  update payments set provider_number = paid.provider_number, paid_at = paid.paid_at, next_query_at = null
  from unnest(${paid.map(({ id }) => id)}::uuid[], ${paid.map((one) => one.provider_number)}::text[],
    ${paid.map((one) => one.paid_at)}::timestamptz[]) as paid (id, provider_number, paid_at)
  where payments.id = paid.id`

export type NewDifference = {
  /** What it is about, named uniquely. */
  event: string
  provider: string
  payment_id: string | null
  provider_number: string | null
  kind:
    | 'amount'
    | 'currency'
    | 'unknown_number'
    | 'second_payment'
    | 'refund_failed'
    | 'payout_unknown'
    | 'missing_here'
    | 'missing_there'
  expected: bigint | null
  found: bigint | null
  currency: string | null
  words: string
}

/** Each difference becomes one row for people, however often it is seen. */
export async function insertDifferences(
  tx: Tx,
  found: readonly NewDifference[],
  now: Date,
): Promise<void> {
  if (found.length === 0) return
  const fresh = await rows<{ id: string }>(tx)`
    insert into payment_differences (id, event, provider, payment_id, provider_number, kind, expected, found, currency, words, state, state_at, created_at)
    select d.id, d.event, d.provider, d.payment_id, d.provider_number, d.kind, d.expected, d.found, d.currency, d.words, 'open', ${now}, ${now}
    from unnest(${found.map(() => newId())}::uuid[], ${found.map((one) => one.event)}::text[], ${found.map((one) => one.provider)}::text[],
      ${found.map((one) => one.payment_id)}::uuid[], ${found.map((one) => one.provider_number)}::text[], ${found.map((one) => one.kind)}::text[],
      ${found.map((one) => one.expected)}::bigint[], ${found.map((one) => one.found)}::bigint[], ${found.map((one) => one.currency)}::text[],
      ${found.map((one) => one.words)}::text[]) as d (id, event, provider, payment_id, provider_number, kind, expected, found, currency, words)
    on conflict (event) do nothing
    returning id`
  await recordBirth(tx, differences, {
    ids: fresh.map(({ id }) => id),
    state: 'open',
    actor: system('payments.differences'),
    reason: 'found',
    now,
  })
}
