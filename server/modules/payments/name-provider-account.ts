import { newId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import type { Providers } from './provider.ts'
import {
  type AccountOwner,
  assertLooksRight,
  chooseAccount,
  knowsAccounts,
  type ProviderAccountRow,
  payeeLine,
  providerAccounts,
  providerNotConnected,
  VERIFY_WITHIN,
} from './provider-account.ts'
import { stopPayoutsTo } from './verify-provider-account.ts'

type By = { account_id: string; now: Date }
type Naming = { provider: string; external_id: string; holder: string }

/** Providers of this platform with whom an account can be named. */
export const namable = (providers: Providers): string[] =>
  [...providers.keys()].filter(knowsAccounts)

/**
 * Names the account that its owner has with a provider; it is used once an operator has verified it. Another one that
 * waits for that is replaced; the same one named again is the same. Returns its id.
 * @throws `provider_not_connected`, `provider_account_malformed`
 */
export const nameProviderAccount = (
  db: Db,
  providers: Providers,
  owner: AccountOwner,
  wish: Naming,
  { account_id, now }: By,
): Promise<string> =>
  inTransaction(db, async (tx) => {
    if (!namable(providers).includes(wish.provider)) throw providerNotConnected()
    const { provider } = wish
    const external_id = wish.external_id.trim()
    const holder = wish.holder.replaceAll('|', ' ').trim()
    assertLooksRight(provider, external_id)
    const live = await lockLive(tx, owner, provider)
    const same = live.find((one) => one.external_id === external_id && one.holder === holder)
    if (same) return same.id
    const actor = { kind: 'account', id: account_id } as const
    const waiting = live.filter(({ state }) => state === 'pending').map(({ id }) => id)
    await transition(tx, providerAccounts, {
      ids: waiting,
      to: 'disabled',
      actor,
      reason: 'replaced',
      now,
    })
    const id = newId()
    const deadline_at = after(now, VERIFY_WITHIN)
    await rows(tx)`
      insert into provider_accounts (id, owner_kind, owner_id, provider, external_id, holder, state, state_at, deadline_at, named_by, created_at)
      values (${id}, ${owner.owner_kind}, ${owner.owner_id}, ${provider}, ${external_id}, ${holder}, 'pending', ${now}, ${deadline_at}, ${account_id}, ${now})`
    await recordBirth(tx, providerAccounts, {
      ids: [id],
      state: 'pending',
      actor,
      reason: 'named',
      now,
      deadline_at,
    })
    return id
  })

/** Its owner uses it no more; what waits to be paid out there comes back. @throws `not_found` */
export const endProviderAccount = (
  db: Db,
  owner: AccountOwner,
  id: string,
  { account_id, now }: By,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const account = await row<ProviderAccountRow>(tx)`
      select * from provider_accounts where id = ${id} and owner_kind = ${owner.owner_kind} and owner_id = ${owner.owner_id} for no key update`
    if (!account) throw notFound()
    if (account.state === 'disabled') return
    const said = { actor: { kind: 'account', id: account_id } as const, reason: 'ended', now }
    await transition(tx, providerAccounts, { ids: [id], to: 'disabled', ...said })
    await stopPayoutsTo(tx, account, 'its owner ended the account', said)
  })

/**
 * Where money of this owner goes through a provider, held until the transaction ends so that nobody disables it meanwhile.
 * Undefined: to their bank.
 */
export async function findPayee(
  tx: Tx,
  { owner_kind, owner_id }: AccountOwner,
  currency: string,
): Promise<{ provider: string; bank_account: string } | undefined> {
  const verified = await rows<ProviderAccountRow>(tx)`
    select * from provider_accounts where owner_kind = ${owner_kind} and owner_id = ${owner_id} and state = 'verified' order by id for share`
  const chosen = chooseAccount(verified, currency)
  return chosen && { provider: chosen.provider, bank_account: payeeLine(chosen) }
}

/** Whether money of this owner would go through a provider; to decide where it goes, `findPayee`. */
export async function knowsPayee(
  db: Db,
  { owner_kind, owner_id }: AccountOwner,
  currency: string,
): Promise<boolean> {
  const verified = await rows<ProviderAccountRow>(db)`
    select * from provider_accounts where owner_kind = ${owner_kind} and owner_id = ${owner_id} and state = 'verified'`
  return chooseAccount(verified, currency) !== undefined
}

const lockLive = (tx: Tx, { owner_kind, owner_id }: AccountOwner, provider: string) =>
  rows<ProviderAccountRow>(tx)`
    select * from provider_accounts
    where owner_kind = ${owner_kind} and owner_id = ${owner_id} and provider = ${provider} and state <> 'disabled' order by id for no key update`
