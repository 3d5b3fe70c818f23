import { newId, showId } from '../../kernel/ids.ts'
import { wrongState } from '../../kernel/refusal.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { type Entry, outside, platformAccount, post } from '../ledger/index.ts'
import {
  type Booking,
  CLOSE_WITHIN,
  differences,
  nothingToBook,
  notRefundable,
  RELEASE_WITHIN,
  samePerson,
} from './difference.ts'
import { insertRefunds } from './request-refund.ts'
import { type HeldDifference, holdForMe, lockDifference } from './take-difference.ts'

type Resolution = {
  difference_id: string
  account_id: string
  resolution: string
  /** What closing it shall book; without it words are enough, and one person. */
  booking?: Booking | undefined
  now: Date
}
type Doing = { difference_id: string; account_id: string; now: Date }

/** Kinds in which money of a known payer lies in `unmatched`. */
const REFUNDABLE = new Set(['amount', 'currency', 'second_payment'])

/**
 * A person closes a difference with words, taking it first where nobody has. Where closing it books money it is only
 * proposed: another person has to let it go.
 * @throws `difference_taken`, `difference_not_refundable`, `difference_books_nothing`, `wrong_state`
 */
export const resolveDifference = (
  db: Db,
  { difference_id, account_id, resolution, booking, now }: Resolution,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const held = await holdForMe(tx, { difference_id, account_id, now })
    if (booking === 'send_back') await assertSendable(tx, held)
    if (booking === 'write_off' && (await entriesToWriteOff(tx, held)).length === 0)
      throw nothingToBook()
    await rows(tx)`
      update payment_differences set resolution = ${resolution}, resolved_by = ${booking ? null : account_id}, booking = ${booking ?? null},
        proposed_by = ${booking ? account_id : null} where id = ${difference_id}`
    await transition(tx, differences, {
      ids: [difference_id],
      from: ['taken'],
      to: booking ? 'proposed' : 'resolved',
      actor: { kind: 'account', id: account_id },
      reason: booking ?? 'resolved',
      now,
      deadline_at: booking ? after(now, RELEASE_WITHIN) : null,
    })
  })

/**
 * A second person lets a proposed booking go: the money is sent back, or the platform bears what differs.
 * @throws `second_person_needed` for whoever proposed it, `wrong_state`
 */
export const releaseDifference = (
  db: Db,
  { difference_id, account_id, now }: Doing,
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const held = await lockDifference(tx, difference_id)
    if (held.state !== 'proposed') throw wrongState({ state: held.state })
    if (held.proposed_by === account_id) throw samePerson()
    if (held.booking === 'send_back') await sendBack(tx, held, now)
    else await writeOff(tx, held, now)
    await rows(tx)`
      update payment_differences set released_by = ${account_id}, resolved_by = ${account_id} where id = ${difference_id}`
    await transition(tx, differences, {
      ids: [difference_id],
      from: ['proposed'],
      to: held.booking === 'send_back' ? 'resolved' : 'written_off',
      actor: { kind: 'account', id: account_id },
      reason: held.booking === 'send_back' ? 'sent_back' : 'written_off',
      now,
    })
  })

/** A second person, or whoever proposed it, says no: it is back in the hands of its owner. */
export const refuseRelease = (db: Db, { difference_id, account_id, now }: Doing): Promise<void> =>
  inTransaction(db, async (tx) => {
    const held = await lockDifference(tx, difference_id)
    if (held.state !== 'proposed') throw wrongState({ state: held.state })
    await transition(tx, differences, {
      ids: [difference_id],
      from: ['proposed'],
      to: 'taken',
      actor: { kind: 'account', id: account_id },
      reason: 'release_refused',
      now,
      deadline_at: after(now, CLOSE_WITHIN),
    })
    await rows(tx)`
      update payment_differences set booking = null, proposed_by = null, resolution = null where id = ${difference_id}`
  })

/** The money lies in `unmatched` and its payer is known. @throws `difference_not_refundable` */
async function assertSendable(tx: Tx, held: HeldDifference) {
  const { kind, provider, payment_id, provider_number, found, currency } = held
  const stands = await row(tx)`
    select from journals where event = ${`unmatched:payment:${provider}:${provider_number}:${found}${currency}`} and kind = 'unmatched'`
  if (!REFUNDABLE.has(kind) || !payment_id || !provider_number || !found || !currency || !stands)
    throw notRefundable()
  return { payment_id, provider_number, found, currency }
}

async function sendBack(tx: Tx, held: HeldDifference, now: Date): Promise<void> {
  const { payment_id, provider_number, found, currency } = await assertSendable(tx, held)
  const id = newId()
  await insertRefunds(
    tx,
    [
      {
        id,
        payment_id,
        reason_kind: 'difference',
        reason_id: held.id,
        order_id: null,
        number: showId('rfd', id),
        amount: found,
        currency,
        trade_number: provider_number,
      },
    ],
    now,
  )
  await post(tx, [
    {
      event: `difference:${held.id}`,
      kind: 'difference_refund',
      at: now,
      entries: [
        { account: platformAccount('unmatched', currency), amount: -found },
        { account: platformAccount('refund_transit', currency), amount: found },
      ],
    },
  ])
}

/**
 * What the platform bears so that the ledger says of the provider's money what the provider says: money that our books have
 * and the provider has not is lost, the other way round it is gained. What was set aside leaves `unmatched`.
 */
async function entriesToWriteOff(tx: Tx, held: HeldDifference): Promise<Entry[]> {
  const legs = await rows<{ side: 'ours' | 'theirs'; currency: string; amount: bigint }>(tx)`
    select side, currency, sum(amount)::bigint as amount from payment_difference_legs where difference_id = ${held.id} group by 1, 2`
  const aside = await row<{ currency: string; amount: bigint }>(tx)`
    select e.currency, e.amount from journals as j join ledger_entries as e on e.journal_id = j.id
    join ledger_accounts as a on a.id = e.account_id and a.kind = 'unmatched'
    where j.kind = 'unmatched' and j.event = ${held.event.slice(held.kind.length + 1)}`
  const lost = new Map<string, bigint>()
  for (const { side, currency, amount } of legs)
    if (side === 'ours' || !aside)
      lost.set(currency, (lost.get(currency) ?? 0n) + (side === 'ours' ? amount : -amount))
  const entries: Entry[] = [...lost].flatMap(([currency, amount]) => [
    { account: outside(currency), amount },
    { account: platformAccount('write_off', currency), amount: -amount },
  ])
  if (aside)
    entries.push(
      { account: platformAccount('unmatched', aside.currency), amount: -aside.amount },
      { account: platformAccount('write_off', aside.currency), amount: aside.amount },
    )
  return entries.filter(({ amount }) => amount !== 0n)
}

async function writeOff(tx: Tx, held: HeldDifference, now: Date): Promise<void> {
  const entries = await entriesToWriteOff(tx, held)
  if (entries.length === 0) throw nothingToBook()
  await post(tx, [{ event: `difference:${held.id}`, kind: 'write_off', at: now, entries }])
}
