import { notAllowed, wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { toJson } from '../../platform/outbox.ts'
import { post } from '../ledger/index.ts'
import { approvePayouts, findPayee, requestPayout } from '../payments/index.ts'
import { findRole, stopListings } from '../shops/index.ts'
import {
  ANSWER_WITHIN,
  BANK_AGAIN,
  type Deposit,
  depositRefundBlocked,
  stateAfterRefusal,
} from './deposit.ts'
import { type DepositBlock, depositBlocks } from './deposit-blocks.ts'
import { moveDeposits, recordOnDeposits } from './deposit-change.ts'
import { lockDeposits } from './deposits.sql.ts'
import { accountOf } from './owners.ts'
import { isOwner } from './settlement.sql.ts'

type Wish = { shop_id: string; account_id: string; now: Date }

/**
 * The shop asks for its deposit back: it sells nothing more, and within seven days the platform answers or the money
 * goes by itself. Owners only.
 * @throws depositRefundBlocked `{ blocks }`, wrongState, notAllowed
 */
export const applyForRefund = (db: Db, { shop_id, account_id, now }: Wish): Promise<void> =>
  inTransaction(db, async (tx) => {
    if (!(await isOwner(tx, shop_id, account_id))) throw notAllowed({ needs: 'owner' })
    const deposit = await lockOne(tx, shop_id)
    if (
      !deposit ||
      deposit.paid === 0n ||
      !['not_required', 'unpaid', 'paid', 'short'].includes(deposit.state)
    )
      throw wrongState({ state: deposit?.state ?? 'not_required' })
    // First the stop, then the look: what is put on the shelf meanwhile waits and is refused.
    if (deposit.listings_stopped === null) await stopListings(tx, shop_id, 'deposit_refund')
    const blocks = await depositBlocks(tx, shop_id, now)
    if (blocks.length > 0) throw depositRefundBlocked({ blocks })
    await moveDeposits(
      tx,
      [deposit],
      'refund_applied',
      { actor: { kind: 'account', id: account_id }, reason: 'applied', now },
      after(now, ANSWER_WITHIN),
    )
    await rows(tx)`
      update deposits set refund_applied_by = ${account_id}, refund_applied_at = ${now}, refund_answer = '', refund_blocks = '[]', refund_payout_id = null
      where shop_id = ${shop_id}`
  })

/** The shop thinks better of it and sells on. Owners only. @throws wrongState, notAllowed */
export const withdrawRefund = (db: Db, { shop_id, account_id, now }: Wish): Promise<void> =>
  inTransaction(db, async (tx) => {
    if (!(await isOwner(tx, shop_id, account_id))) throw notAllowed({ needs: 'owner' })
    const deposit = await lockApplied(tx, shop_id)
    await goBack(tx, deposit, { kind: 'account', id: account_id }, 'withdrawn', now)
  })

/**
 * The platform's answer. A yes pays back what is there, unless something blocks it meanwhile; a no says why and lists
 * what blocks it now. Nobody answers a shop they work for.
 * @throws depositRefundBlocked `{ blocks }`, wrongState, notAllowed (recusal)
 */
export const answerRefund = (
  db: Db,
  { shop_id, account_id, now }: Wish,
  { approve, words }: { approve: boolean; words: string },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    if (await findRole(tx, shop_id, account_id)) throw notAllowed({ why: 'recusal' })
    const deposit = await lockApplied(tx, shop_id)
    const blocks = await depositBlocks(tx, shop_id, now)
    const actor: Actor = { kind: 'account', id: account_id }
    if (approve) {
      if (blocks.length > 0) throw depositRefundBlocked({ blocks })
      await payBack(tx, deposit, actor, 'approved', now)
    } else await goBack(tx, deposit, actor, 'refused', now, { words, blocks })
  })

const BATCH = 20

/**
 * Applications nobody answered in time: nothing blocks it, the money goes; else it is refused with what blocks it. A
 * refund the bank has not confirmed is looked at again a day later. Returns how many.
 */
export const endRefundWaits = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ shop_id: string }>(tx)`
      select shop_id from deposits where state in ('refund_applied', 'refund_hold') and deadline_at <= ${now} order by shop_id limit ${BATCH}`
    const held = await lockDeposits(
      tx,
      due.map(({ shop_id }) => shop_id),
    )
    const actor = system('settlement.deposits')
    let dealt = 0
    for (const deposit of held.values()) {
      if (!deposit.deadline_at || deposit.deadline_at > now) continue
      dealt += 1
      if (deposit.state === 'refund_hold') {
        const change = { actor, reason: 'bank_takes_longer', now }
        await moveDeposits(tx, [deposit], 'refund_hold', change, after(now, BANK_AGAIN))
        continue
      }
      const blocks = await depositBlocks(tx, deposit.shop_id, now)
      if (blocks.length === 0) await payBack(tx, deposit, actor, 'not_answered_in_time', now)
      else await goBack(tx, deposit, actor, 'blocked', now, { words: '', blocks })
    }
    return dealt
  })

/** The provider paid a deposit back: it is over. Payouts of something else are none of ours. */
export async function refundArrived(tx: Tx, payout_id: string, now: Date): Promise<void> {
  const deposit = await lockByPayout(tx, payout_id)
  if (deposit?.state === 'refund_hold')
    await moveDeposits(
      tx,
      [deposit],
      'refunded',
      { actor: system('settlement.deposits'), reason: 'paid_back', now },
      null,
    )
}

/**
 * Refunds that the bank refused, or sent back later: the money is the deposit's again, and the shop may ask anew.
 * Returns how many.
 */
export const takeRefundsBack = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const back = await rows<{
      payout_id: string
      shop_id: string
      amount: bigint
      currency: string
      words: string
    }>(tx)`
      select r.payout_id, d.shop_id, p.amount, p.currency, coalesce(p.failure_reason, '') as words
      from payout_returns as r join deposits as d on d.refund_payout_id = r.payout_id join payouts as p on p.id = r.payout_id
      where r.posted_at is null order by r.heard_at, r.payout_id limit ${BATCH} for update of r skip locked`
    for (const { payout_id, shop_id, amount, currency, words } of back) {
      const deposit = (await lockOne(tx, shop_id)) as Deposit
      const actor = system('settlement.deposits')
      const event = `payout:${payout_id}`
      await recordOnDeposits(
        tx,
        new Map([[shop_id, deposit]]),
        [
          {
            shop_id,
            kind: 'refund_return',
            amount,
            frozen: 0n,
            event,
            journal_kind: 'payout_return',
            reason: words || 'refused_by_bank',
          },
        ],
        { actor, reason: 'refused_by_bank', now },
      )
      if (deposit.state === 'refund_hold')
        await goBack(tx, deposit, actor, 'refused_by_bank', now, { words, blocks: [] })
      else await rows(tx)`update deposits set refund_answer = ${words} where shop_id = ${shop_id}`
      await post(tx, [
        {
          event,
          kind: 'payout_return',
          memo: words,
          at: now,
          entries: [
            { account: accountOf('payout_transit', 'shop', shop_id, currency), amount: -amount },
            { account: accountOf('shop_deposit', 'shop', shop_id, currency), amount },
          ],
        },
      ])
      await rows(tx)`update payout_returns set posted_at = ${now} where payout_id = ${payout_id}`
    }
    return back.length
  })

/**
 * Sends all that is there where the shop's payouts go: to its verified account with a provider, else to its bank. Nothing
 * of it is frozen, or that would have blocked it.
 */
async function payBack(
  tx: Tx,
  deposit: Deposit,
  actor: Actor,
  reason: string,
  now: Date,
): Promise<void> {
  const { shop_id, currency, paid: amount, refund_applied_by } = deposit
  const payee = await findPayee(tx, { owner_kind: 'shop', owner_id: shop_id }, currency)
  const bank = payee
    ? undefined
    : await row<{ bank_account: string }>(tx)`
        select holder || ' ' || bank || ' ' || account_number as bank_account from payout_accounts where owner_kind = 'shop' and owner_id = ${shop_id}`
  const to = payee ?? bank
  if (!to || !refund_applied_by)
    throw new Error(`the refund of ${shop_id} was not looked at before`)
  const payout = await requestPayout(tx, {
    owner_kind: 'shop',
    owner_id: shop_id,
    amount,
    currency,
    ...to,
    requested_by: refund_applied_by,
    now,
  })
  // Decided already, by a person or by the published default: it waits for no run.
  await approvePayouts(tx, [payout.id], { actor, reason: 'deposit_refund', now })
  await moveDeposits(tx, [deposit], 'refund_hold', { actor, reason, now }, after(now, BANK_AGAIN))
  await rows(
    tx,
  )`update deposits set refund_payout_id = ${payout.id}, share_ppm = null, filling_since = null where shop_id = ${shop_id}`
  const event = `payout:${payout.id}`
  await recordOnDeposits(
    tx,
    new Map([[shop_id, deposit]]),
    [
      {
        shop_id,
        kind: 'refund',
        amount: -amount,
        frozen: 0n,
        event,
        journal_kind: 'payout_request',
        reason,
      },
    ],
    { actor, reason, now },
  )
  await post(tx, [
    {
      event,
      kind: 'payout_request',
      memo: payout.number,
      at: now,
      entries: [
        { account: accountOf('shop_deposit', 'shop', shop_id, currency), amount: -amount },
        { account: accountOf('payout_transit', 'shop', shop_id, currency), amount },
      ],
    },
  ])
}

/** No refund: the deposit stands as before, its goods may be on sale again, and the shop reads why. */
async function goBack(
  tx: Tx,
  deposit: Deposit,
  actor: Actor,
  reason: string,
  now: Date,
  answer: { words: string; blocks: readonly DepositBlock[] } = { words: '', blocks: [] },
): Promise<void> {
  const { state, deadline_at } = stateAfterRefusal(deposit, now)
  if (deposit.listings_stopped === 'deposit_refund') {
    await stopListings(tx, deposit.shop_id, null)
    deposit.listings_stopped = null
  }
  await moveDeposits(tx, [deposit], state, { actor, reason, now }, deadline_at)
  await rows(tx)`
    update deposits set refund_answer = ${answer.words}, refund_blocks = ${toJson(answer.blocks)}::jsonb, refund_payout_id = null
    where shop_id = ${deposit.shop_id}`
}

const lockOne = async (tx: Tx, shop_id: string) => (await lockDeposits(tx, [shop_id])).get(shop_id)

async function lockApplied(tx: Tx, shop_id: string): Promise<Deposit> {
  const deposit = await lockOne(tx, shop_id)
  if (deposit?.state !== 'refund_applied')
    throw wrongState({ state: deposit?.state ?? 'not_required' })
  return deposit
}

async function lockByPayout(tx: Tx, payout_id: string): Promise<Deposit | undefined> {
  const found = await row<{ shop_id: string }>(
    tx,
  )`select shop_id from deposits where refund_payout_id = ${payout_id}`
  return found && lockOne(tx, found.shop_id)
}
