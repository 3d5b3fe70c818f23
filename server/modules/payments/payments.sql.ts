import { newId } from '../../kernel/ids.ts'
import { system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import { type DifferenceKind, differences, TAKE_WITHIN } from './difference.ts'
import type { PaymentRow } from './payment.ts'
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
  kind: DifferenceKind
  expected: bigint | null
  found: bigint | null
  /** Of what was found. */
  currency: string | null
  words: string
  /** Our number, where one is known or named. */
  number?: string
  /** Of what was expected, where it is said. */
  expected_currency?: string | null
  /** The day of the file that shows it. */
  day?: string
}

/**
 * Each difference becomes one row for people, however often it is seen. One that had settled itself and is found in a file
 * again waits for people again.
 */
export async function insertDifferences(
  tx: Tx,
  all: readonly NewDifference[],
  now: Date,
): Promise<void> {
  if (all.length === 0) return
  // Told twice in one batch it is one row; the first telling stands.
  const found = [...new Map(all.toReversed().map((one) => [one.event, one])).values()].toReversed()
  const deadline_at = after(now, TAKE_WITHIN)
  const kept = await rows<{ id: string; is_new: boolean; is_again: boolean }>(tx)`
    insert into payment_differences (id, event, provider, payment_id, provider_number, kind, expected, found, currency, words, number, expected_currency, day,
      state, state_at, deadline_at, created_at)
    select d.id, d.event, d.provider, d.payment_id, d.provider_number, d.kind, d.expected, d.found, d.currency, d.words, d.number, d.expected_currency, d.day,
      'open', ${now}, ${deadline_at}, ${now}
    from unnest(${found.map(() => newId())}::uuid[], ${found.map((one) => one.event)}::text[], ${found.map((one) => one.provider)}::text[],
      ${found.map((one) => one.payment_id)}::uuid[], ${found.map((one) => one.provider_number)}::text[], ${found.map((one) => one.kind)}::text[],
      ${found.map((one) => one.expected)}::bigint[], ${found.map((one) => one.found)}::bigint[], ${found.map((one) => one.currency)}::text[],
      ${found.map((one) => one.words)}::text[], ${found.map((one) => one.number ?? null)}::text[],
      ${found.map((one) => one.expected_currency ?? null)}::text[], ${found.map((one) => one.day ?? null)}::date[])
      as d (id, event, provider, payment_id, provider_number, kind, expected, found, currency, words, number, expected_currency, day)
    on conflict (event) do update set day = coalesce(payment_differences.day, excluded.day), number = coalesce(payment_differences.number, excluded.number),
      expected_currency = coalesce(payment_differences.expected_currency, excluded.expected_currency)
      where excluded.day is not null
    returning id, old.id is null as is_new, state = 'resolved' and resolved_by is null as is_again`
  const actor = system('payments.differences')
  await recordBirth(tx, differences, {
    ids: kept.filter(({ is_new }) => is_new).map(({ id }) => id),
    state: 'open',
    actor,
    reason: 'found',
    now,
    deadline_at,
  })
  await transition(tx, differences, {
    ids: kept.filter(({ is_again }) => is_again).map(({ id }) => id),
    from: ['resolved'],
    to: 'open',
    actor,
    reason: 'found_again',
    now,
    deadline_at,
  })
}
