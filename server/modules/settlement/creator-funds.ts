import { row } from '../../platform/db.ts'
import type { CreatorFunds } from '../promotions/index.ts'

/** What a creator has available, less what they owe and what they gave in red packets that is not earned back yet. */
export const creatorFunds: CreatorFunds = async (db, creator_id, currency) =>
  (
    await row<{ net: bigint }>(db)`
      select coalesce(sum(balance), 0)::bigint as net from ledger_accounts
      where owner_kind = 'account' and owner_id = ${creator_id} and currency = ${currency}
        and kind in ('creator_available', 'creator_debt', 'creator_subsidy')`
  )?.net ?? 0n
