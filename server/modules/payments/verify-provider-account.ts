import { notAllowed, notFound, wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { findRole } from '../shops/index.ts'
import { type ProviderAccountRow, payeeLine, providerAccounts } from './provider-account.ts'
import { refusePayouts } from './release-payouts.ts'

type By = { account_id: string; now: Date }
const BATCH = 200

/**
 * An operator has seen that the account is its owner's: payouts go there from now on, and the one before is used no more.
 * Nobody verifies an account of their own, of a shop they work for, or one they named.
 * @throws `not_found`, `wrong_state`, `not_allowed`
 */
export const verifyProviderAccount = (db: Db, id: string, { account_id, now }: By): Promise<void> =>
  inTransaction(db, async (tx) => {
    const account = await lockAccount(tx, id)
    await assertStranger(tx, account, account_id)
    if (account.state !== 'pending') throw wrongState({ state: account.state })
    const actor: Actor = { kind: 'account', id: account_id }
    const before = await rows<ProviderAccountRow>(tx)`
      select * from provider_accounts where owner_kind = ${account.owner_kind} and owner_id = ${account.owner_id}
        and provider = ${account.provider} and state = 'verified' order by id for no key update`
    for (const one of before) {
      const said = { actor, reason: 'replaced', now }
      await transition(tx, providerAccounts, { ids: [one.id], to: 'disabled', ...said })
      await stopPayoutsTo(tx, one, 'another account took its place', said)
    }
    await rows(
      tx,
    )`update provider_accounts set verified_by = ${account_id}, verified_at = ${now} where id = ${id}`
    await transition(tx, providerAccounts, {
      ids: [id],
      to: 'verified',
      actor,
      reason: 'verified',
      now,
    })
  })

/**
 * An operator stops the use of an account and says why; what waits to be paid out there returns to its owner.
 * @throws `not_found`, `wrong_state`, `not_allowed`
 */
export const disableProviderAccount = (
  db: Db,
  id: string,
  words: string,
  { account_id, now }: By,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const account = await lockAccount(tx, id)
    await assertStranger(tx, account, account_id)
    if (account.state === 'disabled') throw wrongState({ state: account.state })
    const actor: Actor = { kind: 'account', id: account_id }
    const reason = account.state === 'pending' ? 'not_verified' : 'disabled_by_staff'
    await rows(tx)`update provider_accounts set state_reason = ${words} where id = ${id}`
    await transition(tx, providerAccounts, { ids: [id], to: 'disabled', actor, reason, now })
    await stopPayoutsTo(tx, account, words, { actor, reason: 'account_disabled', now })
  })

/** Accounts that nobody verified in time. Returns how many. */
export const lapseProviderAccounts = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const late = await rows<{ id: string }>(tx)`
      select id from provider_accounts where state = 'pending' and deadline_at <= ${now} order by deadline_at, id limit ${BATCH}
      for no key update skip locked`
    const moved = await transition(tx, providerAccounts, {
      ids: late.map(({ id }) => id),
      from: ['pending'],
      to: 'disabled',
      actor: system('payments.provider_accounts'),
      reason: 'not_verified_in_time',
      now,
    })
    return moved.length
  })

/** Payouts to this account that nobody has released end, and their owner has the money back. */
export async function stopPayoutsTo(
  tx: Tx,
  account: ProviderAccountRow,
  words: string,
  said: { actor: Actor; reason: string; now: Date },
): Promise<void> {
  const waiting = await rows<{ id: string }>(tx)`
    select id from payouts where owner_kind = ${account.owner_kind} and owner_id = ${account.owner_id} and state = 'requested'
      and provider = ${account.provider} and bank_account = ${payeeLine(account)} order by id`
  await refusePayouts(
    tx,
    waiting.map(({ id }) => id),
    words,
    said,
  )
}

async function lockAccount(tx: Tx, id: string): Promise<ProviderAccountRow> {
  const account = await row<ProviderAccountRow>(
    tx,
  )`select * from provider_accounts where id = ${id} for no key update`
  if (!account) throw notFound()
  return account
}

async function assertStranger(
  tx: Tx,
  { owner_kind, owner_id, named_by }: ProviderAccountRow,
  account_id: string,
): Promise<void> {
  const is_theirs =
    owner_kind === 'shop' ? await findRole(tx, owner_id, account_id) : owner_id === account_id
  if (is_theirs || named_by === account_id) throw notAllowed({ why: 'recusal' })
}
