import { newId } from '../../kernel/ids.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { post } from '../ledger/index.ts'
import { findPayee, type HoldReason, type PayoutState, requestPayout } from '../payments/index.ts'
import { type Payee, spendable } from './balances.ts'
import { assertDepositLetsPayOut } from './deposit-grace.ts'
import { accountOf, holdPurses, type Owner } from './owners.ts'
import {
  balanceTooLow,
  maskAccountNumber,
  maskPayee,
  payoutAccountMissing,
  payoutBlocked,
} from './settle.ts'

export type Page = { after?: string; limit?: number }

/** The purses of a payee, in the order in which they are emptied. */
export const pursesOf = ({ owner_kind, owner_id }: Payee, currency: string): Owner[] =>
  (owner_kind === 'shop' ? (['shop'] as const) : (['creator', 'leader', 'agency'] as const)).map(
    (kind) => ({
      kind,
      id: owner_id,
      currency,
    }),
  )

/**
 * Asks for available money to be paid out; it goes once a run is released, small amounts at once. It leaves what is available in the same transaction, so two requests can
 * never spend it twice; where it goes is read now and stays with the payout:
 * to their verified account with a provider where there is one that takes this currency, else to their bank.
 * @throws payoutAccountMissing, payoutBlocked `{ debt }`, depositStopsPayout, balanceTooLow `{ available }`
 */
export function requestPayoutOf(
  db: Db,
  claim: Claim,
  wish: Payee & {
    amount: bigint
    currency: string
    account_id: string
    /** Up to this much goes out without a run. */
    release_up_to: bigint
    now: Date
  },
): Promise<string> {
  const { owner_kind, owner_id, amount, currency, account_id, now } = wish
  return once(db, claim, now, async (tx) => {
    const payee = await findPayee(tx, wish, currency)
    const account = payee ? undefined : await findPayoutAccount(tx, wish)
    if (!payee && !account) throw payoutAccountMissing()
    const owners = pursesOf(wish, currency)
    const purses = await holdPurses(tx, owners)
    const debt = owners.reduce((all, owner) => all - purses.of(owner).debt, 0n)
    if (debt > 0n) throw payoutBlocked({ debt })
    await assertDepositLetsPayOut(tx, wish)
    const available = await spendable(tx, wish, currency)
    if (amount > available) throw balanceTooLow({ available })

    const payout = await requestPayout(tx, {
      owner_kind,
      owner_id,
      amount,
      currency,
      ...(payee ?? {
        bank_account: `${account?.holder} ${account?.bank} ${account?.account_number}`,
      }),
      requested_by: account_id,
      is_released: amount <= wish.release_up_to,
      now,
    })
    let left = amount
    const entries = owners.flatMap((owner) => {
      const part = left < purses.of(owner).available ? left : purses.of(owner).available
      left -= part
      return purses.put(owner, -part)
    })
    await post(tx, [
      {
        event: `payout:${payout.id}`,
        kind: 'payout_request',
        memo: payout.number,
        at: now,
        entries: [
          ...entries,
          { account: accountOf('payout_transit', owner_kind, owner_id, currency), amount },
        ],
      },
    ])
    return payout.id
  })
}

/** Gives back what was refused or sent back by the bank: to debts first, then it is available again. */
export const postPayoutReturns = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const back = await rows<
      Payee & {
        id: string
        number: string
        amount: bigint
        currency: string
        failure_reason: string | null
      }
    >(tx)`
      select p.id, p.number, p.owner_kind, p.owner_id, p.amount, p.currency, p.failure_reason
      from payout_returns as r join payouts as p on p.id = r.payout_id
      where r.posted_at is null and not exists (select from deposits as d where d.refund_payout_id = r.payout_id) order by r.heard_at, r.payout_id limit 50 for update of r skip locked`
    if (back.length === 0) return 0
    const purses = await holdPurses(
      tx,
      back.flatMap((one) => pursesOf(one, one.currency)),
    )
    await post(
      tx,
      back.map(({ id, number, owner_kind, owner_id, amount, currency, failure_reason }) => ({
        event: `payout:${id}`,
        kind: 'payout_return',
        memo: `${number} ${failure_reason ?? ''}`.trim(),
        at: now,
        entries: [
          { account: accountOf('payout_transit', owner_kind, owner_id, currency), amount: -amount },
          ...purses.put(pursesOf({ owner_kind, owner_id }, currency)[0] as Owner, amount),
        ],
      })),
    )
    await rows(tx)`
      update payout_returns set posted_at = ${now} where payout_id = any(${back.map(({ id }) => id)}::uuid[])`
    return back.length
  })

export type PayoutRowShown = {
  id: string
  number: string
  amount: bigint
  currency: string
  state: PayoutState
  state_at: Date
  deadline_at: Date | null
  failure_reason: string | null
  hold_reason: HoldReason | null
  bank_account: string
  created_at: Date
}
/** As its owner and finance see it: the bank's number hidden but its end. */
export const shownPayout = <P extends PayoutRowShown>(payout: P): P => ({
  ...payout,
  bank_account: maskPayee(payout.bank_account),
})

export async function findPayout(db: Db, { owner_kind, owner_id }: Payee, id: string) {
  const found = await row<PayoutRowShown>(db)`
    select id, number, amount, currency, state, state_at, deadline_at, failure_reason, hold_reason, bank_account, created_at from payouts
    where id = ${id} and owner_kind = ${owner_kind} and owner_id = ${owner_id}`
  return shownPayout(found as PayoutRowShown)
}

/** Where payouts stand: on their way, arrived, refused or sent back. */
type Standing = 'in_transit' | 'arrived' | 'back'
const STATES_OF: Record<Standing, readonly PayoutState[]> = {
  in_transit: ['requested', 'approved', 'held', 'sent'],
  arrived: ['succeeded'],
  back: ['failed', 'bounced'],
}

/** Payouts, newest first; of one standing when asked. */
export async function listPayouts(
  db: Db,
  { owner_kind, owner_id }: Payee,
  { standing, ...page }: Page & { standing?: Standing },
) {
  const states = standing ? STATES_OF[standing] : null
  const limit = pageSize(page.limit)
  const [before] = readCursor(page.after, UUID) ?? []
  const found = await rows<PayoutRowShown>(db)`
    select id, number, amount, currency, state, state_at, deadline_at, failure_reason, hold_reason, bank_account, created_at from payouts
    where owner_kind = ${owner_kind} and owner_id = ${owner_id} and (${states}::text[] is null or state = any(${states}::text[]))
      and (${before ?? null}::uuid is null or id < ${before ?? null}::uuid)
    order by id desc limit ${limit + 1}`
  return pageOf(found.map(shownPayout), limit, (payout) => cursorOf(payout.id))
}

type PayoutAccount = { holder: string; bank: string; account_number: string; changed_at: Date }

const findPayoutAccount = (db: Db, { owner_kind, owner_id }: Payee) => row<PayoutAccount>(db)`
  select holder, bank, account_number, changed_at from payout_accounts
  where owner_kind = ${owner_kind} and owner_id = ${owner_id}`

/** Where a payee's money goes, the number masked; null while nothing was said. */
export async function showPayoutAccount(db: Db, payee: Payee): Promise<PayoutAccount | null> {
  const found = await findPayoutAccount(db, payee)
  return found ? { ...found, account_number: maskAccountNumber(found.account_number) } : null
}

/** Says where a payee's money goes. What it was before is kept, with who changed it. */
export async function changePayoutAccount(
  db: Db,
  payee: Payee,
  { holder, bank, account_number }: { holder: string; bank: string; account_number: string },
  { account_id, now }: { account_id: string; now: Date },
): Promise<PayoutAccount> {
  const plain = account_number.replaceAll(' ', '')
  await inTransaction(db, async (tx) => {
    await rows(tx)`
      insert into payout_accounts (owner_kind, owner_id, holder, bank, account_number, changed_by, changed_at)
      values (${payee.owner_kind}, ${payee.owner_id}, ${holder}, ${bank}, ${plain}, ${account_id}, ${now})
      on conflict (owner_kind, owner_id) do update set holder = excluded.holder, bank = excluded.bank,
        account_number = excluded.account_number, changed_by = excluded.changed_by, changed_at = excluded.changed_at`
    await rows(tx)`
      insert into payout_account_changes (id, owner_kind, owner_id, holder, bank, account_number, changed_by, changed_at)
      values (${newId()}, ${payee.owner_kind}, ${payee.owner_id}, ${holder}, ${bank}, ${plain}, ${account_id}, ${now})`
  })
  return { holder, bank, account_number: maskAccountNumber(plain), changed_at: now }
}
