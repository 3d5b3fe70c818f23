import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/ids.ts'
import { after, DAY } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { type SeededSku, seedShop, seedSku } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { termsFor, termsKey } from './index.ts'

const rateOf = async (world: World, tea: SeededSku, creator_id: string, now: Date) =>
  (await termsFor(world.db, [{ product_id: tea.product_id, creator_id }], now)).get(
    termsKey(tea.product_id, creator_id),
  )?.commission_ppm

test('a shop opens a plan and raises it at once; a cut waits for its notice, a late sweep does not matter', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const at = `/v1/shops/${shop.shown}/goods/${tea.shown_product}/plan`
  const set = (commission_ppm: number, is_open = true) =>
    shop.owner.put(at, { commission_ppm, is_open }).then(({ body }) => body)
  const earns = (when = world.now()) => rateOf(world, tea, newId(), when)
  assert.equal(await earns(), undefined)
  const opened = await set(200_000)
  assert.deepEqual(
    [opened.product_id, opened.commission_ppm, opened.is_open, opened.notice],
    [tea.shown_product, 200_000, true, null],
  )
  assert.match(opened.id, /^pln_/)
  assert.equal(await earns(), 200_000n)
  assert.equal((await set(300_000)).id, opened.id)
  assert.equal(await earns(), 300_000n)

  const cut = await set(50_000)
  assert.deepEqual(
    [cut.commission_ppm, cut.notice.from_ppm, cut.notice.to_ppm],
    [300_000, 300_000, 50_000],
  )
  const due = new Date(cut.notice.due_at)
  assert.equal(due.getTime() - Date.parse(cut.notice.announced_at), 2 * DAY)
  assert.deepEqual((await set(50_000)).notice, cut.notice, 'saying it twice starts nothing anew')
  assert.equal(await earns(after(due, -1)), 300_000n)
  // Nothing was swept: the instant alone decides.
  assert.equal(await earns(due), 50_000n)

  // To raise is to take the announcement back; to close is announced as well.
  assert.equal((await set(400_000)).notice, null)
  assert.equal(await earns(after(due, 1)), 400_000n)
  assert.equal((await set(400_000, false)).notice.to_ppm, null)
  assert.equal(await earns(), 400_000n)
  await world.pass(2 * DAY)
  assert.equal(await earns(), undefined)
  await set(100_000)
  assert.equal(await earns(), 100_000n)
  const history = await rows<{ commission_ppm: bigint; state: string }>(
    world.db,
  )`select commission_ppm, state from plan_changes order by id`
  assert.deepEqual(
    history.map((line) => [line.commission_ppm, line.state]),
    [
      [200_000n, 'open'],
      [300_000n, 'open'],
      [400_000n, 'open'],
      [400_000n, 'closed'],
      [100_000n, 'open'],
    ],
  )
  await assert.rejects(rows(world.db)`update plan_changes set commission_ppm = 1`, /append-only/)
  await world.verify()
})

test('two who set a plan at once leave one plan, and its history ends in what it is', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const rates = [100_000, 200_000, 300_000, 400_000]
  const answers = await Promise.all(
    rates.map((commission_ppm) =>
      shop.owner.put(`/v1/shops/${shop.shown}/goods/${tea.shown_product}/plan`, {
        commission_ppm,
        is_open: true,
      }),
    ),
  )
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  )
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  assert.equal((await row<{ count: bigint }>(world.db)`select count(*) from plans`)?.count, 1n)
  await world.verify()
})

test('rates beyond 90 %, wrong words, others’ goods and clerks are refused; nothing is stored', async () => {
  await using world = await testWorld()
  const [shop, rival] = [await seedShop(world), await seedShop(world)]
  const tea = await seedSku(world, shop)
  const at = `/v1/shops/${shop.shown}/goods/${tea.shown_product}/plan`
  for (const body of [
    { commission_ppm: 900_001, is_open: true },
    { commission_ppm: -1, is_open: true },
    { commission_ppm: 0.5, is_open: true },
    { commission_ppm: '200000', is_open: true },
    { commission_ppm: 1 },
    { is_open: true },
    { commission_ppm: 1, is_open: 1 },
    { commission_ppm: 1, is_open: true, product_id: 'x' },
  ])
    assert.deepEqual(
      await shop.owner.put(at, body).then(({ status, body: answer }) => [status, answer.code]),
      [422, 'malformed'],
      JSON.stringify(body),
    )
  const wish = { commission_ppm: 100_000, is_open: true }
  assert.equal((await rival.owner.put(at, wish)).status, 404)
  assert.equal(
    (await rival.owner.put(`/v1/shops/${rival.shown}/goods/${tea.shown_product}/plan`, wish))
      .status,
    404,
  )
  assert.equal(
    (await shop.owner.put(`/v1/shops/${shop.shown}/goods/prd_${'0'.repeat(26)}/plan`, wish)).status,
    404,
  )
  assert.equal((await world.stranger.put(at, wish)).status, 401)
  const clerk = await world.person()
  await shop.owner.put(`/v1/shops/${shop.shown}/staff`, {
    sign_in_name: clerk.sign_in_name,
    role: 'clerk',
  })
  assert.equal((await clerk.put(at, wish)).body.code, 'not_allowed')
  await shop.owner.put(`/v1/shops/${shop.shown}/staff`, {
    sign_in_name: clerk.sign_in_name,
    role: 'manager',
  })
  assert.equal((await clerk.put(at, { ...wish, is_open: false })).status, 200)
  await rows(
    world.db,
  )`update products set source = 'pdd', external_url = 'https://mobile.yangkeduo.com/goods.html?goods_id=1' where id = ${tea.product_id}`
  assert.equal((await shop.owner.put(at, wish)).body.code, 'plan_needs_own_goods')
  assert.equal(await rateOf(world, tea, newId(), world.now()), undefined)
})

test('the selection: what creators may sell, newest first, and the own shop’s goods besides', async () => {
  await using world = await testWorld()
  const [shop, other] = [await seedShop(world), await seedShop(world)]
  const lin = await world.person({ is_creator: true })
  const tea = await seedSku(world, shop, {
    title: 'Longjing 100% spring_tea',
    commission_ppm: 200_000n,
    price: 9_990n,
  })
  const cup = await seedSku(world, shop, { title: '白瓷 Cup', commission_ppm: 0n })
  const plain = await seedSku(world, shop, { title: 'No plan' })
  const gone = await seedSku(world, shop, { title: 'Off the shelf', commission_ppm: 100_000n })
  await rows(world.db)`update products set state = 'off_shelf' where id = ${gone.product_id}`
  const closed = await seedSku(world, other, {
    title: 'Of a suspended shop',
    commission_ppm: 100_000n,
  })
  await rows(world.db)`update shops set state = 'suspended' where id = ${other.id}`
  const stopped = await seedSku(world, shop, { title: 'Plan closed', commission_ppm: 100_000n })
  await rows(world.db)`update plans set state = 'closed' where product_id = ${stopped.product_id}`
  const list = async (who: typeof lin, query = '') =>
    (await who.get(`/v1/selection${query}`)).body.data.map((one: any) => [
      one.id,
      one.commission_ppm,
    ])
  assert.deepEqual(await list(lin), [
    [cup.shown_product, 0],
    [tea.shown_product, 200_000],
  ])
  assert.deepEqual(await list(shop.owner), [
    [stopped.shown_product, null],
    [plain.shown_product, null],
    [cup.shown_product, 0],
    [tea.shown_product, 200_000],
  ])
  assert.ok(!(await list(other.owner)).some(([id]: [string]) => id === closed.shown_product))
  const [card] = (await lin.get('/v1/selection?q=longjing')).body.data
  assert.deepEqual(
    [card.title, card.shop_id, card.price_from, card.stock, card.source],
    ['Longjing 100% spring_tea', shop.shown, 9_990, 100, 'own'],
  )
  for (const [q, count] of [
    ['LONGJING', 1],
    ['tea longjing', 1],
    ['longjing cup', 0],
    ['ｌｏｎｇ', 1],
    ['100%', 1],
    ['g_t', 1],
    ['n_j', 0],
    ['%', 1],
    ['_', 1],
    ['\\', 0],
    ["' or 1=1 --", 0],
    ['白瓷', 1],
    ['  ', 2],
    ['', 2],
  ] as const)
    assert.equal((await list(lin, `?q=${encodeURIComponent(q)}`)).length, count, `q=${q}`)
  assert.equal((await lin.get(`/v1/selection?q=${'x'.repeat(101)}`)).status, 422)
  assert.equal((await world.stranger.get('/v1/selection')).status, 401)
})

test('the selection goes on page by page and shows each thing once', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const lin = await world.person({ is_creator: true })
  const all: string[] = []
  for (let index = 0; index < 7; index++)
    all.unshift(
      (await seedSku(world, shop, { title: `Tea ${index}`, commission_ppm: 1n })).shown_product,
    )
  const seen: string[] = []
  let after: string | null = ''
  while (after !== null) {
    const { body }: { body: any } = await lin.get(
      `/v1/selection?limit=3${after && `&after=${after}`}`,
    )
    seen.push(...body.data.map((one: any) => one.id))
    after = body.next
  }
  assert.deepEqual(seen, all)
  for (const bad of ['after=x', 'after=WzFd', 'limit=0', 'limit=101', 'limit=1e9', 'sort=price'])
    assert.equal((await lin.get(`/v1/selection?${bad}`)).status, 422, bad)
})
