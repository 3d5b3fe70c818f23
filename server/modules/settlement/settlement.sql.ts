import { BUSINESS_ZONE } from '../../kernel/time.ts'
import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { SettlementState } from './settle.ts'
import type { Returned, Shares, Terms } from './shares.ts'
import type { Tier } from './tiers.ts'

/** A settlement with what its line was sold by and how much of it went back. */
export type SettlementRow = Terms &
  Returned & {
    id: string
    order_id: string
    order_number: string
    shop_id: string
    currency: string
    state: SettlementState
    allocated_at: Date | null
    creator_settled_at: Date | null
  }

/**
 * The settlements of whole orders, by order and position, locked in id order. An order of which a row is locked
 * by somebody else is left out: sweeps come again, and never wait for listeners.
 */
export const lockOrders = (tx: Tx, order_ids: readonly string[]) => rows<SettlementRow>(tx)`
  with locked as (
    select id, order_id from settlements where order_id = any(${order_ids}::uuid[])
    order by id for no key update skip locked
  ), whole as (
    select order_id from locked group by order_id
    having count(*) = (select count(*) from settlements as s where s.order_id = locked.order_id)
  )
  select s.id, s.order_id, o.number as order_number, s.shop_id, s.currency, s.state, s.allocated_at, s.creator_settled_at,
    s.refunded_quantity, s.refunded_unshipped, s.is_freight_refunded, s.freight_paid as freight, s.refund_admin_ppm,
    l.quantity, l.paid_amount, l.platform_discount, l.creator_discount, l.fee_ppm, l.commission_ppm, l.leader_ppm,
    l.leader_cut_ppm, l.premium, s.creator_id, s.leader_id, s.agency_id, l.agency_ppm
  from whole join settlements as s using (order_id) join order_lines as l on l.id = s.id join orders as o on o.id = s.order_id
  order by s.order_id, s.position`

/** Terms of orders' lines, by order and position, with each order's freight on its first. */
export type SoldLine = Terms & {
  id: string
  order_id: string
  position: number
  shop_id: string
  currency: string
  paid_at: Date | null
}
export const soldLines = (db: Db, order_ids: readonly string[]) => rows<SoldLine>(db)`
  select l.id, l.order_id, l.position, l.shop_id, o.currency, l.quantity, l.paid_amount, l.platform_discount, l.creator_discount,
    l.fee_ppm, l.commission_ppm, l.leader_ppm, l.leader_cut_ppm, l.premium, l.creator_id, l.leader_id,
    case when l.creator_id is not null and l.agency_ppm > 0 then l.agency_id end as agency_id, l.agency_ppm, o.paid_at,
    case when row_number() over (partition by l.order_id order by l.position) = 1 then o.freight_amount else 0 end as freight
  from order_lines as l join orders as o on o.id = l.order_id
  where l.order_id = any(${order_ids}::uuid[]) order by l.order_id, l.position`

export type FreshSettlement = Shares & {
  paid_at: Date
  id: string
  order_id: string
  currency: string
  position: number
  shop_id: string
  creator_id: string | null
  leader_id: string | null
  agency_id: string | null
  tier: Tier
  /** Null where nobody recommended it. */
  creator_tier: Tier | null
}

/** Writes settlements; those that stand already are left alone. Returns the ids of the new ones. */
export const insertSettlements = (tx: Tx, now: Date, lines: readonly FreshSettlement[]) => rows<{
  id: string
}>(tx)`
  insert into settlements (id, order_id, position, shop_id, creator_id, leader_id, currency, paid, platform_discount, creator_discount,
    income, freight, freight_paid, fee, commission, estimated_commission, leader_fee, leader_cut, premium, merchant_net, state, state_at, agency_id, agency_fee,
    tier, hold_days, reserve_ppm, reserve_days, creator_tier, creator_hold_days, creator_reserve_ppm, creator_reserve_days, refund_admin_ppm)
  select id, order_id, position, shop_id, creator_id, leader_id, currency, paid, platform_discount, creator_discount,
    paid + platform_discount + creator_discount, freight, freight, fee, commission, commission, leader_fee, leader_cut, premium, merchant_net,
    'pending', ${now}, agency_id, agency_fee, tier, hold_days, reserve_ppm, reserve_days, creator_tier, creator_hold_days,
    creator_reserve_ppm, creator_reserve_days,
    -- By the day of payment, as tiers are: a provider may tell of it after midnight, or days later.
    coalesce((select ppm from refund_fee_rules where valid_from <= (paid_at at time zone ${BUSINESS_ZONE}::text)::date order by valid_from desc limit 1), 0)
  from unnest(${lines.map((one) => one.id)}::uuid[], ${lines.map((one) => one.order_id)}::uuid[], ${lines.map((one) => one.currency)}::text[], ${lines.map((one) => one.position)}::int[], ${lines.map((one) => one.shop_id)}::uuid[],
    ${lines.map((one) => one.creator_id)}::uuid[], ${lines.map((one) => one.leader_id)}::uuid[], ${lines.map((one) => one.paid)}::bigint[],
    ${lines.map((one) => one.platform_discount)}::bigint[], ${lines.map((one) => one.creator_discount)}::bigint[],
    ${lines.map((one) => one.freight)}::bigint[], ${lines.map((one) => one.fee)}::bigint[], ${lines.map((one) => one.commission)}::bigint[],
    ${lines.map((one) => one.leader_fee)}::bigint[], ${lines.map((one) => one.leader_cut)}::bigint[], ${lines.map((one) => one.premium)}::bigint[],
    ${lines.map((one) => one.merchant_net)}::bigint[], ${lines.map((one) => one.agency_id)}::uuid[], ${lines.map((one) => one.agency_fee)}::bigint[],
    ${lines.map(({ tier }) => tier.tier)}::text[], ${lines.map(({ tier }) => tier.hold_days)}::int[], ${lines.map(({ tier }) => tier.reserve_ppm)}::bigint[],
    ${lines.map(({ tier }) => tier.reserve_days)}::int[], ${lines.map((one) => one.creator_tier?.tier ?? null)}::text[],
    ${lines.map((one) => one.creator_tier?.hold_days ?? null)}::int[], ${lines.map((one) => one.creator_tier?.reserve_ppm ?? 0n)}::bigint[],
    ${lines.map((one) => one.creator_tier?.reserve_days ?? 0)}::int[], ${lines.map((one) => one.paid_at)}::timestamptz[])
    as line (id, order_id, currency, position, shop_id, creator_id, leader_id, paid, platform_discount, creator_discount, freight, fee, commission, leader_fee,
      leader_cut, premium, merchant_net, agency_id, agency_fee, tier, hold_days, reserve_ppm, reserve_days, creator_tier, creator_hold_days,
      creator_reserve_ppm, creator_reserve_days, paid_at)
  on conflict (id) do nothing returning id`

export type ChangedShares = Shares &
  Returned & {
    id: string
    refunded_amount: bigint
    merchant_clawed: bigint
    creator_clawed: bigint
    leader_clawed: bigint
  }

/** Writes what is left of lines after refunds; amounts refunded and clawed back are added to what stands. */
export const updateShares = (tx: Tx, lines: readonly ChangedShares[]) => rows(tx)`
  update settlements as s set paid = line.paid, platform_discount = line.platform_discount, creator_discount = line.creator_discount,
    income = line.paid + line.platform_discount + line.creator_discount, freight = line.freight, fee = line.fee, commission = line.commission,
    leader_fee = line.leader_fee, leader_cut = line.leader_cut, premium = line.premium, merchant_net = line.merchant_net, agency_fee = line.agency_fee,
    refunded_quantity = line.refunded_quantity, refunded_unshipped = line.refunded_unshipped, is_freight_refunded = line.is_freight_refunded,
    refunded_amount = s.refunded_amount + line.refunded_amount, merchant_clawed = s.merchant_clawed + line.merchant_clawed,
    creator_clawed = s.creator_clawed + line.creator_clawed, leader_clawed = s.leader_clawed + line.leader_clawed
  from unnest(${lines.map((one) => one.id)}::uuid[], ${lines.map((one) => one.paid)}::bigint[], ${lines.map((one) => one.platform_discount)}::bigint[],
    ${lines.map((one) => one.creator_discount)}::bigint[], ${lines.map((one) => one.freight)}::bigint[], ${lines.map((one) => one.fee)}::bigint[],
    ${lines.map((one) => one.commission)}::bigint[], ${lines.map((one) => one.leader_fee)}::bigint[], ${lines.map((one) => one.leader_cut)}::bigint[],
    ${lines.map((one) => one.premium)}::bigint[], ${lines.map((one) => one.merchant_net)}::bigint[], ${lines.map((one) => one.refunded_quantity)}::int[],
    ${lines.map((one) => one.refunded_unshipped)}::int[], ${lines.map((one) => one.is_freight_refunded)}::boolean[],
    ${lines.map((one) => one.refunded_amount)}::bigint[], ${lines.map((one) => one.merchant_clawed)}::bigint[],
    ${lines.map((one) => one.creator_clawed)}::bigint[], ${lines.map((one) => one.leader_clawed)}::bigint[], ${lines.map((one) => one.agency_fee)}::bigint[])
    as line (id, paid, platform_discount, creator_discount, freight, fee, commission, leader_fee, leader_cut, premium, merchant_net,
      refunded_quantity, refunded_unshipped, is_freight_refunded, refunded_amount, merchant_clawed, creator_clawed, leader_clawed, agency_fee)
  where s.id = line.id`

/**
 * Nobody else moves these owners' money until the transaction ends: what is available and owed may be read and
 * decided on. Locks are taken in one order; take them after rows and before posting.
 */
export async function lockOwners(tx: Tx, owner_ids: readonly string[]): Promise<void> {
  const ids = [...new Set(owner_ids)].sort()
  await rows(tx)`
    select pg_advisory_xact_lock(771_014, hashtext(owner.id)) from (select unnest(${ids}::text[]) as id order by 1 offset 0) as owner`
}

export const balancesOfOwners = (db: Db, owner_ids: readonly string[]) =>
  rows<{ kind: string; owner_id: string; currency: string; balance: bigint }>(db)`
  select kind, owner_id, currency, balance from ledger_accounts
  where owner_id = any(${owner_ids}::uuid[]) and kind = any(${[
    'shop_available',
    'shop_debt',
    'creator_available',
    'creator_debt',
    'creator_subsidy',
    'leader_available',
    'leader_debt',
    'agency_available',
    'agency_debt',
  ]}::text[])`

/** The role somebody holds in a shop: only its owner moves its money. */
export const isOwner = async (db: Db, shop_id: string, account_id: string): Promise<boolean> =>
  (await row(
    db,
  )`select 1 from shop_staff where shop_id = ${shop_id} and account_id = ${account_id} and role = 'owner'`) !==
  undefined
