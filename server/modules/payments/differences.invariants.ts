import { BUSINESS_ZONE } from '../../kernel/time.ts'
import type { Invariant } from '../../platform/context.ts'
import { noOrphans } from '../../platform/invariants.ts'
import { providersLacking } from './providers/bill-coverage.ts'

/** Payouts by these count only where a file names them: their daily files hold none. */
const UNBILLED = providersLacking('payout')
  .map((provider) => `'${provider}'`)
  .join(', ')
const dayOf = (column: string): string => `(${column} at time zone '${BUSINESS_ZONE}')::date`

export const differenceInvariants: readonly Invariant[] = [
  noOrphans('payment_differences', {
    owner_id: 'accounts',
    proposed_by: 'accounts',
    released_by: 'accounts',
  }),
  {
    name: 'I-11 for each provider, checked day and currency, ours − theirs is what the day’s differences explain',
    sql: `with parts as (
        select provider, ${dayOf('paid_at')} as day, currency, amount as ours, 0::bigint as theirs, 0::bigint as explained from payments where paid_at is not null
        union all
        select p.provider, ${dayOf('r.finished_at')}, r.currency, -r.amount, 0, 0 from refunds as r join payments as p on p.id = r.payment_id
          where r.finished_at is not null
        union all
        select provider, ${dayOf('finished_at')}, currency, -amount, 0, 0 from payouts as o where finished_at is not null and (
          provider <> all(array[${UNBILLED}]::text[]) or exists (
            select from provider_bills as b join provider_bill_lines as l on l.file_id = b.file_id
            where b.provider = o.provider and b.day = ${dayOf('o.finished_at')} and l.number = o.number))
        union all
        select provider, ${dayOf('bounced_at')}, currency, amount, 0, 0 from payouts as o where bounced_at is not null and (
          provider <> all(array[${UNBILLED}]::text[]) or exists (
            select from provider_bills as b join provider_bill_lines as l on l.file_id = b.file_id
            where b.provider = o.provider and b.day = ${dayOf('o.bounced_at')} and l.number = o.number))
        union all
        select p.provider, ${dayOf('r.finished_at')}, r.currency, r.amount, 0, 0 from payout_reversals as r join payouts as p on p.id = r.payout_id
          where r.finished_at is not null
        union all
        select b.provider, b.day, l.currency, 0, case when l.about in ('payment', 'payout_return') then l.amount else -l.amount end, 0
          from provider_bills as b join provider_bill_lines as l on l.file_id = b.file_id where l.state = 'succeeded'
        union all
        select provider, day, currency, 0, 0, case side when 'ours' then amount else -amount end from payment_difference_legs
      )
      select b.provider, b.day, currency, sum(ours)::text as ours, sum(theirs)::text as theirs, sum(explained)::text as explained
      from parts join provider_bills as b using (provider, day)
      where b.file_id is not null and not b.again
      group by 1, 2, 3 having sum(ours) - sum(theirs) <> sum(explained) limit 100`,
  },
  {
    name: 'I-11 what a provider kept of a checked day is booked, to the minor unit',
    sql: `with parts as (
        select split_part(j.event, ':', 2) as provider, split_part(j.event, ':', 3)::date as day, e.currency, -e.amount as booked, 0::bigint as kept
        from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id and a.kind = 'provider_fee'
        where j.kind = 'provider_fee'
        union all
        select b.provider, b.day, l.currency, 0, l.fee from provider_bills as b join provider_bill_lines as l on l.file_id = b.file_id
      )
      select b.provider, b.day, currency, sum(kept)::text as kept, sum(booked)::text as booked
      from parts join provider_bills as b using (provider, day) where not b.again
      group by 1, 2, 3 having sum(kept) <> sum(booked) limit 100`,
  },
  {
    name: 'I-11 every difference that is not closed has a deadline, and one that is taken an owner',
    sql: `select id, state, owner_id from payment_differences
      where state in ('open', 'taken', 'proposed') and (deadline_at is null or (state <> 'open' and owner_id is null)) limit 100`,
  },
  {
    name: 'what closing a difference booked was proposed by one person and released by another, and stands in the ledger',
    sql: `select d.id, d.state, d.booking from payment_differences as d
      where (d.released_by is not null) <> exists (
          select from journals as j where j.event = 'difference:' || d.id and j.kind = case d.booking when 'send_back' then 'difference_refund' else 'write_off' end)
        and d.booking is not null and d.state in ('resolved', 'written_off')
        or d.released_by = d.proposed_by limit 100`,
  },
]
