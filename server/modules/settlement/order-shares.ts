import { type Db, rows } from '../../platform/db.ts'
import type { SettlementState } from './settle.ts'

type OrderShare = {
  id: string
  currency: string
  state: SettlementState
  tier: string
  hold_days: number
  settle_at: Date | null
  settled_at: Date | null
  creator_settle_at: Date | null
  creator_settled_at: Date | null
  paid: bigint
  income: bigint
  freight: bigint
  fee: bigint
  estimated_commission: bigint
  commission: bigint
  agency_fee: bigint
  leader_fee: bigint
  leader_cut: bigint
  premium: bigint
  merchant_net: bigint
  clawed_back: bigint
  creator_clawed: bigint
}

/** Who gets what of each line of an order, on what is left of it after refunds, in the order of its lines; none before it is paid. */
export const orderShares = (db: Db, order_id: string) => rows<OrderShare>(db)`
  select id, currency, state, tier, hold_days, coalesce(deadline_at, settle_at) as settle_at, settled_at, creator_settle_at, creator_settled_at,
    paid, income, freight, fee, estimated_commission, commission, agency_fee, leader_fee, leader_cut, premium, merchant_net,
    merchant_clawed as clawed_back, creator_clawed
  from settlements where order_id = ${order_id} order by position`
