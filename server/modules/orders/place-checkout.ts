import { commitWith, type Db, inTransaction, sql, together } from '../../platform/db.ts'
import { ClaimTaken, keepAnswers } from '../../platform/idempotency.ts'
import { reserveMany } from '../inventory/index.ts'
import { insertPayments } from '../payments/index.ts'
import { redeemMany } from '../promotions/index.ts'
import { type Batch, type Draft, draftMany, type Outcome, type Tap } from './draft-checkouts.ts'
import { tellPlaced } from './orders.events.ts'
import { answerOf, keptOf, recallMany } from './recall-checkouts.ts'
import { emptyBaskets, insertLines, insertOrders } from './write-orders.sql.ts'

const TRIES = 5

/**
 * Buys, for many buyers in one transaction: for each that gets everything they ask for, the stock is held, one order a
 * shop is written with everything frozen on its lines, one payment is opened for all, and the answer is kept under the
 * claim. Who does not get it takes nothing from the next one. Outcomes stand in the order of the taps; no claim may be
 * among them twice. The number of statements grows with neither buyers nor shops nor lines.
 *
 * Nearly every claim is new, so the first try does not look for earlier answers: one that was answered before makes
 * the last step fail, nothing is kept, and the second try begins with looking. When `hopeful`, that there is enough for
 * all, the orders are written before the stock is locked, so that other batches wait for it less; if that was wrong they are
 * unwritten and it is done in the careful order.
 */
export async function placeCheckouts(
  db: Db,
  taps: readonly Tap[],
  now: Date,
  { hopeful = false } = {},
): Promise<Outcome[]> {
  for (let tries = 1; ; tries++)
    try {
      return await inTransaction(db, async (tx) => {
        const batch: Batch = { tx, taps, now, outcomes: new Map() }
        await writeCheckouts(batch, { is_repeated: tries > 1, hopeful: hopeful && tries === 1 })
        return taps.map((tap) => batch.outcomes.get(tap) as Outcome)
      })
    } catch (error) {
      if (!(error instanceof ClaimTaken) || tries === TRIES) throw error
    }
}

async function writeCheckouts(
  batch: Batch,
  { is_repeated, hopeful }: { is_repeated: boolean; hopeful: boolean },
): Promise<void> {
  const { tx, taps, outcomes } = batch
  if (is_repeated) await lookUp(batch, taps)
  const fresh = taps.filter((tap) => !outcomes.has(tap))
  const drafts = await draftMany(batch, fresh)
  if (hopeful && drafts.length === fresh.length && (await writeAhead(batch, drafts))) return
  const { granted, taken, redeem } = await takeCarefully(batch, drafts)
  // A twin in another process may have taken the last one, or this buyer's limit, since we looked: before we read the
  // shelf, or while we waited for the stock. Then its answer is ours.
  const bought = new Set(granted.map(({ tap }) => tap))
  await lookUp(
    batch,
    fresh.filter((tap) => !bought.has(tap)),
  )
  if (granted.length > 0)
    await commitWith(tx, [taken, ...write(batch, granted), ...redeem(), ...close(batch, granted)])
}

/**
 * Holds stock, then coupons and budgets. Whoever loses a coupon to somebody else gives their stock up again before the
 * others are served: it is undone and done once more without them. Who uses nothing costs nothing here.
 */
async function takeCarefully({ tx, now, outcomes }: Batch, drafts: readonly Draft[]) {
  const is_discounted = drafts.some(({ uses }) => uses.length > 0)
  let wishing = drafts
  for (;;) {
    if (is_discounted) await sql`savepoint taking`.execute(tx)
    const { answers, taken } = await reserveMany(tx, wishesOf(wishing), now)
    const granted = wishing.filter((_, place) => !answers[place])
    const redeemed = await redeemMany(tx, granted.map(redeeming), now)
    if (!redeemed.answers.some((answer) => answer)) {
      for (const [place, { tap }] of wishing.entries()) {
        const refusal = answers[place]
        if (refusal) outcomes.set(tap, refusal)
      }
      return { granted, taken, redeem: redeemed.write }
    }
    await taken
    await sql`rollback to savepoint taking`.execute(tx)
    for (const [place, { tap }] of granted.entries()) {
      const refusal = redeemed.answers[place]
      if (refusal) outcomes.set(tap, refusal)
    }
    wishing = wishing.filter(({ tap }) => !outcomes.has(tap))
  }
}

const redeeming = ({ checkout_id, tap, uses }: Draft) => ({
  checkout_id,
  buyer_id: tap.wish.buyer_id,
  uses,
})

/** Puts the outcomes of earlier tries in place of those of this one. */
async function lookUp({ tx, outcomes }: Batch, some: readonly Tap[]): Promise<void> {
  const known = await recallMany(
    tx,
    some.map(({ claim }) => claim),
  )
  for (const tap of some) {
    const outcome = known.get(tap.claim.id)
    if (outcome) outcomes.set(tap, outcome)
  }
}

/** Writes first and locks then. False, with nothing left of it, when there is not enough for all, goods or coupons. */
async function writeAhead(batch: Batch, drafts: readonly Draft[]): Promise<boolean> {
  const { tx, now } = batch
  const [, { answers, taken }] = await together([
    together([sql`savepoint ahead`.execute(tx), ...write(batch, drafts)]),
    reserveMany(tx, wishesOf(drafts), now, { all_or_none: true }),
  ])
  if (!answers.some((answer) => answer)) {
    const redeemed = await redeemMany(tx, drafts.map(redeeming), now)
    if (!redeemed.answers.some((answer) => answer)) {
      await commitWith(tx, [taken, ...redeemed.write(), ...close(batch, drafts)])
      return true
    }
    await taken
  }
  await sql`rollback to savepoint ahead`.execute(tx)
  return false
}

const wishesOf = (drafts: readonly Draft[]) =>
  drafts.map(({ tap, lines, deadline_at }) => ({
    buyer_id: tap.wish.buyer_id,
    lines: lines.map(({ id, terms: { sku_id, quantity, flash_offer_id } }) => ({
      line_id: id,
      sku_id,
      quantity,
      flash_offer_id,
    })),
    deadline_at,
  }))

/** New rows, for which nobody waits and which wait for nobody. Nothing of it waits for the rest: it travels together. */
function write({ tx, now }: Batch, drafts: readonly Draft[]): Promise<unknown>[] {
  const made = drafts.flatMap((draft) => draft.orders)
  const lines = drafts.flatMap((draft) => draft.lines)
  return [
    insertPayments(
      tx,
      drafts.map(({ payment }) => payment),
    ),
    insertOrders(
      tx,
      drafts.map(({ checkout_id, tap, payment, amount, currency, address }) => ({
        id: checkout_id,
        buyer_id: tap.wish.buyer_id,
        payment_id: payment.id,
        amount,
        currency,
        address,
      })),
      made,
      now,
    ),
    insertLines(tx, lines),
    tellPlaced(tx, made, lines, now),
  ]
}

/** What others may hold, so it comes behind the stock's lock in every order of doing it: baskets, and last the claims. */
function close({ tx, now, outcomes }: Batch, granted: readonly Draft[]): Promise<unknown>[] {
  for (const draft of granted) outcomes.set(draft.tap, answerOf(draft, now))
  const bought = granted.flatMap(({ tap: { wish } }) =>
    wish.from_basket ? wish.lines.map(({ sku_id }) => ({ buyer_id: wish.buyer_id, sku_id })) : [],
  )
  return [
    ...(bought.length > 0 ? [emptyBaskets(tx, bought)] : []),
    keepAnswers(
      tx,
      granted.map((draft) => ({ claim: draft.tap.claim, answer: keptOf(draft) })),
      now,
    ),
  ]
}
