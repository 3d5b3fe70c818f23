import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rows } from '../../platform/db.ts'
import { anotherProcess, aSecond, askOf, seedVisitors, statementsOf } from '../../reads.world.ts'
import { seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'

const NOBODY = { cookie: '' }

test('a product’s page and a shelf are read once for all who look within a second', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const goods = [await seedSku(world, shop), await seedSku(world, shop, { title: 'Cup' })]
  const visitors = [NOBODY, ...(await seedVisitors(world, 5))]
  const paths = [
    ...goods.map(({ shown_product }) => `/v1/products/${shown_product}`),
    '/v1/products',
    `/v1/products?shop_id=${shop.shown}`,
    '/v1/products?q=cup',
  ]
  const { texts, seconds } = await statementsOf(async () => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, turn) =>
        askOf(
          world.app,
          visitors[turn % visitors.length] ?? NOBODY,
          'GET',
          paths[turn % paths.length] as string,
        ),
      ),
    )
    for (const [place, path] of paths.entries()) {
      const same = answers.filter((_, turn) => turn % paths.length === place)
      assert.equal(new Set(same.map(({ text }) => text)).size, 1, path)
      assert.deepEqual(
        [...new Set(same.map(({ status, headers }) => `${status} ${headers['cache-control']}`))],
        ['200 public, no-cache'],
      )
    }
  })
  // Three for both pages together, two for each of the shelves.
  assert.ok(texts.length <= 9 * seconds, `${texts.length} statements:\n${texts.join('\n')}`)
})

test('what its shop or a reviewer changes is seen at once here, elsewhere within a second', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  await using other = await anotherProcess(world)
  const path = `/v1/products/${tea.shown_product}`
  const seen = async (app = world.app) => {
    const [page, shelf] = [
      await askOf(app, NOBODY, 'GET', path),
      await askOf(app, NOBODY, 'GET', '/v1/products'),
    ]
    return [page.status, page.body.stock, page.body.commission_ppm, shelf.body.data.length]
  }
  assert.deepEqual(await seen(), [200, 100, null, 1])
  assert.deepEqual(await seen(other.app), [200, 100, null, 1])
  const desk = `/v1/shops/${shop.shown}`
  const more = await shop.owner.post(`${desk}/stock-changes`, {
    changes: [{ sku_id: tea.shown_sku, change: 7 }],
    reason: 'counted',
  })
  assert.equal(more.status, 204, more.text)
  await shop.owner.put(`${desk}/goods/${tea.shown_product}/plan`, {
    commission_ppm: 100_000,
    is_open: true,
  })
  assert.deepEqual(await seen(), [200, 107, 100_000, 1])
  await aSecond()
  assert.deepEqual(await seen(other.app), [200, 107, 100_000, 1])

  const shelf = `${desk}/goods/${tea.shown_product}/shelf`
  assert.equal((await shop.owner.put(shelf, { on_shelf: false })).status, 200)
  assert.deepEqual(await seen(), [404, undefined, undefined, 0])
  await aSecond()
  assert.deepEqual(await seen(other.app), [404, undefined, undefined, 0])
  assert.equal((await shop.owner.put(shelf, { on_shelf: true })).status, 200)
  assert.deepEqual(await seen(), [200, 107, 100_000, 1])
  await aSecond()
  assert.deepEqual(await seen(other.app), [200, 107, 100_000, 1])

  const reviewer = await world.operator('reviewer')
  const down = await reviewer.post(`${path}/take-down`, { reason: 'Forbidden goods' })
  assert.equal(down.status, 204, down.text)
  assert.deepEqual(await seen(), [404, undefined, undefined, 0])
  await aSecond()
  assert.deepEqual(await seen(other.app), [404, undefined, undefined, 0])
})

test('goods of a shop that was shut are nobody’s to see within a second', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop)
  const path = `/v1/products/${tea.shown_product}`
  assert.equal((await world.stranger.get(path)).status, 200)
  await rows(world.db)`update shops set state = 'suspended' where id = ${uuidOf(shop.shown)}`
  await aSecond()
  assert.equal((await world.stranger.get(path)).status, 404)
  assert.deepEqual((await world.stranger.get('/v1/products')).body.data, [])
})
