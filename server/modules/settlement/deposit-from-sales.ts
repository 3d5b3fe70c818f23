import { shareDown } from '../../kernel/money.ts'
import { notAllowed } from '../../kernel/refusal.ts'
import { system } from '../../kernel/state.ts'
import { type Db, inTransaction, rows } from '../../platform/db.ts'
import { post } from '../ledger/index.ts'
import { openOnSales } from '../shops/index.ts'
import { DEPOSIT_CURRENCY, depositNotFillable, missingOf } from './deposit.ts'
import { recordOnDeposits } from './deposit-change.ts'
import { lockDeposits, type NewRecord, openDeposits } from './deposits.sql.ts'
import { accountOf, holdPurses, type Owner } from './owners.ts'
import { isOwner } from './settlement.sql.ts'

/**
 * The shop lets its sales fill the deposit: this part of what each of its lines brings it, from a tenth to all, as it
 * chooses; it may change the part while it fills. An approved shop that waits for its deposit opens by it; for one that is
 * short the grace runs on. A tenth leaves the shop nearly all its income, all of it fills the deposit soonest.
 * Owners only. @throws depositNotFillable, notAllowed
 */
export const fillFromSales = (
  db: Db,
  {
    shop_id,
    share_ppm,
    account_id,
    now,
  }: { shop_id: string; share_ppm: bigint; account_id: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    if (!(await isOwner(tx, shop_id, account_id))) throw notAllowed({ needs: 'owner' })
    const actor = { kind: 'account', id: account_id } as const
    if (await openOnSales(tx, shop_id, now))
      await openDeposits(tx, [shop_id], { currency: DEPOSIT_CURRENCY, actor, now })
    const deposit = (await lockDeposits(tx, [shop_id])).get(shop_id)
    if (!deposit || missingOf(deposit) === 0n || deposit.state === 'refunded')
      throw depositNotFillable()
    await rows(tx)`
      update deposits set share_ppm = ${share_ppm}, filling_since = coalesce(filling_since, ${now}) where shop_id = ${shop_id}`
  })

const BATCH = 200

type Line = {
  line_id: string
  order_number: string
  shop_id: string
  currency: string
  merchant_net: bigint
}

/**
 * Moves the chosen part of settled lines from what the shop has available to its deposit until that is filled: once a
 * line, never more than is missing or available. Returns how many lines.
 */
export const postFillings = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ shop_id: string }>(tx)`
      select shop_id from deposits where share_ppm is not null and state in ('unpaid', 'short') order by shop_id`
    const held = await lockDeposits(
      tx,
      due.map(({ shop_id }) => shop_id),
    )
    const filling = [...held.values()].filter(
      (one) => one.share_ppm !== null && missingOf(one) > 0n && one.state !== 'refunded',
    )
    if (filling.length === 0) return 0
    const lines = await rows<Line>(tx)`
      select s.id as line_id, o.number as order_number, s.shop_id, s.currency, s.merchant_net
      from settlements as s join deposits as d on d.shop_id = s.shop_id join orders as o on o.id = s.order_id
      where s.shop_id = any(${filling.map(({ shop_id }) => shop_id)}::uuid[]) and s.state = 'settled' and s.settled_at >= d.filling_since
        and s.merchant_net > 0 and s.currency = d.currency and not exists (select from deposit_records as r where r.line_id = s.id)
      order by s.settled_at, s.id limit ${BATCH}`
    if (lines.length === 0) return 0
    const purses = await holdPurses(tx, lines.map(ownerOf))
    const missing = new Map(filling.map((one) => [one.shop_id, missingOf(one)]))
    const taken = lines.flatMap((line) => {
      const left = missing.get(line.shop_id) as bigint
      if (left === 0n) return []
      const share = held.get(line.shop_id)?.share_ppm as bigint
      const amount = least(
        shareDown(line.merchant_net, share),
        purses.of(ownerOf(line)).available,
        left,
      )
      missing.set(line.shop_id, left - amount)
      return [{ line, amount, entries: purses.put(ownerOf(line), -amount) }]
    })
    await recordOnDeposits(
      tx,
      held,
      taken.map(
        ({ line, amount }): NewRecord => ({
          shop_id: line.shop_id,
          kind: 'from_sales',
          amount,
          frozen: 0n,
          event: amount > 0n ? `deposit_fill:${line.line_id}` : null,
          journal_kind: amount > 0n ? 'deposit_fill' : null,
          line_id: line.line_id,
          reason: line.order_number,
        }),
      ),
      { actor: system('settlement.deposits'), reason: 'filled_from_sales', now },
    )
    await post(
      tx,
      taken.map(({ line, amount, entries }) => ({
        event: `deposit_fill:${line.line_id}`,
        kind: 'deposit_fill',
        memo: line.order_number,
        at: now,
        entries: [
          ...entries,
          { account: accountOf('shop_deposit', 'shop', line.shop_id, line.currency), amount },
        ],
      })),
    )
    return taken.length
  })

const ownerOf = ({ shop_id, currency }: { shop_id: string; currency: string }): Owner => ({
  kind: 'shop',
  id: shop_id,
  currency,
})
const least = (...amounts: bigint[]): bigint => amounts.reduce((a, b) => (a < b ? a : b))
