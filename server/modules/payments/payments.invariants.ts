import type { Invariant } from '../../platform/context.ts'
import { noOrphans } from '../../platform/invariants.ts'
import { TRIES } from './take-callback.ts'

export const paymentsInvariants: readonly Invariant[] = [
  noOrphans('payments', { payer_id: 'accounts' }),
  {
    name: 'money goes out through a provider only to whom an operator had verified there',
    sql: `select p.id, p.provider from payouts as p where p.provider <> 'sandbox' and not exists (
        select from provider_accounts as a where a.owner_kind = p.owner_kind and a.owner_id = p.owner_id and a.provider = p.provider
          and a.verified_at <= p.created_at) limit 100`,
  },
  {
    name: 'I-19 what succeeded was paid by one trade, and its journal brought exactly its amount',
    sql: `select p.id, p.amount, p.currency, j.brought::text from payments as p
      left join lateral (
        select sum(e.amount) as brought from journals as j
        join ledger_entries as e on e.journal_id = j.id
        join ledger_accounts as a on a.id = e.account_id and a.kind = 'unallocated' and a.currency = p.currency
        where j.event = 'payment:' || p.id and j.kind = 'payment') as j on true
      where (p.paid_at is not null and j.brought is distinct from p.amount)
        or (p.paid_at is null and j.brought is not null)
        or (p.state = 'succeeded' and p.provider_number is null) limit 100`,
  },
  {
    name: 'I-19 money that did not fit is a difference row and lies in unmatched',
    sql: `select j.id, j.event from journals as j
      where j.kind = 'unmatched' and not exists (select from payment_differences as d where d.event like '%:' || j.event) limit 100`,
  },
  {
    name: 'I-20 one trade of a provider pays at most one payment',
    sql: `select provider, provider_number, count(*) from payments where provider_number is not null
      group by 1, 2 having count(*) > 1 limit 100`,
  },
  {
    name: 'I-20 money of one trade is booked once: it pays a payment or lies in unmatched',
    sql: `select p.id, j.event from journals as j
      join payments as p on p.provider = split_part(j.event, ':', 3) and p.provider_number = split_part(j.event, ':', 4)
      where j.kind = 'unmatched' and j.event like 'unmatched:payment:%' limit 100`,
  },
  {
    name: 'I-21 every stored callback is handled or waits for its turn',
    sql: `select id, provider, event_id, outcome from provider_callbacks where handled_at is null and attempts >= ${TRIES} limit 100`,
  },
  {
    name: 'I-22 nothing undoes a payment that succeeded, in whatever order its callbacks came',
    sql: `select noun_id as id, to_state, at from state_changes where noun = 'payments' and from_state = 'succeeded' limit 100`,
  },
  {
    name: 'I-23 money that came after close goes back in full',
    sql: `select p.id from payments as p where p.state = 'closed' and p.paid_at is not null and (
        p.refunded <> p.amount or not exists (
          select from refunds as r where r.payment_id = p.id and r.reason_kind = 'paid_after_close' and r.amount = p.amount)) limit 100`,
  },
  {
    name: 'I-24 what is refunded is the sum of its refunds and within what was paid',
    sql: `select p.id, p.amount, p.refunded, coalesce(r.total, 0)::text as refunds from payments as p
      left join (select payment_id, sum(amount) as total, count(*) as parts from refunds where reason_kind <> 'difference' group by 1) as r
        on r.payment_id = p.id
      where p.refunded <> coalesce(r.total, 0) or p.refunds_count <> coalesce(r.parts, 0) or p.refunded > p.amount limit 100`,
  },
  {
    name: 'I-25 a refund that succeeded has one number there and one journal',
    sql: `select r.id, r.state from refunds as r
      where (r.state = 'succeeded') <> exists (select from journals where event = 'refund:' || r.id and kind = 'refund')
        or (r.state = 'succeeded' and r.provider_number is null) limit 100`,
  },
  {
    name: 'I-25 no two refunds share a number of the provider',
    sql: `select provider_number, count(*) from refunds where provider_number is not null group by 1 having count(*) > 1 limit 100`,
  },
  {
    name: 'every waiting payment, refund and payout has a deadline',
    sql: `select id, state from payments where state in ('created', 'pending') and deadline_at is null
      union all select id, state from refunds where state in ('requested', 'sent') and (deadline_at is null or next_attempt_at is null)
      union all select id, state from payouts where state in ('requested', 'approved', 'held', 'sent')
        and (deadline_at is null or (state in ('approved', 'sent')) <> (next_attempt_at is not null)) limit 100`,
  },
  {
    name: 'a payout that is held back says why, and no call went out for it',
    sql: `select id, hold_reason, attempts from payouts where state = 'held' and (hold_reason is null or attempts > 0) limit 100`,
  },
  {
    name: 'a refund that was given up is a difference for people',
    sql: `select r.id, r.number from refunds as r where r.state = 'failed' and not exists (
        select from payment_differences as d where d.event like 'refund_failed:' || r.number || ':%') limit 100`,
  },
  {
    name: 'I-13 what is split off a trade is within what it brought',
    sql: `select p.id, p.amount, sum(o.amount) as split_off from payments as p
      join payouts as o on o.payment_id = p.id and o.state not in ('failed', 'bounced')
      group by p.id, p.amount having sum(o.amount) > p.amount limit 100`,
  },
  {
    name: 'I-13 what is taken back of a payout is within it, and of one that arrived',
    sql: `select p.id, p.state, p.amount, sum(r.amount) as taken_back from payouts as p join payout_reversals as r on r.payout_id = p.id and r.state <> 'failed'
      group by p.id having sum(r.amount) > p.amount or (p.state <> 'succeeded' and bool_or(r.state = 'succeeded')) limit 100`,
  },
  {
    name: 'I-13 a reversal that succeeded has one journal, no other has, and one that waits has a deadline',
    sql: `select id, state from payout_reversals as r
      where (state = 'succeeded') <> exists (select from journals where event = 'reversal:' || r.id and kind = 'payout_reversal')
        or (state in ('requested', 'sent') and (deadline_at is null or next_attempt_at is null)) limit 100`,
  },
  {
    name: 'I-13 a payout that succeeded has one journal, no other has',
    sql: `select id, state from payouts as p
      where (state in ('succeeded', 'bounced')) <> exists (select from journals where event = 'payout:' || p.id and kind = 'payout')
        or (state = 'bounced') <> exists (select from journals where event = 'payout:' || p.id and kind = 'payout_bounce') limit 100`,
  },
  {
    name: 'what the ledger brought in and sent out is what payments, refunds and payouts say',
    sql: `with said as (
        select currency, -amount as amount from payments where paid_at is not null
        union all select currency, amount from refunds where state = 'succeeded'
        union all select currency, amount from payouts where state = 'succeeded'
        union all select currency, -amount from payout_reversals where state = 'succeeded'
      ), booked as (
        select e.currency, e.amount from ledger_entries as e
        join ledger_accounts as a on a.id = e.account_id and a.kind = 'outside'
        join journals as j on j.id = e.journal_id and j.kind in ('payment', 'refund', 'payout', 'payout_bounce', 'payout_reversal')
      )
      select currency, sum(said)::text as said, sum(booked)::text as booked from (
        select currency, amount as said, 0 as booked from said union all select currency, 0, amount from booked) as both_sides
      group by 1 having sum(said) <> sum(booked) limit 100`,
  },
]
