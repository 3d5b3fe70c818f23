import { newId } from '../../kernel/ids.ts'
import type { Actor } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { recordBirth } from '../../platform/transition.ts'
import { type Deposit, depositMachine, FILL_WITHIN } from './deposit.ts'

/**
 * The deposits of these shops, by shop, locked in the order of their ids: all that changes one begins here. What stands on
 * the shops is read after the locks are held: a join would show it as it was before we waited.
 */
export const lockDeposits = async (
  tx: Tx,
  shop_ids: readonly string[],
): Promise<Map<string, Deposit>> => {
  const found = await rows<Omit<Deposit, 'listings_stopped'>>(tx)`
    select shop_id, state, deadline_at, currency, required, paid, frozen, share_ppm, filling_since, refund_applied_by, refund_payout_id
    from deposits where shop_id = any(${shop_ids}::uuid[]) order by shop_id for no key update`
  const stops = new Map(
    (
      await rows<Pick<Deposit, 'shop_id' | 'listings_stopped'>>(tx)`
        select id as shop_id, listings_stopped from shops
        where id = any(${found.map(({ shop_id }) => shop_id)}::uuid[]) and listings_stopped is not null`
    ).map((one) => [one.shop_id, one.listings_stopped]),
  )
  return new Map(
    found.map((one) => [one.shop_id, { ...one, listings_stopped: stops.get(one.shop_id) ?? null }]),
  )
}

/** Opens the deposits of shops that have none yet, with what their opening asks. */
export async function openDeposits(
  tx: Tx,
  shop_ids: readonly string[],
  { currency, actor, now }: { currency: string; actor: Actor; now: Date },
): Promise<void> {
  const deadline_at = after(now, FILL_WITHIN)
  const fresh = await rows<{ id: string }>(tx)`
    insert into deposits (shop_id, currency, required, paid, state, state_at, deadline_at)
    select id, ${currency}, deposit_required, 0, 'unpaid', ${now}, ${deadline_at} from shops where id = any(${shop_ids}::uuid[])
    order by id on conflict (shop_id) do nothing returning shop_id as id`
  await recordBirth(tx, depositMachine, {
    ids: fresh.map(({ id }) => id),
    state: 'unpaid',
    actor,
    reason: 'asked',
    now,
    deadline_at,
  })
}

export type DepositRecordKind =
  | 'payment'
  | 'from_sales'
  | 'deduction'
  | 'debt'
  | 'refund'
  | 'refund_return'
  | 'freeze'
  | 'unfreeze'
  | 'notice'

export type NewRecord = {
  shop_id: string
  kind: DepositRecordKind
  /** What it adds to what is paid; negative when money leaves. */
  amount: bigint
  /** What it adds to the part that is frozen. */
  frozen: bigint
  /** Event and kind of the journal that books it. */
  event: string | null
  journal_kind: string | null
  case_id?: string
  loss_of?: 'buyer' | 'platform'
  line_id?: string
  reason: string
}

/** Writes records with what stood after each; the sums of the deposits are those of `held`, changed already. */
export const insertRecords = (
  tx: Tx,
  records: readonly (NewRecord & { paid_after: bigint; frozen_after: bigint })[],
  actor: Actor,
  now: Date,
) => rows(tx)`
  insert into deposit_records (id, shop_id, kind, amount, frozen, paid_after, frozen_after, event, journal_kind, case_id, loss_of, line_id, reason,
    actor_kind, actor_id, at)
  select one.*, ${actor.kind}, ${actor.id}, ${now}
  from unnest(${records.map(() => newId())}::uuid[], ${records.map((one) => one.shop_id)}::uuid[], ${records.map((one) => one.kind)}::text[],
    ${records.map((one) => one.amount)}::bigint[], ${records.map((one) => one.frozen)}::bigint[], ${records.map((one) => one.paid_after)}::bigint[],
    ${records.map((one) => one.frozen_after)}::bigint[], ${records.map((one) => one.event)}::text[], ${records.map((one) => one.journal_kind)}::text[],
    ${records.map((one) => one.case_id ?? null)}::uuid[], ${records.map((one) => one.loss_of ?? null)}::text[],
    ${records.map((one) => one.line_id ?? null)}::uuid[], ${records.map((one) => one.reason)}::text[]) as one`

export const updateSums = (tx: Tx, held: readonly Deposit[]) => rows(tx)`
  update deposits as d set paid = one.paid, frozen = one.frozen
  from unnest(${held.map((one) => one.shop_id)}::uuid[], ${held.map((one) => one.paid)}::bigint[], ${held.map((one) => one.frozen)}::bigint[])
    as one (shop_id, paid, frozen)
  where d.shop_id = one.shop_id`
