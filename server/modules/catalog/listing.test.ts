import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, MINUTE } from '../../kernel/time.ts'
import { rows } from '../../platform/db.ts'
import { seedShop, uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import { contentWish, listProduct, passDraft, uploadPicture } from './catalog.world.ts'
import { offersFor, productCards, skusOf } from './index.ts'

test('from draft to shelf: what buyers see is what a reviewer passed, with the stock it came with', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world, { name: 'Tea House' })
  const picture = await uploadPicture(shop)
  const wish = {
    title: '龙井茶',
    picture_ids: [picture],
    option_names: ['规格'],
    skus: [
      { option_values: ['100g'], price: 9_900, stock: 7 },
      { option_values: ['250g'], price: 19_900, stock: 3, code: 'LJ-250' },
    ],
  }
  const made = await shop.owner.post(`/v1/shops/${shop.shown}/goods`, contentWish(wish))
  assert.deepEqual([made.status, made.body.state, made.body.draft.state], [201, 'draft', 'editing'])
  assert.equal((await world.stranger.get(`/v1/products/${made.body.id}`)).status, 404)
  const listed = (await shop.owner.get(`/v1/shops/${shop.shown}/goods`)).body.data[0]
  assert.deepEqual(
    [listed.title, listed.price_from, listed.price_to, listed.draft_state],
    ['龙井茶', 9_900, 19_900, 'editing'],
  )
  assert.match(listed.picture_url, /^\/files\/thumb\//)
  await passDraft(world, shop, made.body.id)
  const seen = await world.stranger.get(`/v1/products/${made.body.id}`)
  assert.equal(seen.status, 200)
  assert.deepEqual(
    [
      seen.body.shop_name,
      seen.body.price_from,
      seen.body.price_to,
      seen.body.stock,
      seen.body.return_days,
      seen.body.external_url,
    ],
    ['Tea House', 9_900, 19_900, 10, 7, null],
  )
  assert.deepEqual(
    seen.body.skus.map((sku: any) => [sku.option_values, sku.stock, sku.code]),
    [
      [['100g'], 7, ''],
      [['250g'], 3, 'LJ-250'],
    ],
  )
  assert.equal(seen.body.pictures[0].id, picture)
  assert.equal((await world.stranger.get(seen.body.pictures[0].url)).status, 200)
  const sku_ids = seen.body.skus.map((sku: any) => uuidOf(sku.id)) as string[]
  const offers = await offersFor(world.db, [sku_ids[1] as string, sku_ids[0] as string])
  assert.deepEqual(
    offers.map((one) => [
      one.sku_id,
      one.price,
      one.available,
      one.is_for_sale,
      one.fee_ppm,
      one.shop_name,
    ]),
    [
      [sku_ids[1], 19_900n, 3n, true, 50_000n, 'Tea House'],
      [sku_ids[0], 9_900n, 7n, true, 50_000n, 'Tea House'],
    ],
  )
  assert.equal((await productCards(world.db, [uuidOf(made.body.id)]))[0]?.stock, 10n)
  assert.equal((await skusOf(world.db, [uuidOf(made.body.id)])).length, 2)
  await world.verify()
})

test('an edit leaves the copy on sale as it is until it passes, then replaces it at once', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const listed = await listProduct(world, shop, {
    title: 'Before',
    option_names: ['Size'],
    skus: [
      { option_values: ['S'], price: 100, stock: 5 },
      { option_values: ['L'], price: 200, stock: 5 },
    ],
  })
  const path = `/v1/shops/${shop.shown}/goods/${listed.shown_product}`
  const [small, large] = listed.shown_skus as [string, string]
  // The sizes swap their names, one is new, prices move.
  const content = {
    ...contentWish({ title: 'After', option_names: ['Size'] }),
    skus: [
      { id: large, option_values: ['S'], price: 150 },
      { id: small, option_values: ['L'], price: 250, stock: 99 },
      { option_values: ['XL'], price: 300, stock: 4 },
    ],
  }
  const saved = await shop.owner.put(`${path}/draft`, { content })
  assert.deepEqual(
    [saved.status, saved.body.title, saved.body.draft.content.title],
    [200, 'Before', 'After'],
  )
  const live = async () => (await world.stranger.get(`/v1/products/${listed.shown_product}`)).body
  assert.deepEqual(
    [(await live()).title, (await live()).skus.map((sku: any) => sku.price)],
    ['Before', [100, 200]],
  )
  const submitted = await shop.owner.post(`${path}/submission`)
  assert.equal((await live()).title, 'Before')
  const reviewer = await world.operator('reviewer')
  const file = await reviewer.get(`/v1/listing-queue/${submitted.body.draft.id}`)
  assert.deepEqual(
    [file.body.goods.title, file.body.draft.content.title, file.body.history.length],
    ['Before', 'After', 2],
  )
  assert.equal(
    (
      await reviewer.post(`/v1/listing-queue/${submitted.body.draft.id}/decision`, {
        decision: 'pass',
        version: submitted.body.draft.version,
      })
    ).status,
    204,
  )
  await world.settle()
  const now = await live()
  assert.deepEqual(
    now.skus.map((sku: any) => [
      sku.id === large ? 'large' : sku.id === small ? 'small' : 'new',
      sku.option_values[0],
      sku.price,
      sku.stock,
    ]),
    [
      ['large', 'S', 150, 5],
      ['small', 'L', 250, 5],
      ['new', 'XL', 300, 4],
    ],
  )
  assert.deepEqual([now.title, now.price_from, now.price_to], ['After', 150, 300])
  // A SKU left out goes off sale and is no offer any more; the next edit may bring it back.
  await shop.owner.put(`${path}/draft`, {
    content: { ...content, skus: [{ id: small, option_values: ['L'], price: 250 }] },
  })
  await passDraft(world, shop, listed.shown_product, reviewer)
  assert.deepEqual(
    (await offersFor(world.db, listed.sku_ids)).map((one) => one.is_for_sale),
    [true, false],
  )
  await shop.owner.put(`${path}/draft`, {
    content: { ...content, skus: [{ option_values: ['S'], price: 160 }] },
  })
  await passDraft(world, shop, listed.shown_product, reviewer)
  assert.deepEqual(
    (await live()).skus.map((sku: any) => [sku.id, sku.price]),
    [[large, 160]],
  )
  await world.verify()
})

test('of two reviewers who decide at once one decides; a draft that changed is not decided on', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const [ann, bob] = [await world.operator('reviewer'), await world.operator('reviewer')]
  const made = await shop.owner.post(`/v1/shops/${shop.shown}/goods`, contentWish())
  const path = `/v1/shops/${shop.shown}/goods/${made.body.id}`
  const { draft } = (await shop.owner.post(`${path}/submission`)).body
  const decide = (who: typeof ann, decision: string, version = draft.version) =>
    who.post(`/v1/listing-queue/${draft.id}/decision`, {
      decision,
      version,
      ...(decision === 'reject'
        ? { findings: [{ field: 'title', code: 'unclear', words: 'What is it?' }] }
        : {}),
    })
  const both = await Promise.all([decide(ann, 'pass'), decide(bob, 'reject')])
  assert.deepEqual(both.map((one) => one.status).sort(), [204, 409])
  await world.verify()

  const second = await shop.owner.post(
    `/v1/shops/${shop.shown}/goods`,
    contentWish({ title: 'Second' }),
  )
  const again = (
    await shop.owner.post(`/v1/shops/${shop.shown}/goods/${second.body.id}/submission`)
  ).body.draft
  const at = `/v1/listing-queue/${again.id}`
  assert.equal((await ann.post(`${at}/claim`)).status, 204)
  assert.equal((await ann.post(`${at}/claim`)).status, 204, 'one’s own claim is renewed')
  assert.equal((await bob.post(`${at}/claim`)).body.code, 'listing_claimed')
  assert.equal(
    (await bob.post(`${at}/decision`, { decision: 'pass', version: again.version })).body.code,
    'listing_claimed',
  )
  assert.equal((await bob.get('/v1/listing-queue')).body.data[0].claimed_by_nickname, ann.nickname)
  await world.pass(11 * MINUTE)
  assert.equal((await bob.post(`${at}/claim`)).status, 204, 'a claim ends')
  // The shop takes it back and changes a word: what bob has before his eyes is no longer there.
  await shop.owner.put(`/v1/shops/${shop.shown}/goods/${second.body.id}/draft`, {
    content: contentWish({ title: 'Third' }),
  })
  assert.equal(
    (await bob.post(`${at}/decision`, { decision: 'pass', version: again.version })).body.code,
    'wrong_state',
  )
  await shop.owner.post(`/v1/shops/${shop.shown}/goods/${second.body.id}/submission`)
  assert.equal(
    (await bob.post(`${at}/decision`, { decision: 'pass', version: again.version })).body.code,
    'changed_meanwhile',
  )
  assert.equal(
    (await bob.post(`${at}/decision`, { decision: 'reject', version: again.version + 1 })).status,
    422,
    'a rejection has reasons',
  )
  assert.equal(
    (
      await bob.post(`${at}/decision`, {
        decision: 'reject',
        version: again.version + 1,
        findings: [{ field: 'title', code: 'unclear', words: '说明不清' }],
      })
    ).status,
    204,
  )
  const seen = (await shop.owner.get(`/v1/shops/${shop.shown}/goods/${second.body.id}`)).body
  assert.deepEqual(
    [seen.draft.state, seen.draft.findings.filter((one: any) => one.by === 'person')],
    [
      'rejected',
      [{ field: 'title', code: 'unclear', words: '说明不清', by: 'person', blocks: true }],
    ],
  )
  await world.verify()
})

test('who works for a shop does not judge its listings', async () => {
  await using world = await testWorld()
  const judge = await world.operator('reviewer')
  const shop = await seedShop(world, { owner: judge })
  const made = await judge.post(`/v1/shops/${shop.shown}/goods`, contentWish())
  const { draft } = (await judge.post(`/v1/shops/${shop.shown}/goods/${made.body.id}/submission`))
    .body
  for (const [path, body] of [
    ['claim', undefined],
    ['decision', { decision: 'pass', version: draft.version }],
  ] as const) {
    const refused = await judge.post(`/v1/listing-queue/${draft.id}/${path}`, body)
    assert.deepEqual([refused.status, refused.body.code], [403, 'own_listing'])
  }
  await passDraftAgain()
  async function passDraftAgain() {
    const other = await world.operator('reviewer')
    assert.equal(
      (
        await other.post(`/v1/listing-queue/${draft.id}/decision`, {
          decision: 'pass',
          version: draft.version,
        })
      ).status,
      204,
    )
  }
  assert.equal(
    (await judge.post(`/v1/products/${made.body.id}/take-down`, { reason: 'mine' })).body.code,
    'own_listing',
  )
  await world.verify()
})

test('the queue: longest waiting first, page by page; a late review goes up the line and stays first', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const reviewer = await world.operator('reviewer')
  const drafts: string[] = []
  for (const title of ['A', 'B', 'C']) {
    const made = await shop.owner.post(`/v1/shops/${shop.shown}/goods`, contentWish({ title }))
    drafts.push(
      (await shop.owner.post(`/v1/shops/${shop.shown}/goods/${made.body.id}/submission`)).body.draft
        .id,
    )
    await world.pass(MINUTE)
  }
  const first = await reviewer.get('/v1/listing-queue?limit=2')
  const second = await reviewer.get(`/v1/listing-queue?limit=2&after=${first.body.next}`)
  assert.deepEqual(
    [...first.body.data, ...second.body.data].map((one: any) => one.id),
    drafts,
  )
  assert.equal(second.body.next, null)
  await world.pass(2 * DAY)
  const next = await world.operator('reviewer')
  const late = (await next.get('/v1/listing-queue')).body.data
  assert.deepEqual(
    late.map((one: any) => [one.title, one.is_escalated]),
    [
      ['A', true],
      ['B', true],
      ['C', true],
    ],
  )
  const { history, draft } = (await next.get(`/v1/listing-queue/${drafts[0]}`)).body
  assert.equal(history.at(-1).reason, 'review_overdue')
  assert.ok(new Date(draft.deadline_at) > world.now())
  const told = await rows<{ key: string }>(
    world.db,
  )`select key from outbox where type = 'listing.review_overdue'`
  assert.equal(told.length, 3)
  await world.verify()
})

test('on and off the shelf, taken down and back, deleted; each change is told once', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const reviewer = await world.operator('reviewer')
  const listed = await listProduct(world, shop, {}, reviewer)
  const path = `/v1/shops/${shop.shown}/goods/${listed.shown_product}`
  const shelf = (on_shelf: boolean) => shop.owner.put(`${path}/shelf`, { on_shelf })
  assert.equal((await shelf(false)).body.state, 'off_shelf')
  assert.equal((await shelf(false)).body.state, 'off_shelf')
  assert.equal((await world.stranger.get(`/v1/products/${listed.shown_product}`)).status, 404)
  assert.deepEqual(
    (await offersFor(world.db, listed.sku_ids)).map((one) => one.is_for_sale),
    [false],
  )
  assert.equal((await shelf(true)).body.state, 'on_shelf')
  assert.equal(
    (await shop.owner.delete(path)).body.code,
    'wrong_state',
    'goods on sale are not deleted',
  )
  assert.equal(
    (await reviewer.post(`/v1/products/${listed.shown_product}/take-down`, { reason: '仿冒品牌' }))
      .status,
    204,
  )
  assert.equal(
    (await reviewer.post(`/v1/products/${listed.shown_product}/take-down`, { reason: 'again' }))
      .body.code,
    'wrong_state',
  )
  const down = (await shop.owner.get(path)).body
  assert.deepEqual([down.state, down.take_down_reason], ['taken_down', '仿冒品牌'])
  assert.equal((await shelf(true)).body.code, 'wrong_state')
  assert.equal((await shelf(false)).body.code, 'wrong_state')
  await shop.owner.put(`${path}/draft`, { content: contentWish({ title: 'Corrected' }) })
  await passDraft(world, shop, listed.shown_product, reviewer)
  assert.equal((await shop.owner.get(path)).body.state, 'off_shelf')
  assert.equal((await shop.owner.delete(path)).status, 204)
  assert.equal((await shop.owner.get(path)).status, 404)
  const told = await rows<{ type: string; why: string | null }>(world.db)`
    select type, payload ->> 'why' as why from outbox where key = ${listed.product_id} and type in ('product.listed', 'product.left_shelf') order by id`
  assert.deepEqual(told, [
    { type: 'product.listed', why: null },
    { type: 'product.left_shelf', why: 'shop' },
    { type: 'product.listed', why: null },
    { type: 'product.left_shelf', why: 'platform' },
  ])
  await world.verify()
})

test('goods of a shop that is shut wait for it to open; a suspension hides them', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const admin = await world.operator('admin')
  const listed = await listProduct(world, shop)
  const suspend = (suspend: boolean) =>
    admin.post(`/v1/shops/${shop.shown}/suspension`, { suspend, reason: 'papers' })
  assert.equal((await suspend(true)).status, 200)
  await world.settle()
  assert.equal((await world.stranger.get(`/v1/products/${listed.shown_product}`)).status, 404)
  assert.deepEqual((await world.stranger.get('/v1/products')).body.data, [])
  const second = await shop.owner.post(
    `/v1/shops/${shop.shown}/goods`,
    contentWish({ title: 'Second' }),
  )
  await passDraft(world, shop, second.body.id)
  assert.equal(
    (await shop.owner.get(`/v1/shops/${shop.shown}/goods/${second.body.id}`)).body.state,
    'approved',
  )
  assert.equal(
    (
      await shop.owner.put(`/v1/shops/${shop.shown}/goods/${second.body.id}/shelf`, {
        on_shelf: true,
      })
    ).body.code,
    'shop_not_open',
  )
  assert.equal((await suspend(false)).status, 200)
  await world.settle()
  assert.deepEqual(
    (await world.stranger.get('/v1/products')).body.data.map((one: any) => one.title),
    ['Second', '西湖龙井 明前茶 100g'],
  )
  const whys = await rows<{ why: string }>(
    world.db,
  )`select payload ->> 'why' as why from outbox where type = 'product.left_shelf'`
  assert.deepEqual(whys, [{ why: 'shop_suspended' }])
  await world.verify()
})
