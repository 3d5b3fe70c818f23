import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { newId, readId } from '../../kernel/ids.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import { openDb, row, rows } from '../../platform/db.ts'
import { claimOf } from '../../platform/idempotency.ts'
import { statementsDuring, tallyOf } from '../../test-crowd.ts'
import { seedShop } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { allotCoupons, type Claimable } from './allot-coupons.ts'
import { openCouponIntake } from './coupon-intake.ts'
import { type Made, shopPromotion } from './promotions.world.ts'

const uuidOf = ({ id }: Made) => readId('prm', id) as string

/** Accounts written straight into the table. */
async function crowd(world: World, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId())
  await rows(world.db)`
    insert into accounts (id, nickname, password_hash, created_at) select id, 'Viewer', 'x', ${world.now()} from unnest(${ids}::uuid[]) as id`
  await rows(world.db)`
    insert into sign_in_names (name, account_id, kind) select 'v' || id || '@example.com', id, 'email' from unnest(${ids}::uuid[]) as id`
  return ids
}

/** One tap; the same key is the same tap. */
const tap = (holder_id: string, promotion: Made, key: string = randomUUID()) => ({
  promotion_id: uuidOf(promotion),
  holder_id,
  claim: claimOf(holder_id, 'POST claims', key, uuidOf(promotion)),
})

const tally = (outcomes: readonly PromiseSettledResult<unknown>[]) => tallyOf(outcomes, 'claimed')

/** Counts the statements that lock pools while `work` goes on. */
const locksOf = async (work: () => Promise<unknown>): Promise<number> =>
  (await statementsDuring(work)).filter((text) => /for no key update of pool/.test(text)).length

/** What the rows say, counted from the coupons. */
const holdings = async (world: World, promotion: Made) =>
  row<{ claimed: bigint; coupons: bigint; holders: bigint; most: bigint; births: bigint }>(
    world.db,
  )`
    select pool.claimed, (select count(*) from coupons where promotion_id = pool.promotion_id) as coupons,
      (select count(distinct holder_id) from coupons where promotion_id = pool.promotion_id) as holders,
      (select max(count) from (select count(*) from coupons where promotion_id = pool.promotion_id group by holder_id) as one) as most,
      (select count(*) from state_changes as s join coupons as c on s.noun = 'coupons' and s.noun_id = c.id
        where c.promotion_id = pool.promotion_id and s.actor_id = c.holder_id::text and s.deadline_at = c.deadline_at) as births
    from promotion_pools as pool where pool.promotion_id = ${uuidOf(promotion)}`

test('a rush on coupons through two processes: none too many, in all and a person, one a key', async (t) => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const people = await crowd(world, 200)
  const other = openDb(world.database_url, { max: 4 })
  const { now, bus } = { ...world.app.context, now: world.now }
  const [here, there] = [world.db, other.db].map((db) => openCouponIntake({ db, now, bus })) as [
    ReturnType<typeof openCouponIntake>,
    ReturnType<typeof openCouponIntake>,
  ]

  await t.test('10 for 200 people, who all tap twice', async () => {
    const few = await shopPromotion(world, shop, { quantity: 10 })
    const outcomes = await Promise.allSettled(
      [...people, ...people].map((one, place) =>
        (place % 2 === 0 ? here : there).claim(tap(one, few)),
      ),
    )
    const { claimed, coupons_gone = 0, coupon_limit = 0, ...rest } = tally(outcomes)
    assert.deepEqual([claimed, coupons_gone + coupon_limit, rest], [10, 390, {}])
    assert.deepEqual(await holdings(world, few), {
      claimed: 10n,
      coupons: 10n,
      holders: 10n,
      most: 1n,
      births: 10n,
    })
  })

  await t.test('40 people tap five times each, the limit is two', async () => {
    const two = await shopPromotion(world, shop, { quantity: 100, per_person: 2 })
    const taps = people.slice(0, 40).flatMap((one) => Array.from({ length: 5 }, () => one))
    const outcomes = await Promise.allSettled(
      taps.map((one, place) => (place % 2 === 0 ? here : there).claim(tap(one, two))),
    )
    assert.deepEqual(tally(outcomes), { claimed: 80, coupon_limit: 120 })
    const { holders, most } = (await holdings(world, two)) as { holders: bigint; most: bigint }
    assert.deepEqual([holders, most], [40n, 2n])
  })

  await t.test('the same key at both at once is one coupon, with the same answer', async () => {
    const three = await shopPromotion(world, shop, { quantity: 500, per_person: 3 })
    const elsewhere = await shopPromotion(world, shop, { quantity: 500 })
    const taps = people.slice(0, 60).map((one) => tap(one, three))
    const answers = await Promise.all(
      taps.flatMap((one) => [here.claim(one), there.claim(one), here.claim(one)]),
    )
    for (const [place] of taps.entries()) {
      const ids = answers.slice(place * 3, place * 3 + 3).map(({ coupon_id }) => coupon_id)
      assert.equal(new Set(ids).size, 1)
    }
    assert.equal((await holdings(world, three))?.coupons, 60n)
    // The same key for another coupon, at both at once: one of them is claimed, the other refused.
    const both = people.slice(60, 90).flatMap((one) => {
      const key = randomUUID()
      return [here.claim(tap(one, three, key)), there.claim(tap(one, elsewhere, key))]
    })
    assert.deepEqual(tally(await Promise.allSettled(both)), {
      claimed: 30,
      idempotency_key_reused: 30,
    })
  })

  await t.test('all gone is answered without touching the pool, until there is more', async () => {
    const last = await shopPromotion(world, shop, { quantity: 3 })
    const winning = people.slice(0, 3).map((one) => tap(one, last))
    const won = await Promise.all(winning.map((one) => here.claim(one)))
    // The first who comes too late learns it from the pool …
    await assert.rejects(here.claim(tap(people[3] as string, last)))
    // … the others from the first; who has one is told of the limit, as ever.
    let counts: Record<string, number> = {}
    const locks = await locksOf(async () => {
      counts = tally(
        await Promise.allSettled(people.slice(0, 50).map((one) => here.claim(tap(one, last)))),
      )
    })
    assert.deepEqual([locks, counts], [0, { coupon_limit: 3, coupons_gone: 47 }])
    // A lost answer that is asked for again is the coupon, not "all gone".
    const again = await here.claim(winning[0] as (typeof winning)[0])
    assert.equal(again.coupon_id, won[0]?.coupon_id)
    await rows(
      world.db,
    )`update promotion_pools set quantity = quantity + 1 where promotion_id = ${uuidOf(last)}`
    await new Promise((done) => setTimeout(done, 260))
    const more = people.slice(4, 9).map((one) => here.claim(tap(one, last)))
    assert.deepEqual(tally(await Promise.allSettled(more)), { claimed: 1, coupons_gone: 4 })
  })

  await t.test(
    'a crowd beyond the queue is told how many are ahead and when to come again',
    async () => {
      const many = await shopPromotion(world, shop, { quantity: 100 })
      const narrow = openCouponIntake({ db: world.db, now, bus }, { queue: 10 })
      const outcomes = await Promise.allSettled(
        people.slice(0, 40).map((one) => narrow.claim(tap(one, many))),
      )
      assert.deepEqual(tally(outcomes), { claimed: 11, busy: 29 })
      const told = outcomes.find((one) => one.status === 'rejected')?.reason as Refusal
      assert.deepEqual([told.status, told.details.ahead], [503, 10])
      assert.ok((told.details.retry_after_ms as number) >= 200)
    },
  )

  await t.test('who the database refuses does not take the others along', async () => {
    const many = await shopPromotion(world, shop, { quantity: 100 })
    const outcomes = await Promise.allSettled(
      [...people.slice(0, 20), newId()].map((one) => here.claim(tap(one, many))),
    )
    assert.equal(tally(outcomes).claimed, 20)
    assert.equal((await holdings(world, many))?.claimed, 20n)
  })
  await other.close()
  await world.verify()
})

test('who comes first gets it; who is refused takes nothing from the next', () => {
  const at = new Date('2026-03-01T12:00:00Z')
  const offer: Claimable = {
    kind: 'coupon',
    state: 'ongoing',
    starts_at: at,
    ends_at: new Date('2026-03-02T12:00:00Z'),
    room_state: null,
    per_person: 1,
    quantity: 5n,
    claimed: 3n,
  }
  const codes = (more: Partial<Claimable>, people = ['a', 'b', 'b', 'c', 'd'], now = at) =>
    allotCoupons(
      people.map((holder_id) => ({ promotion_id: 'p', holder_id })),
      { offers: new Map([['p', { ...offer, ...more }]]), held: new Map([['p a', 1n]]) },
      now,
    ).map((one) => one?.code)
  assert.deepEqual(codes({}), [
    'coupon_limit',
    undefined,
    'coupon_limit',
    undefined,
    'coupons_gone',
  ])
  const closed = ['promotion_not_open']
  assert.deepEqual(codes({ state: 'paused' }, ['b']), closed)
  assert.deepEqual(codes({}, ['b'], offer.ends_at), closed)
  assert.deepEqual(codes({}, ['b'], new Date(at.getTime() - 1)), closed)
  assert.deepEqual(codes({ kind: 'red_packet', room_state: 'ended' }, ['b']), closed)
  assert.deepEqual(codes({ kind: 'red_packet', room_state: 'paused' }, ['b']), [undefined])
  const nowhere = allotCoupons(
    [{ promotion_id: 'x', holder_id: 'a' }],
    { offers: new Map(), held: new Map() },
    at,
  )
  assert.equal(nowhere[0]?.code, 'not_found')
})
