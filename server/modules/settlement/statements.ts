import { newId } from '../../kernel/ids.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'

/**
 * Writes the statements of the next business day that the ledger has closed: one for every owner whose accounts
 * moved. A closed day changes no more, so a statement never has to be corrected. Returns how many were written.
 */
export const makeStatements = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    await rows(tx)`select pg_advisory_xact_lock(771_015)`
    const next = await row<{ day: string }>(tx)`
      select min(j.booked_on)::text as day from journals as j, ledger_book as book
      where j.booked_on > coalesce((select max(day) from statements), '-infinity') and j.booked_on <= book.closed_through
        and exists (
          select from ledger_entries as e join ledger_accounts as a on a.id = e.account_id
          where e.journal_id = j.id and a.kind = any(${ACCOUNTS}::text[]))`
    if (!next?.day) return 0
    const owners = await rows<{ owner_kind: string; owner_id: string; currency: string }>(tx)`
      select distinct a.owner_kind, a.owner_id, e.currency
      from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
      where j.booked_on = ${next.day}::date and a.kind = any(${ACCOUNTS}::text[])`
    const made = await rows(tx)`
      with moved as (
        select a.owner_kind, a.owner_id, e.currency, j.kind, e.order_line_id, e.id, e.amount, a.kind = any(${RESERVES}::text[]) as is_reserve,
          a.kind = ${SUBSIDY} as is_given
        from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
        where j.booked_on = ${next.day}::date and a.kind = any(${ACCOUNTS}::text[])
      ), day as (
        select owner_kind, owner_id, currency,
          count(distinct order_line_id) filter (where kind in ('settle', 'settle_commission')) as lines_count,
          coalesce(sum(amount) filter (where kind in ('settle', 'settle_commission') and not is_given), 0) as earned,
          -coalesce(sum(amount) filter (where kind in ('clawback', 'take_back') and not is_given), 0) as clawed_back,
          -coalesce(sum(amount) filter (where is_given), 0) as given,
          coalesce(sum(amount) filter (where is_reserve), 0) as reserved,
          coalesce(sum(amount) filter (where not is_reserve and kind not in ('payout_request', 'payout_return')), 0) as net,
          -coalesce(sum(amount) filter (where not is_reserve and kind in ('payout_request', 'payout_return')), 0) as paid_out,
          coalesce(sum(amount) filter (where not is_reserve), 0) as moved, min(id) as first_entry, max(id) as last_entry
        from moved group by 1, 2, 3
      ), parts as (
        -- What the shop's lines brought and what others got of them, as their settling journals have it.
        select s.shop_id, e.currency,
          -coalesce(sum(e.amount) filter (where a.kind = 'escrow'), 0) as income,
          coalesce(sum(e.amount) filter (where a.kind in ('platform_fee', 'insurer')), 0) as fees,
          coalesce(sum(e.amount) filter (where a.kind in ('commission_held', 'leader_available', 'leader_debt', 'leader_cut')), 0) as commissions
        from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
          join settlements as s on s.id = e.order_line_id
        where j.booked_on = ${next.day}::date and j.kind = 'settle'
        group by 1, 2
      )
      insert into statements (id, owner_kind, owner_id, day, currency, lines_count, income, fees, commissions, clawed_back, reserved, given, net, paid_out,
        first_entry, last_entry, balance_after, made_at)
      select named.id, day.owner_kind, day.owner_id, ${next.day}::date, day.currency, day.lines_count,
        case when day.owner_kind = 'shop' then coalesce(parts.income, 0) else day.earned end,
        case when day.owner_kind = 'shop' then coalesce(parts.fees, 0) else 0 end,
        case when day.owner_kind = 'shop' then coalesce(parts.commissions, 0) else 0 end,
        day.clawed_back, day.reserved, day.given, day.net, day.paid_out, day.first_entry, day.last_entry,
        day.moved + coalesce((
          select balance_after from statements as before
          where before.owner_kind = day.owner_kind and before.owner_id = day.owner_id and before.currency = day.currency
          order by before.day desc limit 1), 0),
        ${now}
      from day
        join unnest(${owners.map(() => newId())}::uuid[], ${owners.map((one) => one.owner_kind)}::text[],
          ${owners.map((one) => one.owner_id)}::uuid[], ${owners.map((one) => one.currency)}::text[])
          as named (id, owner_kind, owner_id, currency)
          on named.owner_kind = day.owner_kind and named.owner_id = day.owner_id and named.currency = day.currency
        left join parts on day.owner_kind = 'shop' and parts.shop_id = day.owner_id and parts.currency = day.currency
      on conflict (owner_kind, owner_id, day, currency) do nothing
      returning id`
    return made.length
  })

/** What a host gave buyers in red packets, below zero until it is given back: it comes out of what they earn. */
export const SUBSIDY = 'creator_subsidy'

/** Accounts whose movements an owner's statement adds up. */
export const PURSES = [
  'shop_available',
  'shop_debt',
  'creator_available',
  'creator_debt',
  SUBSIDY,
  'leader_available',
  'leader_debt',
  'agency_available',
  'agency_debt',
]

/** Where reserves lie: beside the purse, seen in the statement. */
export const RESERVES = ['shop_reserve', 'creator_reserve']

/** Whoever has one of these move has a statement: a refund may be paid from a reserve alone. */
export const ACCOUNTS = [...PURSES, ...RESERVES]
