import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { system } from '../../kernel/state.ts'
import { after, SECOND } from '../../kernel/time.ts'
import { inTransaction, rows } from '../../platform/db.ts'
import { seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import {
  claimStock,
  closeFlash,
  flashOffersOf,
  openFlash,
  releaseStock,
  reserveMany,
  reserveStock,
  restock,
} from './index.ts'

const stockOf = async (world: World, sku_id: string): Promise<bigint[]> => {
  const [found] = await rows<Record<string, bigint>>(
    world.db,
  )`select received, available, reserved, sold, written_off from stock where sku_id = ${sku_id}`
  return Object.values(found as Record<string, bigint>)
}
const reserve = (
  world: World,
  buyer_id: string,
  lines: { sku_id: string; quantity: number; flash_offer_id?: string }[],
  now = world.now(),
) => {
  const made = lines.map((line) => ({ line_id: newId(), flash_offer_id: null, ...line }))
  return inTransaction(world.db, (tx) =>
    reserveStock(tx, { buyer_id, lines: made, now, deadline_at: after(now, 900 * SECOND) }),
  ).then(
    () => made.map((line) => line.line_id),
    (error: unknown) => {
      if (error instanceof Refusal) return error
      throw error
    },
  )
}
const code = (answer: unknown): string => (answer instanceof Refusal ? answer.code : 'ok')
const actor = system('test')

test('300 buyers of scarce goods in baskets of several lines: never oversold, no deadlock, all answered', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const items = await Promise.all(
    [5n, 20n, 60n, 3n, 40n, 11n].map((stock) => seedSku(world, shop, { stock })),
  )
  const buyers = await Promise.all([1, 2, 3].map(() => world.person()))
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed % below
  }
  const wanted = new Map<string, bigint>()
  const tries = Array.from({ length: 300 }, () => {
    const order = [...items].sort(() => random(3) - 1).slice(0, 1 + random(4))
    return {
      buyer: uuidOf((buyers[random(3)] as { id: string }).id),
      lines: order.map((item) => ({ sku_id: item.sku_id, quantity: 1 + random(3) })),
    }
  })
  const answers = await Promise.all(tries.map(({ buyer, lines }) => reserve(world, buyer, lines)))
  for (const [index, answer] of answers.entries())
    if (Array.isArray(answer))
      for (const line of tries[index]?.lines ?? [])
        wanted.set(line.sku_id, (wanted.get(line.sku_id) ?? 0n) + BigInt(line.quantity))
    else assert.equal(code(answer), 'out_of_stock')
  assert.ok(answers.some(Array.isArray))
  assert.ok(answers.some((answer) => answer instanceof Refusal))
  for (const item of items) {
    const [received, available, reserved] = await stockOf(world, item.sku_id)
    assert.equal(reserved, wanted.get(item.sku_id) ?? 0n)
    assert.equal(available, (received as bigint) - (reserved as bigint))
  }
  // What went on goes back: half is paid, half released, from both ends at once.
  const lines = answers.flatMap((answer) => (Array.isArray(answer) ? answer : []))
  const half = Math.ceil(lines.length / 2)
  await Promise.all([
    ...lines
      .slice(0, half)
      .map((line) => inTransaction(world.db, (tx) => claimStock(tx, [line], world.now()))),
    ...lines
      .slice(half)
      .map((line) =>
        inTransaction(world.db, (tx) => releaseStock(tx, [line], actor, 'cancelled', world.now())),
      ),
  ])
  await world.verify()
  const [left] = await rows<{ reserved: bigint }>(
    world.db,
  )`select sum(reserved)::bigint as reserved from stock where ${true}`
  assert.equal(left?.reserved, 0n)
})

test('a basket is reserved whole or not at all', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const [tea, cup] = [
    await seedSku(world, shop, { stock: 5n }),
    await seedSku(world, shop, { stock: 1n }),
  ]
  const sam = uuidOf((await world.person()).id)
  const refused = await reserve(world, sam, [
    { sku_id: tea.sku_id, quantity: 1 },
    { sku_id: cup.sku_id, quantity: 2 },
  ])
  assert.deepEqual(refused instanceof Refusal && [refused.code, refused.details], [
    'out_of_stock',
    { sku_ids: [showId('sku', cup.sku_id)] },
  ])
  assert.deepEqual(await stockOf(world, tea.sku_id), [5n, 5n, 0n, 0n, 0n])
  assert.equal(code(await reserve(world, sam, [{ sku_id: newId(), quantity: 1 }])), 'out_of_stock')
})

test('claim and release of the same line, at once and again: one of them happens, once', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 40n })
  const sam = uuidOf((await world.person()).id)
  const lines = (
    await Promise.all(
      Array.from({ length: 20 }, () => reserve(world, sam, [{ sku_id: tea.sku_id, quantity: 2 }])),
    )
  ).flatMap((one) => one as string[])
  const now = world.now()
  const ended = await Promise.all(
    lines.flatMap((line) => [
      inTransaction(world.db, (tx) => claimStock(tx, [line], now)),
      inTransaction(world.db, (tx) => releaseStock(tx, [line], actor, 'twin', now)),
      inTransaction(world.db, (tx) => claimStock(tx, [line], now)),
      inTransaction(world.db, (tx) => releaseStock(tx, [line], actor, 'twin', now)),
    ]),
  )
  assert.equal(ended.flat().length, 20)
  const [, available, reserved, sold] = await stockOf(world, tea.sku_id)
  assert.equal(reserved, 0n)
  assert.equal((available as bigint) + (sold as bigint), 40n)
  await world.verify()
})

test('what was sold and never left goes back on the shelf, in parts, never more than was sold', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 10n })
  const sam = uuidOf((await world.person()).id)
  const [line] = (await reserve(world, sam, [{ sku_id: tea.sku_id, quantity: 3 }])) as [string]
  const back = (quantity: number) =>
    inTransaction(world.db, (tx) =>
      restock(tx, [{ line_id: line, quantity }], actor, 'refund_before_ship', world.now()),
    )
  await back(1)
  assert.deepEqual(await stockOf(world, tea.sku_id), [10n, 7n, 3n, 0n, 0n], 'nothing was sold yet')
  await inTransaction(world.db, (tx) => claimStock(tx, [line], world.now()))
  await back(1)
  assert.deepEqual(await stockOf(world, tea.sku_id), [10n, 8n, 0n, 2n, 0n])
  await assert.rejects(back(3), { code: '23514' })
  await back(2)
  assert.deepEqual(await stockOf(world, tea.sku_id), [10n, 10n, 0n, 0n, 0n])
  const [state] = await rows<{ state: string }>(
    world.db,
  )`select state from reservations where id = ${line}`
  assert.equal(state?.state, 'returned')
  await world.verify()
})

test('flash: the limit per buyer holds under 20 tries at once, the quota over all buyers, and a release gives both back', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 50n })
  const owner = uuidOf(shop.owner.id)
  const now = world.now()
  const wish = {
    room_id: newId(),
    sku_id: tea.sku_id,
    price: 1_000,
    quota: 7,
    limit_per_buyer: 2,
    opens_at: now,
    closes_at: after(now, 60 * SECOND),
    created_by: owner,
    now,
  }
  const flash = await inTransaction(world.db, (tx) => openFlash(tx, wish))
  const [sam, ...others] = (await Promise.all([1, 2, 3, 4, 5].map(() => world.person()))).map(
    (one) => uuidOf(one.id),
  ) as [string, ...string[]]
  const buy = (buyer: string, quantity = 1, at = now) =>
    reserve(world, buyer, [{ sku_id: tea.sku_id, quantity, flash_offer_id: flash.id }], at)
  const mine = await Promise.all(Array.from({ length: 20 }, () => buy(sam)))
  assert.equal(mine.filter(Array.isArray).length, 2)
  assert.ok(mine.every((one) => ['ok', 'flash_limit'].includes(code(one))))
  const rest = await Promise.all(others.flatMap((buyer) => [buy(buyer), buy(buyer)]))
  assert.equal(rest.filter(Array.isArray).length, 5)
  assert.ok(rest.every((one) => ['ok', 'flash_sold_out'].includes(code(one))))
  const [line] = mine.find(Array.isArray) as [string]
  await inTransaction(world.db, (tx) => releaseStock(tx, [line], actor, 'unpaid', now))
  assert.equal(code(await buy(sam, 2)), 'flash_limit')
  assert.equal(code(await buy(sam)), 'ok')
  assert.equal(
    code(await buy(sam, 1, after(now, 60 * SECOND))),
    'flash_not_open',
    'the window is half open',
  )
  assert.equal((await flashOffersOf(world.db, { ids: [flash.id] }))[0]?.taken, 7n)
  await world.verify()
  const events = await rows<{ type: string }>(
    world.db,
  )`select distinct type from outbox where key in (${wish.room_id}, ${tea.product_id}) order by 1`
  assert.deepEqual(
    events.map((one) => one.type),
    ['flash.changed', 'stock.changed'],
  )
})

test('flash: never more than the stock covers, one at a time, opened and closed by the clock', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 10n })
  const now = world.now()
  const wish = {
    room_id: newId(),
    sku_id: tea.sku_id,
    price: 1_000,
    quota: 8,
    limit_per_buyer: 9,
    opens_at: after(now, 30 * SECOND),
    closes_at: after(now, 90 * SECOND),
    created_by: uuidOf(shop.owner.id),
    now,
  }
  const open = (change: Partial<typeof wish>) =>
    inTransaction(world.db, (tx) => openFlash(tx, { ...wish, ...change })).catch(
      (error: Refusal) => error,
    )
  assert.equal(code(await open({ quota: 11 })), 'out_of_stock')
  assert.equal(code(await open({ sku_id: newId() })), 'not_found')
  const pair = await Promise.all([open({}), open({})])
  assert.deepEqual(pair.map(code).sort(), ['flash_overlaps', 'ok'])
  const flash = pair.find((one) => !(one instanceof Refusal)) as { id: string }
  const state = async () =>
    (await flashOffersOf(world.db, { ids: [flash.id] })).map((one) => [one.state, one.quota])[0]
  const sam = uuidOf((await world.person()).id)
  assert.equal(
    code(
      await reserve(world, sam, [{ sku_id: tea.sku_id, quantity: 1, flash_offer_id: flash.id }]),
    ),
    'flash_not_open',
  )
  // Before it opens, others buy at the usual price: the pool shrinks to what is left.
  const [line] = (await reserve(world, sam, [{ sku_id: tea.sku_id, quantity: 6 }])) as [string]
  assert.deepEqual(await state(), ['scheduled', 8n])
  await world.pass(31 * SECOND)
  assert.deepEqual(await state(), ['open', 4n])
  assert.deepEqual(
    (await flashOffersOf(world.db, { sku_ids: [tea.sku_id] })).map((one) => one.id),
    [flash.id],
  )
  await world.pass(60 * SECOND)
  assert.deepEqual(await state(), ['closed', 4n])
  assert.deepEqual(await flashOffersOf(world.db, { room_id: wish.room_id }), [])
  const again = await inTransaction(world.db, (tx) =>
    openFlash(tx, {
      ...wish,
      quota: 4,
      opens_at: world.now(),
      closes_at: after(world.now(), 600 * SECOND),
      now: world.now(),
    }),
  )
  assert.equal(again.state, 'open')
  await assert.rejects(
    inTransaction(world.db, (tx) =>
      closeFlash(tx, { id: again.id, room_id: newId(), actor, reason: 'host', now: world.now() }),
    ),
    { code: 'not_found' },
  )
  assert.equal(
    (
      await inTransaction(world.db, (tx) =>
        closeFlash(tx, { id: again.id, actor, reason: 'host', now: world.now() }),
      )
    ).state,
    'closed',
  )
  assert.equal(
    (
      await inTransaction(world.db, (tx) =>
        closeFlash(tx, { id: again.id, actor, reason: 'host', now: world.now() }),
      )
    ).state,
    'closed',
  )
  await inTransaction(world.db, (tx) => claimStock(tx, [line], world.now()))
  await world.verify()
})

test('many buyers in one transaction: each has an own answer', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 5n })
  const buyers = (await Promise.all([1, 2, 3].map(() => world.person()))).map((one) =>
    uuidOf(one.id),
  )
  const wishes = [2, 4, 3].map((quantity, index) => ({
    buyer_id: buyers[index] as string,
    lines: [{ line_id: newId(), sku_id: tea.sku_id, quantity, flash_offer_id: null }],
  }))
  const answers = await inTransaction(world.db, async (tx) => {
    const { answers: said, taken } = await reserveMany(
      tx,
      wishes.map((wish) => ({ ...wish, deadline_at: null })),
      world.now(),
    )
    await taken
    return said
  })
  assert.deepEqual(answers.map(code), ['ok', 'out_of_stock', 'ok'])
  assert.deepEqual(await stockOf(world, tea.sku_id), [5n, 0n, 5n, 0n, 0n])
  await world.verify()
})

test('the shop receives goods and writes them off; a repeated call counts once; promised goods stay', async () => {
  await using world = await testWorld()
  const [shop, other] = [await seedShop(world), await seedShop(world)]
  const [tea, theirs] = [await seedSku(world, shop, { stock: 10n }), await seedSku(world, other)]
  const path = `/v1/shops/${shop.shown}/stock-changes`
  const key = { 'idempotency-key': 'once' }
  const receive = {
    changes: [
      { sku_id: tea.shown_sku, change: 5 },
      { sku_id: tea.shown_sku, change: -2 },
    ],
    reason: 'delivery',
  }
  assert.equal((await shop.owner.post(path, receive, key)).status, 204)
  assert.equal((await shop.owner.post(path, receive, key)).status, 204)
  assert.equal(
    (await shop.owner.post(path, { ...receive, reason: 'other' }, key)).body.code,
    'idempotency_key_reused',
  )
  assert.deepEqual(await stockOf(world, tea.sku_id), [15n, 13n, 0n, 0n, 2n])
  await reserve(world, uuidOf(other.owner.id), [{ sku_id: tea.sku_id, quantity: 10 }])
  const refused = await shop.owner.post(path, {
    changes: [{ sku_id: tea.shown_sku, change: -4 }],
    reason: 'broken',
  })
  assert.deepEqual([refused.status, refused.body.code], [409, 'stock_in_use'])
  for (const change of [1.5, '1', 10_000_001, null, true])
    assert.equal(
      (await shop.owner.post(path, { changes: [{ sku_id: tea.shown_sku, change }], reason: 'x' }))
        .status,
      422,
      String(change),
    )
  for (const body of [
    { changes: [], reason: 'x' },
    { changes: receive.changes },
    { ...receive, actor: 'me' },
    { ...receive, reason: 'a\u0000' },
  ])
    assert.equal((await shop.owner.post(path, body)).status, 422, JSON.stringify(body))
  const foreign = await shop.owner.post(path, {
    changes: [
      { sku_id: tea.shown_sku, change: 1 },
      { sku_id: theirs.shown_sku, change: 1 },
    ],
    reason: 'x',
  })
  assert.equal(foreign.status, 404)
  assert.equal((await other.owner.post(path, receive)).status, 404)
  assert.equal((await world.stranger.post(path, receive)).status, 401)
  assert.equal(
    (await shop.owner.post(path, receive, { 'idempotency-key': '' })).body.code,
    'idempotency_key_missing',
  )
  const list = await shop.owner.get(`/v1/shops/${shop.shown}/stock?product_id=${tea.shown_product}`)
  assert.deepEqual(list.body.data, [
    { sku_id: tea.shown_sku, available: 3, reserved: 10, sold: 0, received: 15, written_off: 2 },
  ])
  assert.deepEqual(
    (await shop.owner.get(`/v1/shops/${shop.shown}/stock?product_id=${theirs.shown_product}`)).body
      .data,
    [],
  )
  assert.equal((await other.owner.get(`/v1/shops/${shop.shown}/stock`)).status, 404)
  await world.verify()
})

test('twenty write-offs at once never take what is not there', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 7n })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      shop.owner.post(`/v1/shops/${shop.shown}/stock-changes`, {
        changes: [{ sku_id: tea.shown_sku, change: -1 }],
        reason: 'broken',
      }),
    ),
  )
  assert.equal(answers.filter((one) => one.status === 204).length, 7)
  assert.ok(answers.every((one) => [204, 409].includes(one.status)))
  assert.deepEqual(await stockOf(world, tea.sku_id), [7n, 0n, 0n, 0n, 7n])
  await world.verify()
})
