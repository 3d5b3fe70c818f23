import { wrongState } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import {
  type AftersaleState,
  assertMayReject,
  type RejectionReason,
  recused,
  returnAddressMissing,
} from './aftersale.ts'
import { type AftersaleRow, change, holdAftersale, returnAddressOf } from './aftersales.sql.ts'
import { agree, close, refundNow } from './agree.ts'
import { assertOwnPictures } from './open-aftersale.ts'

type ByShop = { id: string; shop_id: string; account_id: string; version: number; now: Date }
type ByBuyer = { id: string; buyer_id: string; now: Date }

function assertIn({ state }: AftersaleRow, ...states: AftersaleState[]): void {
  if (!states.includes(state)) throw wrongState({ state })
}
const person = (id: string): Actor => ({ kind: 'account', id })

/**
 * The shop agrees. @throws notFound, changed_meanwhile, wrongState, returnAddressMissing
 */
export const approve = (db: Db, { id, shop_id, account_id, version, now }: ByShop): Promise<void> =>
  inTransaction(db, async (tx) => {
    const held = await holdAftersale(tx, id, { shop_id }, version)
    assertIn(held.aftersale, 'await_seller')
    if (held.aftersale.kind === 'return_refund' && !(await returnAddressOf(tx, shop_id)))
      throw returnAddressMissing()
    await agree(tx, held, { actor: person(account_id), reason: 'seller_agreed', now })
  })

/**
 * The shop refuses, with a reason and words: before agreeing, or after looking at what came back. Then it is the
 * buyer's turn to leave it or to ask the platform.
 * @throws notFound, changed_meanwhile, wrongState, rejectionNotAllowed, unknownEvidence
 */
export const reject = (
  db: Db,
  answer: ByShop & { reason: RejectionReason; words: string; evidence_ids: readonly string[] },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { id, shop_id, account_id, version, reason, words, evidence_ids, now } = answer
    const { aftersale } = await holdAftersale(tx, id, { shop_id }, version)
    assertIn(aftersale, 'await_seller', 'await_seller_receive')
    assertMayReject(aftersale, reason)
    await assertOwnPictures(tx, evidence_ids, account_id)
    await rows(tx)`
      update aftersales set rejection_reason = ${reason}, rejection_words = ${words}, seller_evidence_ids = seller_evidence_ids || ${evidence_ids}::uuid[]
      where id = ${id}`
    await change(tx, aftersale, {
      to: 'seller_rejected',
      actor: person(account_id),
      reason: 'seller_refused',
      now,
    })
  })

/** The goods are back and fine. @throws notFound, changed_meanwhile, wrongState */
export const receive = (db: Db, { id, shop_id, account_id, version, now }: ByShop): Promise<void> =>
  inTransaction(db, async (tx) => {
    const held = await holdAftersale(tx, id, { shop_id }, version)
    assertIn(held.aftersale, 'await_seller_receive')
    await refundNow(tx, held, { actor: person(account_id), reason: 'seller_received', now })
  })

/** The buyer takes it back, as long as neither goods nor money travel. @throws notFound, wrongState */
export const withdraw = (db: Db, { id, buyer_id, now }: ByBuyer): Promise<void> =>
  inTransaction(db, async (tx) => {
    const held = await holdAftersale(tx, id, { buyer_id })
    assertIn(
      held.aftersale,
      'await_seller',
      'seller_rejected',
      'await_buyer_ship',
      'platform_intervening',
    )
    await close(tx, held, { actor: person(buyer_id), reason: 'buyer_withdrew', now })
  })

/** The shop refused: the buyer asks the platform to judge. @throws notFound, wrongState */
export const escalate = (
  db: Db,
  { id, buyer_id, words, now }: ByBuyer & { words: string },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { aftersale } = await holdAftersale(tx, id, { buyer_id })
    assertIn(aftersale, 'seller_rejected')
    await rows(tx)`update aftersales set escalation_words = ${words} where id = ${id}`
    await change(tx, aftersale, {
      to: 'platform_intervening',
      actor: person(buyer_id),
      reason: 'buyer_asked_platform',
      now,
    })
  })

/**
 * The platform judges. Whoever works for the shop, or is the buyer, does not (recusal).
 * @throws notFound, changed_meanwhile, wrongState, recused
 */
export const judge = (
  db: Db,
  verdict: {
    id: string
    judge_id: string
    verdict: 'buyer' | 'seller'
    words: string
    version: number
    now: Date
  },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { id, judge_id, words, version, now } = verdict
    const held = await holdAftersale(tx, id, 'anybody', version)
    const { shop_id, buyer_id } = held.aftersale
    const is_staff = await row(tx)`
      select 1 from shop_staff where shop_id = ${shop_id} and account_id = ${judge_id}`
    if (is_staff || judge_id === buyer_id) throw recused()
    assertIn(held.aftersale, 'platform_intervening')
    await rows(tx)`
      update aftersales set verdict = ${verdict.verdict}, verdict_words = ${words}, judged_by = ${judge_id} where id = ${id}`
    const why = { actor: person(judge_id), now }
    if (verdict.verdict === 'buyer') await agree(tx, held, { ...why, reason: 'verdict_for_buyer' })
    else await close(tx, held, { ...why, reason: 'verdict_for_seller' })
  })
