import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { newId, readId, showId } from '../../kernel/ids.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import { MINUTE } from '../../kernel/time.ts'
import { inTransaction, openDb, row, rows } from '../../platform/db.ts'
import { claimOf } from '../../platform/idempotency.ts'
import { statementsDuring, tallyOf } from '../../test-crowd.ts'
import { type SeededSku, seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { openFlash } from '../inventory/index.ts'
import { cancelUnpaid } from './cancel-order.ts'
import { openIntake } from './intake.ts'
import { addressOf } from './orders.world.ts'

type Buyer = { id: string; address_id: string }

/** Buyers with an address, written straight into the tables. */
async function crowd(world: World, count: number): Promise<Buyer[]> {
  const buyers = Array.from({ length: count }, () => ({ id: newId(), address_id: newId() }))
  const ids = buyers.map(({ id }) => id)
  const now = world.now()
  await rows(world.db)`
    insert into accounts (id, nickname, password_hash, created_at) select id, 'Buyer', 'x', ${now} from unnest(${ids}::uuid[]) as id`
  await rows(world.db)`
    insert into sign_in_names (name, account_id, kind) select 'b' || id || '@example.com', id, 'email' from unnest(${ids}::uuid[]) as id`
  await rows(world.db)`
    insert into addresses (id, account_id, recipient, phone, province, city, district, street, created_at)
    select address_id, id, 'Lin', '13800001234', '浙江省', '杭州市', '余杭区', '1', ${now}
    from unnest(${ids}::uuid[], ${buyers.map(({ address_id }) => address_id)}::uuid[]) as one (id, address_id)`
  return buyers
}

async function flashOf(
  world: World,
  sku: SeededSku,
  wish: { quota: bigint; limit?: number; opens_in_ms?: number },
) {
  const host = await world.person({ is_creator: true })
  const room = await seedRoom(world, host, [sku])
  const now = world.now()
  const opens_at = new Date(now.getTime() + (wish.opens_in_ms ?? 0))
  return inTransaction(world.db, (tx) =>
    openFlash(tx, {
      room_id: room.id,
      sku_id: sku.sku_id,
      price: 5_000n,
      quota: wish.quota,
      limit_per_buyer: wish.limit ?? 1,
      opens_at,
      closes_at: new Date(opens_at.getTime() + 10 * MINUTE),
      created_by: uuidOf(host.id),
      now,
    }),
  )
}

/** One buyer's tap; the same key is the same tap. */
const tap = (buyer: Buyer, sku: SeededSku, flash_offer_id?: string, key: string = randomUUID()) => {
  const wish = {
    buyer_id: buyer.id,
    address_id: buyer.address_id,
    lines: [{ sku_id: sku.sku_id, quantity: 1, ...(flash_offer_id ? { flash_offer_id } : {}) }],
  }
  return [claimOf(buyer.id, 'POST /v1/checkouts', key, wish), wish] as const
}

const tally = (outcomes: readonly PromiseSettledResult<unknown>[]) => tallyOf(outcomes, 'bought')

/** Counts the statements that lock stock while `work` goes on. */
const locksOf = async (work: () => Promise<unknown>): Promise<number> =>
  (await statementsDuring(work)).filter((text) => /for no key update of stock/.test(text)).length

test('300 buyers on a flash quota of 100, through two processes: exactly 100, one each', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 120n })
  const flash = await flashOf(world, tea, { quota: 100n })
  const buyers = await crowd(world, 300)
  const other = openDb(world.database_url, { max: 4 })
  const doors = [
    openIntake(world.app.context),
    openIntake({ db: other.db, now: world.now, wake: () => {} }),
  ] as const
  // Everybody taps twice, with keys of their own: the limit is one.
  const outcomes = await Promise.allSettled(
    [...buyers, ...buyers].map((buyer, place) =>
      (doors[place % 2] as (typeof doors)[0]).place(...tap(buyer, tea, flash.id)),
    ),
  )
  const counts = tally(outcomes)
  assert.equal(counts.bought, 100, JSON.stringify(counts))
  assert.equal((counts.flash_sold_out ?? 0) + (counts.flash_limit ?? 0), 500)
  const held = await row<{ taken: bigint; buyers: bigint; orders: bigint }>(world.db)`
    select f.taken, (select count(*) from flash_takings where quantity = 1) as buyers, (select count(*) from orders) as orders from flash_offers as f`
  assert.deepEqual(held, { taken: 100n, buyers: 100n, orders: 100n })
  await other.close()
  await world.settle()
  await world.verify()
})

test('the same key at two processes at once is one order, with the same answer', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 1_000n })
  const flash = await flashOf(world, tea, { quota: 500n })
  const buyers = await crowd(world, 60)
  const other = openDb(world.database_url, { max: 4 })
  const here = openIntake(world.app.context)
  const there = openIntake({ db: other.db, now: world.now, wake: () => {} })
  const taps = buyers.map((buyer) => tap(buyer, tea, flash.id))
  const answers = await Promise.all(
    taps.flatMap((one) => [here.place(...one), there.place(...one), here.place(...one)]),
  )
  for (const [place] of taps.entries()) {
    const [first, second, third] = answers
      .slice(place * 3, place * 3 + 3)
      .map((answer) =>
        JSON.parse(JSON.stringify({ ...answer, amount: Number(answer.amount) }, bare)),
      )
    assert.deepEqual([second, third], [first, first])
  }
  assert.equal((await row<{ count: bigint }>(world.db)`select count(*) from orders`)?.count, 60n)
  // Another wish under a used key is refused, and buys nothing.
  const [claim, wish] = taps[0] as ReturnType<typeof tap>
  const changed = { ...wish, lines: [{ ...wish.lines[0], quantity: 2 }] } as typeof wish
  await assert.rejects(
    here.place({ ...claim, hash: claimOf('', '', '', changed).hash }, changed),
    (error: Refusal) => error.code === 'idempotency_key_reused',
  )
  await other.close()
  await world.verify()
})
const bare = (_: string, part: unknown) => (typeof part === 'bigint' ? Number(part) : part)

test('sold out is answered without touching the stock, until something comes back', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 9n })
  const flash = await flashOf(world, tea, { quota: 3n, limit: 3 })
  const [lucky, ...rest] = await crowd(world, 40)
  const intake = openIntake(world.app.context)
  const winning = [1, 2, 3].map(() => tap(lucky as Buyer, tea, flash.id))
  const won = await Promise.all(winning.map((one) => intake.place(...one)))
  // The first who comes too late learns it from the stock …
  await assert.rejects(intake.place(...tap(rest[0] as Buyer, tea, flash.id)))
  // … the others from the first.
  let counts: Record<string, number> = {}
  const locks = await locksOf(async () => {
    counts = tally(
      await Promise.allSettled(rest.map((buyer) => intake.place(...tap(buyer, tea, flash.id)))),
    )
  })
  assert.deepEqual([locks, counts], [0, { flash_sold_out: 39 }])
  // A lost answer that is asked for again is the order, not "sold out".
  assert.equal((await intake.place(...(winning[0] as (typeof winning)[0]))).id, won[0]?.id)
  // One is given up: the next in the queue gets it within the time that a hint is believed.
  await inTransaction(world.db, (tx) =>
    cancelUnpaid(tx, [won[1]?.id as string], {
      actor: { kind: 'account', id: (lucky as Buyer).id },
      reason: 'buyer_cancelled',
      now: world.now(),
    }),
  )
  await new Promise((done) => setTimeout(done, 260))
  const again = tally(
    await Promise.allSettled(
      rest.slice(0, 5).map((buyer) => intake.place(...tap(buyer, tea, flash.id))),
    ),
  )
  assert.deepEqual(again, { bought: 1, flash_sold_out: 4 })
  await world.verify()
})

test('before it opens and over the limit: told when and how much, without touching the stock', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const [tea, cup] = [await seedSku(world, shop), await seedSku(world, shop)]
  const later = await flashOf(world, tea, { quota: 10n, opens_in_ms: MINUTE })
  const open = await flashOf(world, cup, { quota: 10n })
  const [early, greedy] = (await crowd(world, 2)) as [Buyer, Buyer]
  const intake = openIntake(world.app.context)
  await intake.place(...tap(greedy, cup, open.id))
  await assert.rejects(intake.place(...tap(greedy, cup, open.id)))
  const locks = await locksOf(async () => {
    for (let tries = 0; tries < 5; tries++) {
      await assert.rejects(intake.place(...tap(early, tea, later.id)), (error: Refusal) => {
        assert.equal(error.code, 'flash_not_open')
        assert.equal(error.details.flash_offer_id, showId('fla', later.id))
        assert.deepEqual(error.details.opens_at, later.opens_at)
        assert.ok(error.details.server_time instanceof Date)
        return true
      })
      await assert.rejects(intake.place(...tap(greedy, cup, open.id)), (error: Refusal) => {
        assert.deepEqual(
          [error.code, error.details.limit_per_buyer, error.details.taken],
          ['flash_limit', 1, 1n],
        )
        return true
      })
    }
  })
  assert.equal(locks, 0)
})

test('a crowd beyond the queue is told how many are ahead and when to come again', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 1_000n })
  const buyers = await crowd(world, 40)
  const intake = openIntake(world.app.context, { queue: 10 })
  const outcomes = await Promise.allSettled(buyers.map((buyer) => intake.place(...tap(buyer, tea))))
  const full = outcomes.filter(
    (one) => one.status === 'rejected' && (one.reason as Refusal).code === 'queue_full',
  )
  assert.equal(full.length, 29)
  const { status, details } = (full[0] as PromiseRejectedResult).reason as Refusal
  assert.equal(status, 503)
  assert.equal(details.ahead, 10)
  assert.ok((details.retry_after_ms as number) >= 200)
  assert.equal(tally(outcomes).bought, 11)
})

test('one order that the database refuses does not take the others of its batch along', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 1_000n })
  const buyers = await crowd(world, 30)
  const intake = openIntake(world.app.context)
  const outcomes = await Promise.allSettled(
    buyers.map((buyer, place) => {
      const [claim, wish] = tap(buyer, tea)
      // No text of PostgreSQL holds this; the wire refuses it long before.
      return intake.place(claim, place === 17 ? { ...wish, note: 'a\u0000b' } : wish)
    }),
  )
  assert.equal(tally(outcomes).bought, 29)
  assert.equal(outcomes[17]?.status, 'rejected')
  await world.verify()
})

test('a checkout over HTTP goes through the same door', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 5n })
  const people = await Promise.all(Array.from({ length: 8 }, () => world.person()))
  const addresses = await Promise.all(people.map(addressOf))
  const answers = await Promise.all(
    people.map((person, place) =>
      person.post('/v1/checkouts', {
        address_id: addresses[place],
        lines: [{ sku_id: tea.shown_sku, quantity: 1 }],
      }),
    ),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).sort(),
    [201, 201, 201, 201, 201, 409, 409, 409],
  )
  for (const { status, body } of answers)
    if (status === 409) assert.deepEqual(body.details, { sku_ids: [tea.shown_sku] })
    else assert.ok(readId('chk', body.id))
})
