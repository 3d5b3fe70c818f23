import { showId } from '../../kernel/ids.ts'
import { after } from '../../kernel/time.ts'
import { type Db, row } from '../../platform/db.ts'
import { knowsPayee } from '../payments/index.ts'
import { DEPOSIT_CURRENCY, TAIL } from './deposit.ts'

/** What has to be over before a deposit goes back: each with how many there are, and some of them to look at. */
export type DepositBlock = {
  kind:
    | 'listings'
    | 'orders'
    | 'aftersales'
    | 'disputes'
    | 'unsettled'
    | 'refunds'
    | 'debt'
    | 'frozen'
    | 'payment'
    | 'tail'
    | 'payout_account'
  count: number
  /** Minor units, where the thing is money. */
  amount: bigint | null
  /** When it is over by itself, where that is known. */
  until: Date | null
  /** The first few of them, as they are named on the wire. */
  ids: string[]
}

type Facts = {
  listings: number
  listing_ids: string[]
  orders: number
  order_ids: string[]
  aftersales: number
  aftersale_ids: string[]
  disputes: number
  dispute_ids: string[]
  unsettled: number
  unsettled_amount: bigint
  unsettled_until: Date | null
  refunds: number
  debt: bigint
  frozen: bigint
  payments: number
  last_completed_at: Date | null
  payout_account: number
}

/** Everything that blocks paying a shop's deposit back; nothing left: it may go. */
export async function depositBlocks(db: Db, shop_id: string, now: Date): Promise<DepositBlock[]> {
  const facts = (await row<Facts>(db)`
    with goods as (select id from products where shop_id = ${shop_id} and state = 'on_shelf'),
      open_orders as (select id from orders where shop_id = ${shop_id} and state not in ('completed', 'cancelled')),
      open_aftersales as (select id, state from aftersales where shop_id = ${shop_id} and state not in ('succeeded', 'closed')),
      lines as (select id, merchant_net, coalesce(deadline_at, settle_at) as until from settlements
        where shop_id = ${shop_id} and state in ('pending', 'counting', 'held'))
    select (select count(*)::int from goods) as listings, array(select id from goods order by id limit 3) as listing_ids,
      (select count(*)::int from open_orders) as orders, array(select id from open_orders order by id limit 3) as order_ids,
      (select count(*)::int from open_aftersales where state <> 'platform_intervening') as aftersales,
      array(select id from open_aftersales where state <> 'platform_intervening' order by id limit 3) as aftersale_ids,
      (select count(*)::int from open_aftersales where state = 'platform_intervening') as disputes,
      array(select id from open_aftersales where state = 'platform_intervening' order by id limit 3) as dispute_ids,
      (select count(*)::int from lines) as unsettled, (select coalesce(sum(merchant_net), 0)::bigint from lines) as unsettled_amount,
      (select max(until) from lines) as unsettled_until,
      (select count(*)::int from settlement_refunds as r join settlements as s on s.id = r.line_id
        where s.shop_id = ${shop_id} and r.posted_at is null) as refunds,
      -coalesce((select sum(balance) from ledger_accounts where owner_kind = 'shop' and owner_id = ${shop_id} and kind = 'shop_debt'), 0)::bigint as debt,
      coalesce((select frozen from deposits where shop_id = ${shop_id}), 0) as frozen,
      (select count(*)::int from payments as p left join deposit_payments as n on n.payment_id = p.id
        where p.subject_kind = 'deposit' and p.subject_id = ${shop_id} and (p.state in ('created', 'pending') or (p.state = 'succeeded' and n.posted_at is null))) as payments,
      (select max(completed_at) from orders where shop_id = ${shop_id} and state = 'completed') as last_completed_at,
      (select count(*)::int from payout_accounts where owner_kind = 'shop' and owner_id = ${shop_id}) as payout_account`) as Facts
  const tail = facts.last_completed_at && after(facts.last_completed_at, TAIL)
  const blocks: DepositBlock[] = []
  const add = (kind: DepositBlock['kind'], count: number, more: Partial<DepositBlock> = {}) => {
    if (count > 0) blocks.push({ kind, count, amount: null, until: null, ids: [], ...more })
  }
  const shown = (prefix: string, ids: string[]) => ({ ids: ids.map((id) => showId(prefix, id)) })
  add('listings', facts.listings, shown('prd', facts.listing_ids))
  add('orders', facts.orders, shown('ord', facts.order_ids))
  add('aftersales', facts.aftersales, shown('afs', facts.aftersale_ids))
  add('disputes', facts.disputes, shown('afs', facts.dispute_ids))
  add('unsettled', facts.unsettled, {
    amount: facts.unsettled_amount,
    until: facts.unsettled_until,
  })
  add('refunds', facts.refunds)
  add('debt', facts.debt > 0n ? 1 : 0, { amount: facts.debt })
  add('frozen', facts.frozen > 0n ? 1 : 0, { amount: facts.frozen })
  add('payment', facts.payments)
  add('tail', tail && tail > now ? 1 : 0, { until: tail })
  const owner = { owner_kind: 'shop', owner_id: shop_id } as const
  if (facts.payout_account === 0 && !(await knowsPayee(db, owner, DEPOSIT_CURRENCY)))
    add('payout_account', 1)
  return blocks
}
