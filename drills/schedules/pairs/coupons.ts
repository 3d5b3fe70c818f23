import { newId } from '../../../server/kernel/ids.ts'
import { Refusal } from '../../../server/kernel/refusal.ts'
import { after, DAY, MINUTE } from '../../../server/kernel/time.ts'
import { placeCheckouts } from '../../../server/modules/orders/place-checkout.ts'
import { claimCoupons } from '../../../server/modules/promotions/claim-coupons.ts'
import { promotionsSweeps } from '../../../server/modules/promotions/promotions.jobs.ts'
import { row, rows } from '../../../server/platform/db.ts'
import { historiesAreTrue, reservationsEndOnce, stockAddsUp, stockIsReserved } from '../checks.ts'
import { ask, claimOfOwn, type Pair, type Part, type Stage } from '../pair.ts'

type Buyer = 'buyer_id' | 'rival_id'

const checks = [
  stockAddsUp,
  stockIsReserved,
  reservationsEndOnce,
  historiesAreTrue,
  {
    name: 'a budget is spent by what is applied, a coupon is used once',
    sql: `select 'promotion ' || p.id || ' ' || pool.spent as what from promotions as p join promotion_pools as pool on pool.promotion_id = p.id, lateral (
        select coalesce(sum(amount), 0) as spent, count(*) as uses from redemptions where promotion_id = p.id and state = 'applied') as r
      where p.shop_id = any($1) and (pool.spent <> r.spent or pool.used <> r.uses or pool.spent > pool.budget)
      union all
      select 'coupon ' || c.id || ' ' || c.state from coupons as c, lateral (
        select count(*) as uses from redemptions where coupon_id = c.id and state = 'applied') as r
      where c.holder_id = any($1) and (r.uses > 1 or (c.state = 'used') <> (r.uses = 1))`,
  },
  {
    name: 'I-28 a line’s discount is what promotions took off',
    sql: `select 'line ' || l.id as what from order_lines as l join orders as o on o.id = l.order_id, lateral (
        select coalesce(sum(amount), 0) as off from redemption_lines where order_line_id = l.id) as r
      where o.buyer_id = any($1) and o.discount_amount > 0 and l.shop_discount <> r.off`,
  },
]

const born = (db: Stage['db'], noun: string, id: string, state: string, now: Date) => rows(db)`
  insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at)
  values (${noun}, ${id}, ${state}, 'system', 'schedule', 'made', ${now})`

/** A coupon of the shop that is claimed until `ends_at`, and money for so many uses. */
async function promise(
  { db, copy, now }: Stage,
  wish: { ends_at: Date; quantity: number; claimed: number; uses: number },
): Promise<string> {
  const id = newId()
  const { ends_at } = wish
  await rows(db)`
    insert into promotions (id, kind, funder, shop_id, title, threshold, amount_off, starts_at, ends_at, use_until, state, state_at, deadline_at, created_by, created_at)
    values (${id}, 'coupon', 'shop', ${copy.shop_id}, 'schedule', 0, 100, ${now}, ${ends_at}, ${after(ends_at, DAY)}, 'ongoing', ${now}, ${ends_at}, ${copy.owner_id}, ${now})`
  await rows(
    db,
  )`insert into promotion_pools (promotion_id, quantity, claimed, budget) values (${id}, ${wish.quantity}, ${wish.claimed}, ${wish.uses * 100})`
  await born(db, 'promotions', id, 'ongoing', now)
  return id
}

/** A coupon of the shop in each of these hands, and money for so many uses. */
const give =
  (holders: readonly Buyer[], uses: number) =>
  async (stage: Stage): Promise<void> => {
    const { db, copy, now } = stage
    const until = after(now, DAY)
    const wish = { ends_at: until, quantity: 9, claimed: holders.length, uses }
    const id = await promise(stage, wish)
    for (const holder of holders) {
      const coupon_id = newId()
      await rows(db)`
        insert into coupons (id, promotion_id, holder_id, state, state_at, deadline_at, claimed_at)
        values (${coupon_id}, ${id}, ${copy[holder]}, 'usable', ${now}, ${until}, ${now})`
      await born(db, 'coupons', coupon_id, 'usable', now)
    }
  }

/** One tap on "buy" for one piece of tea, with the coupon in hand. */
const redeems =
  (who: Buyer, { hopeful = false } = {}) =>
  async ({ gated, db, copy, now }: Part): Promise<string> => {
    const coupon = await row<{ id: string }>(
      db,
    )`select id from coupons where holder_id = ${copy[who]}`
    const wish = {
      buyer_id: copy[who],
      lines: [{ sku_id: copy.tea, quantity: 1 }],
      address_id: who === 'buyer_id' ? copy.address_id : copy.rival_address_id,
      coupon_ids: [coupon?.id as string],
    }
    const taps = [{ claim: claimOfOwn(copy[who]), wish }]
    const [outcome] = await placeCheckouts(gated, taps, now, { hopeful })
    return outcome instanceof Refusal ? outcome.code : 'bought'
  }

const tell = async ({ db, copy }: Stage, answers: readonly string[]): Promise<string> =>
  `${answers.join(', ')}; ${await ask(
    db,
    "select count(*)::text as said from redemptions where buyer_id = any(array[$1, $2]::uuid[]) and state = 'applied'",
    copy.buyer_id,
    copy.rival_id,
  )} used`

/** So many coupons to be claimed for a minute. */
const offers = (quantity: number) => (stage: Stage) =>
  promise(stage, { ends_at: after(stage.now, MINUTE), quantity, claimed: 0, uses: 9 })

/** One tap on "claim", in a batch of its own; the same key is the same tap. */
const claims =
  (who: Buyer, key?: string) =>
  async ({ gated, db, copy, now }: Part): Promise<string> => {
    const promotion = await row<{ id: string }>(
      db,
    )`select id from promotions where shop_id = ${copy.shop_id}`
    const { [who]: holder_id } = copy
    const promotion_id = promotion?.id as string
    const tap = { promotion_id, holder_id, claim: claimOfOwn(holder_id, key) }
    const [outcome] = await claimCoupons(gated, [tap], now)
    return outcome instanceof Refusal ? outcome.code : 'claimed'
  }

const claimChecks = [
  historiesAreTrue,
  {
    name: 'no more is claimed than there is, in all and by one person',
    sql: `select 'promotion ' || p.id || ' ' || pool.claimed as what from promotions as p join promotion_pools as pool on pool.promotion_id = p.id, lateral (
        select count(*) as made, count(*) - count(distinct holder_id) as again from coupons where promotion_id = p.id) as c
      where p.shop_id = any($1) and (pool.claimed <> c.made or c.made > pool.quantity or c.again > 0)`,
  },
  {
    name: 'nobody claims what is over',
    sql: `select 'coupon ' || c.id as what from coupons as c join promotions as p on p.id = c.promotion_id
        join state_changes as birth on birth.noun = 'coupons' and birth.noun_id = c.id and birth.from_state is null
        join state_changes as ended on ended.noun = 'promotions' and ended.noun_id = p.id and ended.to_state = 'ended'
      where c.holder_id = any($1) and birth.id > ended.id`,
  },
]

const tellClaimed = async ({ db, copy }: Stage, answers: readonly string[]): Promise<string> =>
  `${answers.join(', ')}; ${await ask(
    db,
    'select count(*)::text as said from coupons where holder_id = any(array[$1, $2]::uuid[])',
    copy.buyer_id,
    copy.rival_id,
  )} in hand`

export const couponPairs: Pair[] = [
  {
    name: 'claim × claim: two people, one left',
    station: 'listed',
    arm: offers(1),
    operations: [claims('buyer_id'), claims('rival_id')],
    checks: claimChecks,
    tell: tellClaimed,
    endings: ['claimed, coupons_gone; 1 in hand', 'coupons_gone, claimed; 1 in hand'],
    exhaustive: true,
  },
  {
    name: 'claim × claim: one person, one each',
    station: 'listed',
    arm: offers(9),
    operations: [claims('buyer_id'), claims('buyer_id')],
    checks: claimChecks,
    tell: tellClaimed,
    endings: ['claimed, coupon_limit; 1 in hand', 'coupon_limit, claimed; 1 in hand'],
    exhaustive: true,
  },
  {
    name: 'claim × claim: the same tap at two servers',
    station: 'listed',
    arm: offers(9),
    operations: [claims('buyer_id', 'one key'), claims('buyer_id', 'one key')],
    checks: claimChecks,
    tell: tellClaimed,
    endings: ['claimed, claimed; 1 in hand'],
    exhaustive: true,
  },
  {
    name: 'claim × promotion end',
    station: 'listed',
    arm: offers(9),
    operations: [
      claims('buyer_id'),
      async ({ context, now }) => {
        const [turn] = promotionsSweeps(context)
        await turn?.sweep(after(now, MINUTE))
      },
    ],
    checks: claimChecks,
    tell: tellClaimed,
    endings: ['claimed, ok; 1 in hand', 'promotion_not_open, ok; 0 in hand'],
  },
  {
    name: 'redeem × redeem: one coupon in two purchases',
    station: 'listed',
    arm: give(['buyer_id'], 9),
    operations: [redeems('buyer_id'), redeems('buyer_id', { hopeful: true })],
    checks,
    tell,
    endings: ['bought, coupon_used; 1 used', 'coupon_used, bought; 1 used'],
  },
  {
    name: 'redeem × redeem: two buyers, money for one',
    station: 'listed',
    arm: give(['buyer_id', 'rival_id'], 1),
    operations: [redeems('buyer_id'), redeems('rival_id', { hopeful: true })],
    checks,
    tell,
    endings: ['bought, coupon_sold_out; 1 used', 'coupon_sold_out, bought; 1 used'],
  },
]
