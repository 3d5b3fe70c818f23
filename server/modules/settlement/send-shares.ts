import { after, DAY } from '../../kernel/time.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { type Journal, post } from '../ledger/index.ts'
import { lockAutomaticPayees, type Payee, requestPayout, tradeWithRoom } from '../payments/index.ts'
import { accountOf, holdPurses, type Owner, type Purses } from './owners.ts'
import { pursesOf } from './payouts.ts'
import { reserveOf } from './reserves.ts'

/** Lines, and accounts, looked at in one transaction. */
const BATCH = 200
const ACCOUNTS = 20
/** What settled longer ago than this, while nothing could be sent, stays available on request. */
const LOOK_BACK = 3 * DAY
/** Less than this stays available: WeChat Pay, the strictest, sends 0.10 yuan at least. */
const LEAST = 10n

type Share = {
  line_id: string
  part: 'merchant' | 'commission'
  account_id: string
  payment_id: string
  currency: string
  amount: bigint
  reserve_ppm: bigint
}
type Sent = { line_id: string; part: Share['part']; payout_id: string | null }

/**
 * Sends on what settlement has just shared out, to those who want it sent by itself: money that came through a provider
 * goes on through it to their verified account there, one payout for each payment, out of that trade's own money where
 * the provider can split it off and the trade holds so much. Whoever owes something keeps it available, a host what buyers
 * used of their red packets, and so does a shop while its deposit is short beyond its grace; what fills a deposit is taken
 * first. Above `release_up_to` it waits for a run as any payout does. Returns how many
 * lines it looked at.
 */
export const sendShares = (db: Db, release_up_to: bigint, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const payees = await lockAutomaticPayees(tx, await accountsWithShares(tx, now))
    if (payees.size === 0) return 0
    const due = await findShares(tx, [...payees.keys()], now)
    const payeeOf = ({ account_id }: Share) => payees.get(account_id) as Payee
    const purses = await holdPurses(
      tx,
      due.flatMap((share) => pursesOf(payeeOf(share), share.currency)),
    )
    const journals: Journal[] = []
    const sent: Sent[] = []
    const groups = Map.groupBy(due, (share) => `${share.account_id} ${share.payment_id}`)
    for (const shares of groups.values()) {
      const [share] = shares as [Share, ...Share[]]
      const { payment_id, currency } = share
      const { owner_kind, owner_id, provider, bank_account, named_by } = payeeOf(share)
      const owner: Owner = {
        kind: owner_kind === 'shop' ? 'shop' : 'creator',
        id: owner_id,
        currency,
      }
      const amount = sendable(shares, purses, owner, pursesOf(payeeOf(share), currency))
      let payout_id: string | null = null
      if (amount >= LEAST) {
        const trade = await tradeWithRoom(tx, payment_id, amount)
        const payout = await requestPayout(tx, {
          ...{ owner_kind, owner_id, amount, currency, provider, bank_account, now },
          requested_by: named_by,
          is_released: amount <= release_up_to,
          ...(trade ? { trade } : {}),
        })
        payout_id = payout.id
        journals.push({
          event: `payout:${payout.id}`,
          kind: 'payout_request',
          memo: payout.number,
          at: now,
          entries: [
            ...purses.put(owner, -amount),
            { account: accountOf('payout_transit', owner_kind, owner_id, currency), amount },
          ],
        })
      }
      sent.push(...shares.map(({ line_id, part }) => ({ line_id, part, payout_id })))
    }
    await post(tx, journals)
    await rows(tx)`
      insert into sent_shares (line_id, part, payout_id)
      select * from unnest(${sent.map(({ line_id }) => line_id)}::uuid[], ${sent.map(({ part }) => part)}::text[],
        ${sent.map(({ payout_id }) => payout_id)}::uuid[])`
    return due.length
  })

/**
 * What these lines brought less what is kept in reserve, as far as it is there and not given away in red packets; nothing
 * while anything is owed.
 */
function sendable(
  shares: readonly Share[],
  purses: Purses,
  owner: Owner,
  all: readonly Owner[],
): bigint {
  if (all.some((one) => purses.of(one).debt < 0n)) return 0n
  const brought = shares.reduce(
    (sum, { amount, reserve_ppm }) => sum + amount - reserveOf(amount, reserve_ppm),
    0n,
  )
  const { available } = purses.of(owner)
  const free = all.reduce((sum, one) => sum + purses.of(one).available, -purses.givenBy(owner))
  const most = free < available ? free : available
  return brought < most ? brought : most
}

const accountsWithShares = async (tx: Tx, now: Date): Promise<string[]> =>
  (
    await rows<{ id: string }>(tx)`
      select a.id from provider_accounts as a
      where a.automatic_since is not null and a.state = 'verified'
        and not exists (select from deposits as d where a.owner_kind = 'shop' and d.shop_id = a.owner_id and d.state = 'short' and d.deadline_at is null)
        and (case a.owner_kind when 'shop' then exists (
            select from settlements as s join orders as o on o.id = s.order_id join payments as p on p.id = o.payment_id and p.provider = a.provider
            where s.shop_id = a.owner_id and s.settled_at >= greatest(a.automatic_since, ${after(now, -LOOK_BACK)})
              and not exists (select from sent_shares as t where t.line_id = s.id and t.part = 'merchant'))
          else exists (
            select from settlements as s join orders as o on o.id = s.order_id join payments as p on p.id = o.payment_id and p.provider = a.provider
            where s.creator_id = a.owner_id and s.creator_settled_at >= greatest(a.automatic_since, ${after(now, -LOOK_BACK)})
              and not exists (select from sent_shares as t where t.line_id = s.id and t.part = 'commission')) end)
      order by a.id limit ${ACCOUNTS}`
  ).map(({ id }) => id)

const findShares = (tx: Tx, account_ids: readonly string[], now: Date) => rows<Share>(tx)`
  select s.id as line_id, 'merchant' as part, a.id as account_id, o.payment_id, s.currency, s.merchant_net as amount, s.reserve_ppm
  from provider_accounts as a join settlements as s on s.shop_id = a.owner_id and s.settled_at >= greatest(a.automatic_since, ${after(now, -LOOK_BACK)})
    join orders as o on o.id = s.order_id join payments as p on p.id = o.payment_id and p.provider = a.provider
  where a.id = any(${account_ids}::uuid[]) and a.owner_kind = 'shop'
    and not exists (select from sent_shares as t where t.line_id = s.id and t.part = 'merchant')
    and not exists (select from deposits as d where d.shop_id = s.shop_id and d.share_ppm is not null and d.state in ('unpaid', 'short')
      and s.settled_at >= d.filling_since and s.merchant_net > 0 and s.currency = d.currency
      and not exists (select from deposit_records as r where r.line_id = s.id))
  union all
  select s.id, 'commission', a.id, o.payment_id, s.currency, s.commission - s.agency_fee, s.creator_reserve_ppm
  from provider_accounts as a join settlements as s on s.creator_id = a.owner_id and s.creator_settled_at >= greatest(a.automatic_since, ${after(now, -LOOK_BACK)})
    join orders as o on o.id = s.order_id join payments as p on p.id = o.payment_id and p.provider = a.provider
  where a.id = any(${account_ids}::uuid[]) and a.owner_kind = 'account'
    and not exists (select from sent_shares as t where t.line_id = s.id and t.part = 'commission')
  order by account_id, payment_id, line_id limit ${BATCH}`
