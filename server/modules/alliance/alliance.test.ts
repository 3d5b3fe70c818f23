import assert from 'node:assert/strict'
import { test } from 'node:test'
import { row, rows } from '../../platform/db.ts'
import { seedShop, seedSku } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import { commissionsFor } from './index.ts'

test('a shop opens a plan, raises it, cuts it and stops; each counts at once and stays in the history', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const at = `/v1/shops/${shop.shown}/goods/${tea.shown_product}/plan`
  const earns = async () => (await commissionsFor(world.db, [tea.product_id])).get(tea.product_id)
  assert.equal(await earns(), undefined)
  const opened = await shop.owner.put(at, { commission_ppm: 200_000, is_open: true })
  assert.deepEqual(
    [opened.status, opened.body.product_id, opened.body.commission_ppm, opened.body.is_open],
    [200, tea.shown_product, 200_000, true],
  )
  assert.match(opened.body.id, /^pln_/)
  assert.equal((await earns())?.commission_ppm, 200_000n)
  for (const commission_ppm of [300_000, 50_000, 50_000, 0, 900_000]) {
    const changed = await shop.owner.put(at, { commission_ppm, is_open: true })
    assert.deepEqual(
      [changed.body.id, changed.body.commission_ppm],
      [opened.body.id, commission_ppm],
    )
    assert.equal((await earns())?.commission_ppm, BigInt(commission_ppm))
  }
  assert.equal(
    (await shop.owner.put(at, { commission_ppm: 900_000, is_open: false })).body.is_open,
    false,
  )
  assert.equal(await earns(), undefined)
  const history = await rows<{ commission_ppm: bigint; is_open: boolean }>(
    world.db,
  )`select commission_ppm, is_open from open_plan_changes order by id`
  assert.deepEqual(
    history.map((line) => [line.commission_ppm, line.is_open]),
    [
      [200_000n, true],
      [300_000n, true],
      [50_000n, true],
      [0n, true],
      [900_000n, true],
      [900_000n, false],
    ],
  )
  await assert.rejects(
    rows(world.db)`update open_plan_changes set commission_ppm = 1`,
    /append-only/,
  )
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
  assert.equal((await row<{ count: bigint }>(world.db)`select count(*) from open_plans`)?.count, 1n)
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
  assert.equal((await commissionsFor(world.db, [tea.product_id])).size, 0)
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
  await rows(
    world.db,
  )`update open_plans set is_open = false where product_id = ${stopped.product_id}`
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
