import { newId, showId } from '../kernel/ids.ts'
import { share } from '../kernel/money.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../platform/db.ts'
import { toJson } from '../platform/outbox.ts'
import type { Luck } from './pay-personality.ts'

/** The provider's own book. It knows its merchant only by what was sent over HTTP. */
export const MERCHANT = 'closedloop'

/** What the provider keeps of each payment: 0.6 %, as is usual in the mainland. */
const FEE_PPM = 6_000n

export type Trade = {
  id: string
  number: string
  kind: 'payment' | 'refund' | 'payout'
  merchant_number: string
  payment_number: string | null
  amount: bigint
  refunded: bigint
  fee: bigint
  currency: string
  title: string
  payee: string
  bank_account: string | null
  return_url: string | null
  notify_url: string
  state: 'waiting' | 'succeeded' | 'failed' | 'closed'
  failure_reason: string | null
  created_at: Date
  expires_at: Date | null
  finished_at: Date | null
  /** Of a payout: when the bank sent it back. */
  returned_at: Date | null
}

/** A clear no of the provider. */
export class Declined extends Error {
  override name = 'Declined'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const viewOf = (trade: Trade) => ({
  merchant: MERCHANT,
  kind: trade.kind,
  merchant_number: trade.merchant_number,
  number: trade.number,
  state: trade.state,
  amount: trade.amount,
  currency: trade.currency,
  fee: trade.fee,
  payment_number: trade.payment_number,
  created_at: trade.created_at,
  finished_at: trade.returned_at ?? trade.finished_at,
  failure_reason: trade.failure_reason,
})

export type Order = Pick<Trade, 'kind' | 'amount' | 'currency' | 'notify_url'> & {
  merchant_number: string
  title?: string
  payee?: string
  bank_account?: string
  return_url?: string
  expires_at?: Date
  payment_number?: string
}

/** Makes a trade once for a merchant's number; asked again it is the same, and another amount is refused. */
async function makeTrade(tx: Tx, order: Order, now: Date): Promise<Trade> {
  const id = newId()
  await rows(tx)`
    insert into sandbox.trades (id, number, kind, merchant_number, payment_number, amount, currency, title, payee, bank_account, return_url, notify_url, state, created_at, expires_at)
    values (${id}, ${showId('sbx', id)}, ${order.kind}, ${order.merchant_number}, ${order.payment_number ?? null}, ${order.amount}, ${order.currency}, ${order.title ?? ''},
      ${order.payee ?? ''}, ${order.bank_account ?? null}, ${order.return_url ?? null}, ${order.notify_url}, 'waiting', ${now}, ${order.expires_at ?? null})
    on conflict (kind, merchant_number) do nothing`
  const trade = (await row<Trade>(tx)`
    select * from sandbox.trades where kind = ${order.kind} and merchant_number = ${order.merchant_number} for update`) as Trade
  if (trade.amount !== order.amount || trade.currency !== order.currency)
    throw new Declined(409, 'this number stands for another amount')
  return trade
}

export const openTrade = (db: Db, order: Order, now: Date): Promise<Trade> =>
  inTransaction(db, (tx) => makeTrade(tx, order, now))

export const findTrade = (
  db: Db,
  kind: Trade['kind'],
  merchant_number: string,
  now: Date,
): Promise<Trade | undefined> =>
  inTransaction(db, async (tx) => {
    const trade = await row<Trade>(tx)`
      select * from sandbox.trades where kind = ${kind} and merchant_number = ${merchant_number} for update`
    return trade && expire(tx, trade, now)
  })

export const findByNumber = (db: Db, number: string, now: Date): Promise<Trade | undefined> =>
  inTransaction(db, async (tx) => {
    const trade = await row<Trade>(
      tx,
    )`select * from sandbox.trades where number = ${number} and kind = 'payment' for update`
    return trade && expire(tx, trade, now)
  })

/** A trade nobody paid in time is closed as soon as somebody looks. */
async function expire(tx: Tx, trade: Trade, now: Date): Promise<Trade> {
  return trade.kind === 'payment' &&
    trade.state === 'waiting' &&
    trade.expires_at &&
    trade.expires_at <= now
    ? end(tx, trade, 'closed', now, 'expired')
    : trade
}

export const closeTrade = (
  db: Db,
  merchant_number: string,
  now: Date,
): Promise<Trade | undefined> =>
  inTransaction(db, async (tx) => {
    const trade = await row<Trade>(tx)`
      select * from sandbox.trades where kind = 'payment' and merchant_number = ${merchant_number} for update`
    return trade?.state === 'waiting'
      ? end(tx, trade, 'closed', now, 'closed by the merchant')
      : trade
  })

/** The buyer pays: true when this call took the money. */
export const payTrade = (db: Db, number: string, now: Date): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    const found = await row<Trade>(
      tx,
    )`select * from sandbox.trades where number = ${number} and kind = 'payment' for update`
    const trade = found && (await expire(tx, found, now))
    if (trade?.state !== 'waiting') return false
    await end(tx, { ...trade, fee: share(trade.amount, FEE_PPM) }, 'succeeded', now)
    return true
  })

/** The buyer's bank declines: the trade goes on waiting, the merchant is told of the attempt. */
export const failAttempt = (db: Db, number: string): Promise<void> =>
  inTransaction(db, async (tx) => {
    const trade = await row<Trade>(tx)`
      select * from sandbox.trades where number = ${number} and kind = 'payment' and state = 'waiting' for update`
    if (trade) await notify(tx, trade, 'payment.attempt_failed')
  })

/** Sends money back, once for each number; one that failed may be tried again under the same number. */
export const refundTrade = (
  db: Db,
  order: Order & { payment_number: string },
  luck: Luck,
  now: Date,
): Promise<Trade> =>
  inTransaction(db, async (tx) => {
    const payment = await row<Trade>(tx)`
      select * from sandbox.trades where number = ${order.payment_number} and kind = 'payment' for update`
    if (payment?.state !== 'succeeded') throw new Declined(409, 'there is no such paid trade')
    const refund = await makeTrade(tx, order, now)
    if (refund.payment_number !== payment.number)
      throw new Declined(409, 'this number stands for another trade')
    if (refund.state === 'succeeded') return refund
    if (payment.currency !== order.currency || payment.refunded + order.amount > payment.amount)
      throw new Declined(409, 'more than is left of the trade')
    if (luck.chance(luck.settings.refund_fail))
      return end(tx, refund, 'failed', now, 'the account of the buyer is closed')
    await rows(
      tx,
    )`update sandbox.trades set refunded = refunded + ${order.amount} where id = ${payment.id}`
    return end(tx, refund, 'succeeded', now)
  })

export const payOut = (db: Db, order: Order, luck: Luck, now: Date): Promise<Trade> =>
  inTransaction(db, async (tx) => {
    const payout = await makeTrade(tx, order, now)
    if (payout.state !== 'waiting') return payout
    return luck.chance(luck.settings.payout_fail)
      ? end(tx, payout, 'failed', now, 'the bank does not know this account')
      : end(tx, payout, 'succeeded', now)
  })

/** The bank sends back what had arrived, with its words; undefined where nothing had arrived under this number. */
export const returnPayout = (
  db: Db,
  merchant_number: string,
  words: string,
  now: Date,
): Promise<Trade | undefined> =>
  inTransaction(db, async (tx) => {
    const returned = await row<Trade>(tx)`
      update sandbox.trades set state = 'failed', returned_at = ${now}, failure_reason = ${words}
      where kind = 'payout' and merchant_number = ${merchant_number} and state = 'succeeded' returning *`
    if (returned) await notify(tx, returned, 'payout.failed', now)
    return returned
  })

async function end(
  tx: Tx,
  trade: Trade,
  state: Trade['state'],
  now: Date,
  failure_reason: string | null = null,
): Promise<Trade> {
  const ended = (await row<Trade>(tx)`
    update sandbox.trades set state = ${state}, finished_at = ${now}, failure_reason = ${failure_reason}, fee = ${trade.fee}
    where id = ${trade.id} returning *`) as Trade
  await notify(tx, ended, `${ended.kind}.${ended.state}`, now)
  return ended
}

/** Writes a notice for the merchant; `next_at` is set when it is decided how it travels. */
async function notify(
  tx: Tx,
  trade: Trade,
  type: string,
  now: Date | null = trade.created_at,
): Promise<void> {
  const id = newId()
  await rows(tx)`
    insert into sandbox.notices (id, trade_id, body, next_at)
    values (${id}, ${trade.id}, ${toJson({ id, type, data: viewOf(trade) })}, ${now})`
}

type BilledTrade = Pick<
  Trade,
  'number' | 'merchant_number' | 'payment_number' | 'amount' | 'fee' | 'currency' | 'finished_at'
> & { kind: Trade['kind'] | 'payout_return' }

/** One line for each trade that succeeded on that day in the mainland, and one for each payout that was sent back on it. */
export const tradesOf = (db: Db, day: string) => rows<BilledTrade>(db)`
  with span as (
    select (${day}::date)::timestamp at time zone 'Asia/Shanghai' as opens, (${day}::date + 1)::timestamp at time zone 'Asia/Shanghai' as ends
  )
  select kind, number, merchant_number, payment_number, amount, fee, currency, finished_at from sandbox.trades, span
  where (state = 'succeeded' or returned_at is not null) and finished_at >= opens and finished_at < ends
  union all
  select 'payout_return', number || '_r', merchant_number, null, amount, 0, currency, returned_at from sandbox.trades, span
  where returned_at >= opens and returned_at < ends
  order by finished_at, number`
