import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, DAY } from '../../kernel/time.ts'
import { type SeededSku, seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'
import { termsFor, termsKey } from './index.ts'

const earns = async (world: World, tea: SeededSku, who: Person, now = world.now()) => {
  const pair = { product_id: tea.product_id, creator_id: uuidOf(who.id) }
  const terms = (await termsFor(world.db, [pair], now)).get(
    termsKey(pair.product_id, pair.creator_id),
  )
  return terms ? [terms.plan_kind, Number(terms.commission_ppm)] : null
}

async function ready() {
  const world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { commission_ppm: 100_000n })
  const lin = await world.person({ nickname: 'Lin sells tea', is_creator: true })
  const may = await world.person({ nickname: 'May sells all', is_creator: true })
  const at = `/v1/shops/${shop.shown}/plans`
  const promise = (kind: string, commission_ppm: number, who: Person[], is_open = true) =>
    shop.owner.post(at, {
      product_id: tea.shown_product,
      kind,
      commission_ppm,
      creator_ids: who.map(({ id }) => id),
      is_open,
    })
  return { world, shop, tea, lin, may, at, promise }
}

test('a targeted plan pays its creators more than everybody; whoever is taken off keeps it until the notice is over', async () => {
  const { world, shop, tea, lin, may, at, promise } = await ready()
  await using _ = world
  assert.equal((await promise('targeted', 99_999, [lin])).body.code, 'plan_pays_less')
  assert.equal((await promise('targeted', 200_000, [shop.owner])).body.code, 'only_creators')
  const made = await promise('targeted', 250_000, [lin, may])
  assert.equal(made.status, 201, made.text)
  assert.deepEqual(
    [made.body.kind, made.body.state, made.body.named.length],
    ['targeted', 'open', 2],
  )
  assert.deepEqual(await earns(world, tea, lin), ['targeted', 250_000])
  const one = `${at}/${made.body.id}`
  assert.equal((await shop.owner.put(`${one}/creators/${lin.id}`)).status, 200)

  const off = await shop.owner.delete(`${one}/creators/${may.id}`)
  const { until } = off.body.named.find((creator: any) => creator.id === may.id)
  assert.deepEqual(await earns(world, tea, may, after(new Date(until), -1)), ['targeted', 250_000])
  assert.deepEqual(await earns(world, tea, may, new Date(until)), ['open', 100_000])
  assert.equal(
    (await shop.owner.delete(`${one}/creators/${lin.id}`)).body.code,
    'plan_needs_creators',
    'the last one goes with the plan',
  )
  // May sees who takes what away, and when.
  const [told] = (await may.get('/v1/me/plan-notices')).body.data
  assert.deepEqual(
    [told.why, told.plan_kind, told.from_ppm, told.to_ppm, told.by, told.due_at],
    ['taken_off', 'targeted', 250_000, null, shop.owner.nickname, until],
  )
  const raised = await shop.owner.put(one, { commission_ppm: 300_000, is_open: true })
  assert.equal(raised.body.notice, null)
  assert.deepEqual(await earns(world, tea, lin), ['targeted', 300_000])
  const cut = await shop.owner.put(one, { commission_ppm: 280_000, is_open: true })
  assert.deepEqual(cut.body.notice.to_ppm, 280_000)
  const [lins] = (await lin.get('/v1/me/plan-notices')).body.data
  assert.deepEqual([lins.why, lins.from_ppm, lins.to_ppm], ['cut', 300_000, 280_000])
  assert.equal((await shop.owner.delete(`${one}/notice`)).body.notice, null)
  assert.equal((await shop.owner.delete(`${one}/notice`)).status, 404)
  await world.pass(3 * DAY)
  assert.deepEqual(await earns(world, tea, lin), ['targeted', 300_000])
  assert.deepEqual(await earns(world, tea, may), ['open', 100_000])
  // Everybody gets more now: whoever is named gets no less.
  await shop.owner.put(`/v1/shops/${shop.shown}/goods/${tea.shown_product}/plan`, {
    commission_ppm: 350_000,
    is_open: true,
  })
  assert.deepEqual(await earns(world, tea, lin), ['open', 350_000])
  await world.verify()
})

test('an exclusive plan takes from others only after notice, and conflicts are said before they are promised', async () => {
  const { world, shop, tea, lin, may, at, promise } = await ready()
  await using _ = world
  const rival = await seedShop(world)
  await seedRoom(world, may, [tea])
  const targeted = await promise('targeted', 200_000, [may])
  assert.equal((await promise('exclusive', 300_000, [lin])).body.code, 'plan_conflict')
  await shop.owner.put(`${at}/${targeted.body.id}`, { commission_ppm: 200_000, is_open: false })
  await world.pass(2 * DAY)

  const alone = await promise('exclusive', 300_000, [lin])
  const from = new Date(alone.body.excludes_from)
  assert.equal(from.getTime() - world.now().getTime() > DAY, true)
  assert.deepEqual(await earns(world, tea, lin), ['exclusive', 300_000])
  assert.deepEqual(await earns(world, tea, may, after(from, -1)), ['open', 100_000])
  assert.equal(await earns(world, tea, may, from), null)
  const [told] = (await may.get('/v1/me/plan-notices')).body.data
  assert.deepEqual(
    [told.why, told.from_ppm, told.due_at],
    ['exclusive', 100_000, alone.body.excludes_from],
  )
  assert.deepEqual((await lin.get('/v1/me/plan-notices')).body.data, [])

  await world.pass(2 * DAY)
  assert.equal((await promise('targeted', 400_000, [may])).body.code, 'plan_exclusive')
  assert.equal((await promise('exclusive', 400_000, [may])).body.code, 'plan_exclusive')
  // A plan beside it that pays less takes nothing away: that would be a cut without notice.
  assert.equal((await promise('targeted', 150_000, [lin])).status, 201)
  assert.deepEqual(await earns(world, tea, lin), ['exclusive', 300_000])
  const besides = await promise('targeted', 400_000, [lin])
  assert.equal(besides.status, 201, besides.text)
  assert.deepEqual(await earns(world, tea, lin), ['targeted', 400_000])
  // Its end gives the others back what everybody gets, from its instant, swept or not.
  const end = await shop.owner.put(`${at}/${alone.body.id}`, {
    commission_ppm: 300_000,
    is_open: false,
  })
  assert.deepEqual(await earns(world, tea, may, new Date(end.body.notice.due_at)), [
    'open',
    100_000,
  ])

  // Others' plans do not exist.
  for (const path of [`/v1/shops/${rival.shown}/plans/${alone.body.id}`])
    assert.equal((await rival.owner.get(path)).status, 404)
  assert.equal((await rival.owner.get(`${at}/${alone.body.id}`)).status, 404)
  assert.deepEqual((await rival.owner.get(`/v1/shops/${rival.shown}/plans`)).body.data, [])
  const shown = (await shop.owner.get(`${at}?limit=2`)).body
  assert.deepEqual(
    [...shown.data, ...(await shop.owner.get(`${at}?after=${shown.next}`)).body.data].map(
      ({ kind }: any) => kind,
    ),
    ['targeted', 'targeted', 'exclusive', 'targeted', 'open'],
  )
  assert.deepEqual(
    (await shop.owner.get('/v1/creators?q=sells%20lin')).body.data.map((one: any) => one.nickname),
    ['Lin sells tea'],
  )
  await world.pass(3 * DAY)
  await world.verify()
})

test('two exclusive plans at once: one is promised, the other refused', async () => {
  const { world, tea, lin, may, promise } = await ready()
  await using _ = world
  const answers = await Promise.all([
    promise('exclusive', 300_000, [lin]),
    promise('exclusive', 300_000, [may]),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  assert.deepEqual(
    [
      await earns(world, tea, lin, after(world.now(), 3 * DAY)),
      await earns(world, tea, may, after(world.now(), 3 * DAY)),
    ].filter((one) => one !== null),
    [['exclusive', 300_000]],
  )
  await world.verify()
})
