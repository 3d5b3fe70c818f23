import { conflict, malformed, notAllowed, notFound, wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import {
  DEPOSIT_WAITS,
  depositOf,
  type Finding,
  REJECTED_WAITS,
  SUSPENSION_LASTS,
  shopNotOpen,
  shops,
} from './shop.ts'
import { shopOpened, shopSuspended } from './shops.events.ts'
import { findRole, lockShop, type Shop } from './shops.sql.ts'

export type Decision = {
  decision: 'approve' | 'reject'
  note?: string
  findings?: Finding[]
  /** Of the file that was read: a decision on an older one is refused. */
  version: number
}

/** The locked shop, for the platform's staff; nobody who works for a shop decides on it. */
async function lockForOperator(tx: Tx, shop_id: string, operator_id: string): Promise<Shop> {
  const shop = await lockShop(tx, shop_id)
  if (!shop) throw notFound()
  if (shop.owner_id === operator_id || (await findRole(tx, shop_id, operator_id)))
    throw notAllowed({ why: 'recusal' })
  return shop
}

/**
 * A reviewer's word on an application: approved, its deposit becomes due; rejected, the applicant reads what to
 * mend. Of two reviewers at once one is told `changed_meanwhile`. Refuses `not_allowed` (recusal), `wrong_state`.
 */
export const reviewShop = (
  db: Db,
  shop_id: string,
  wish: Decision,
  reviewer_id: string,
  now: Date,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const shop = await lockForOperator(tx, shop_id, reviewer_id)
    if (shop.version !== wish.version) throw conflict({ version: shop.version })
    if (shop.state !== 'in_review') throw wrongState({ state: shop.state })
    const note = wish.note ?? ''
    const findings = wish.findings ?? []
    const approved = wish.decision === 'approve'
    if (!approved && note === '' && findings.length === 0)
      throw malformed({ errors: [{ path: '/findings', message: 'say what has to be mended' }] })
    await transition(tx, shops, {
      ids: [shop_id],
      to: approved ? 'deposit_due' : 'rejected',
      from: ['in_review'],
      actor: { kind: 'account', id: reviewer_id },
      reason: approved ? 'approved' : 'rejected',
      now,
      deadline_at: after(now, approved ? DEPOSIT_WAITS : REJECTED_WAITS),
    })
    await rows(tx)`
      update shops set review_note = ${note}, review_findings = ${JSON.stringify(findings)}::jsonb,
        deposit_required = ${depositOf(shop.kind)}, version = version + 1 where id = ${shop_id}`
    if (approved) await openPaidShop(tx, shop_id, system('shops.deposit'), now)
  })

/** Opens the shop if its deposit is due and all there: also when the money came while it was not due. */
export async function openPaidShop(
  tx: Tx,
  shop_id: string,
  actor: Actor,
  now: Date,
): Promise<void> {
  const shop = await lockShop(tx, shop_id)
  if (shop?.state !== 'deposit_due' || shop.deposit_paid < shop.deposit_required) return
  await transition(tx, shops, {
    ids: [shop_id],
    to: 'open',
    from: ['deposit_due'],
    actor,
    reason: 'deposit_paid',
    now,
    deadline_at: null,
  })
  await rows(
    tx,
  )`update shops set opened_at = coalesce(opened_at, ${now}), version = version + 1 where id = ${shop_id}`
  await publish(tx, shopOpened, [{ key: shop_id, payload: { shop_id } }], now)
}

/** Deposits are asked in this currency. */
const DEPOSIT_CURRENCY = 'CNY'

/** Takes note of a deposit that arrived. Money that comes late or in parts is kept in mind, never lost. */
export async function takeDeposit(
  tx: Tx,
  {
    shop_id,
    amount,
    currency,
    now,
  }: { shop_id: string; amount: bigint; currency: string; now: Date },
): Promise<void> {
  if (currency !== DEPOSIT_CURRENCY)
    throw new Error(`a deposit in ${currency} is none that was asked for`)
  await rows(
    tx,
  )`update shops set deposit_paid = deposit_paid + ${amount}, version = version + 1 where id = ${shop_id}`
  await openPaidShop(tx, shop_id, system('shops.deposit'), now)
}

/**
 * Suspends an open shop: its goods are off sale at once, its orders go on. An emergency measure: it lapses after seven
 * days unless it is confirmed, which is suspending again. Lifting opens the shop again. Refuses `shop_not_open`.
 */
export const suspendShop = (
  db: Db,
  shop_id: string,
  { suspend, reason }: { suspend: boolean; reason: string },
  admin_id: string,
  now: Date,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const shop = await lockForOperator(tx, shop_id, admin_id)
    const actor: Actor = { kind: 'account', id: admin_id }
    if (suspend ? shop.state !== 'open' && shop.state !== 'suspended' : shop.state !== 'suspended')
      throw shopNotOpen({ state: shop.state })
    await transition(tx, shops, {
      ids: [shop_id],
      to: suspend ? 'suspended' : 'open',
      from: suspend ? ['open', 'suspended'] : ['suspended'],
      actor,
      reason,
      now,
      deadline_at: suspend ? after(now, SUSPENSION_LASTS) : null,
    })
    await rows(
      tx,
    )`update shops set review_note = ${reason}, version = version + 1 where id = ${shop_id}`
    if (!suspend) await publish(tx, shopOpened, [{ key: shop_id, payload: { shop_id } }], now)
    else if (shop.state === 'open')
      await publish(tx, shopSuspended, [{ key: shop_id, payload: { shop_id, reason } }], now)
  })
