import { BUSINESS_ZONE, dayIn } from '../../kernel/time.ts'
import { type Db, row, rows } from '../../platform/db.ts'

/** Whose balance: a shop's or a person's. */
export type Payee = { owner_kind: 'shop' | 'account'; owner_id: string }

type Sums = { pending: bigint; paid_out: bigint }

const accountsOf = async (db: Db, { owner_kind, owner_id }: Payee, currency: string) => {
  const found = await rows<{ kind: string; balance: bigint }>(db)`
    select kind, balance from ledger_accounts
    where owner_kind = ${owner_kind} and owner_id = ${owner_id} and currency = ${currency}`
  const balances = new Map(found.map(({ kind, balance }) => [kind, balance]))
  return (kind: string) => balances.get(kind) ?? 0n
}

/** What may be paid out: available, less what a creator gave in red packets that is not earned back yet. */
export async function spendable(db: Db, payee: Payee, currency: string): Promise<bigint> {
  const of = await accountsOf(db, payee, currency)
  return spendableOf(of)
}

const spendableOf = (of: (kind: string) => bigint): bigint => {
  const all =
    of('shop_available') +
    of('creator_available') +
    of('leader_available') +
    of('agency_available') +
    of('creator_subsidy')
  return all > 0n ? all : 0n
}

/** What an owner has, will have and owes, in minor units. */
export async function balanceOf(db: Db, payee: Payee, currency = 'CNY') {
  const of = await accountsOf(db, payee, currency)
  const sums = (await row<Sums>(db)`
    select
      case when ${payee.owner_kind}::text = 'shop' then (
        select coalesce(sum(merchant_net), 0)::bigint from settlements
        where shop_id = ${payee.owner_id} and state in ('pending', 'counting', 'held') and currency = ${currency})
      else (
        select coalesce(sum(commission - agency_fee), 0)::bigint from settlements
        where creator_id = ${payee.owner_id} and state <> 'void' and creator_settled_at is null and currency = ${currency}) + (
        select coalesce(sum(agency_fee), 0)::bigint from settlements
        where agency_id = ${payee.owner_id} and state <> 'void' and creator_settled_at is null and currency = ${currency}) + (
        select coalesce(sum(leader_fee - leader_cut), 0)::bigint from settlements
        where leader_id = ${payee.owner_id} and state in ('pending', 'counting', 'held') and currency = ${currency})
      end as pending,
      (select coalesce(sum(amount), 0)::bigint from payouts
        where owner_kind = ${payee.owner_kind} and owner_id = ${payee.owner_id} and state = 'succeeded' and currency = ${currency})
      - (select coalesce(sum(r.amount), 0)::bigint from payout_reversals as r join payouts as p on p.id = r.payout_id
        where p.owner_kind = ${payee.owner_kind} and p.owner_id = ${payee.owner_id} and r.state = 'succeeded' and p.state = 'succeeded' and r.currency = ${currency}) as paid_out`) as Sums
  return {
    currency,
    pending: sums.pending,
    available: spendableOf(of),
    debt: -(of('shop_debt') + of('creator_debt') + of('leader_debt') + of('agency_debt')),
    in_transit: of('payout_transit'),
    paid_out: sums.paid_out,
    deposit: of('shop_deposit'),
    reserved: of('shop_reserve') + of('creator_reserve'),
    given: -of('creator_subsidy'),
  }
}

type Figures = {
  gmv: bigint
  orders: bigint
  refunded: bigint
  own: bigint
  gmv_today: bigint
  orders_today: bigint
}
type Books = Record<
  | 'fees'
  | 'commissions'
  | 'merchants_pending'
  | 'merchants_available'
  | 'creators_available'
  | 'deposits',
  bigint
>

/** The numbers of the whole platform: paid orders by their payment, shares and holdings by the ledger. */
export async function platformFigures(db: Db, now: Date, currency = 'CNY') {
  const today = dayIn(now, BUSINESS_ZONE)
  const sales = (await row<Figures>(db)`
    select coalesce(sum(o.paid_amount), 0)::bigint as gmv, count(*) as orders, coalesce(sum(o.refunded_amount), 0)::bigint as refunded,
      coalesce(sum(o.paid_amount) filter (where s.is_self_operated), 0)::bigint as own,
      coalesce(sum(o.paid_amount) filter (where (o.paid_at at time zone ${BUSINESS_ZONE}::text)::date = ${today}::date), 0)::bigint as gmv_today,
      count(*) filter (where (o.paid_at at time zone ${BUSINESS_ZONE}::text)::date = ${today}::date) as orders_today
    from orders as o join shops as s on s.id = o.shop_id where o.paid_at is not null and o.currency = ${currency}`) as Figures
  const books = (await row<Books>(db)`
    select coalesce(sum(balance) filter (where kind in ('platform_fee', 'leader_cut')), 0)::bigint as fees,
      coalesce(sum(balance) filter (where kind = 'shop_available'), 0)::bigint as merchants_available,
      coalesce(sum(balance) filter (where kind in ('creator_available', 'creator_subsidy', 'leader_available', 'agency_available')), 0)::bigint as creators_available,
      coalesce(sum(balance) filter (where kind = 'shop_deposit'), 0)::bigint as deposits,
      (select coalesce(sum(commission) filter (where creator_settled_at is not null), 0)::bigint
        + coalesce(sum(leader_fee - leader_cut) filter (where state = 'settled'), 0)::bigint from settlements where currency = ${currency}) as commissions,
      (select coalesce(sum(merchant_net), 0)::bigint from settlements
        where state in ('pending', 'counting', 'held') and currency = ${currency}) as merchants_pending
    from ledger_accounts where currency = ${currency}`) as Books
  return {
    currency,
    gmv: sales.gmv,
    orders: sales.orders,
    refunded: sales.refunded,
    ...books,
    own_share_ppm: sales.gmv === 0n ? 0n : (sales.own * 1_000_000n) / sales.gmv,
    today: { gmv: sales.gmv_today, orders: sales.orders_today },
  }
}
