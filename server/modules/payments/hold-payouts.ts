import { system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { failPayouts } from './apply-payout-results.ts'
import { type HoldReason, PAYOUT_HOLD_WITHIN, type PayoutRow, payouts } from './payout.ts'
import { type ProviderAccountRow, payeeLine } from './provider-account.ts'
import { approvePayouts } from './release-payouts.ts'
import { SANDBOX } from './sandbox-provider.ts'

const HOLDS = system('payments.holds')
const BATCH = 200

type Known = {
  accounts: readonly ProviderAccountRow[]
  /** The owner's bank account as a payout carries it, where one is known. */
  bank_account: string | undefined
  is_suspended: boolean
}

/**
 * Why a payout must not go out now; undefined where nothing is against it. Pure: it goes where it was asked to go, or
 * nowhere, and whoever stopped, replaced or suspended that after it was released is heard before its call.
 */
export function holdReasonOf(
  { provider, bank_account }: Pick<PayoutRow, 'provider' | 'bank_account'>,
  known: Known,
): HoldReason | undefined {
  const named = known.accounts.filter(
    (one) => one.provider === provider && payeeLine(one) === bank_account,
  )
  if (named.length > 0 || provider !== SANDBOX) {
    if (!named.some(({ state }) => state === 'verified')) return 'account_stopped'
  } else if (known.bank_account !== undefined && known.bank_account !== bank_account)
    return 'account_changed'
  return known.is_suspended ? 'shop_suspended' : undefined
}

/** Why these payouts must not go out, by id; what decides it is held until the transaction ends. */
export async function holdReasons(
  tx: Tx,
  all: readonly PayoutRow[],
): Promise<Map<string, HoldReason>> {
  if (all.length === 0) return new Map()
  const owners = [...new Set(all.map(({ owner_id }) => owner_id))]
  const shops = await rows<{ id: string; state: string }>(tx)`
    select id, state from shops where id = any(${owners}::uuid[]) order by id for share`
  const accounts = await rows<ProviderAccountRow>(tx)`
    select * from provider_accounts where owner_id = any(${owners}::uuid[]) order by id for share`
  const banks = await rows<{ owner_kind: string; owner_id: string; line: string }>(tx)`
    select owner_kind, owner_id, holder || ' ' || bank || ' ' || account_number as line from payout_accounts
    where owner_id = any(${owners}::uuid[]) order by owner_kind, owner_id for share`
  return new Map(
    all.flatMap((payout) => {
      const { id, owner_kind, owner_id } = payout
      const isTheirs = (one: { owner_kind: string; owner_id: string }) =>
        one.owner_kind === owner_kind && one.owner_id === owner_id
      const reason = holdReasonOf(payout, {
        accounts: accounts.filter(isTheirs),
        bank_account: banks.find(isTheirs)?.line,
        is_suspended:
          owner_kind === 'shop' &&
          shops.some((shop) => shop.id === owner_id && shop.state === 'suspended'),
      })
      return reason ? [[id, reason] as const] : []
    }),
  )
}

/** Holds released payouts back whose call has not gone out: their owner and finance see why, and until when. */
export async function holdBack(
  tx: Tx,
  reasons: ReadonlyMap<string, HoldReason>,
  now: Date,
): Promise<void> {
  if (reasons.size === 0) return
  await rows(tx)`
    update payouts set hold_reason = held.reason, next_attempt_at = null
    from unnest(${[...reasons.keys()]}::uuid[], ${[...reasons.values()]}::text[]) as held (id, reason)
    where payouts.id = held.id and payouts.state = 'approved'`
  for (const [reason, some] of Map.groupBy(reasons, ([, why]) => why))
    await transition(tx, payouts, {
      ids: some.map(([id]) => id),
      from: ['approved'],
      to: 'held',
      actor: HOLDS,
      reason,
      now,
      deadline_at: after(now, PAYOUT_HOLD_WITHIN),
    })
}

/**
 * Payouts that were held back go out once nothing is against them any more; what waited too long returns to its owner.
 * Returns how many moved.
 */
export async function endHolds(db: Db, now: Date): Promise<number> {
  let moved = 0
  let last: string | undefined
  do {
    const { ids, ended } = await inTransaction(db, (tx) => endSome(tx, last, now))
    moved += ended
    last = ids.at(-1)
  } while (last)
  return moved
}

async function endSome(
  tx: Tx,
  last: string | undefined,
  now: Date,
): Promise<{ ids: string[]; ended: number }> {
  const held = await rows<PayoutRow>(tx)`
    select * from payouts where state = 'held' and (${last ?? null}::uuid is null or id > ${last ?? null}::uuid)
    order by id limit ${BATCH} for no key update skip locked`
  const reasons = await holdReasons(tx, held)
  const free = held.filter(({ id }) => !reasons.has(id)).map(({ id }) => id)
  const late = held.filter(
    ({ id, deadline_at }) => reasons.has(id) && deadline_at !== null && deadline_at <= now,
  )
  await approvePayouts(tx, free, { actor: HOLDS, reason: 'hold_over', now })
  await rows(
    tx,
  )`update payouts set hold_reason = null where id = any(${free}::uuid[]) and state = 'approved'`
  await failPayouts(
    tx,
    late.map((payout) => ({ ...payout, failure_reason: 'held back too long' })),
    { from: 'held', actor: HOLDS, reason: 'held_too_long' },
    now,
  )
  return { ids: held.map(({ id }) => id), ended: free.length + late.length }
}
