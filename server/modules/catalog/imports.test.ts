import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { MINUTE } from '../../kernel/time.ts'
import { rows } from '../../platform/db.ts'
import { type SeededShop, seedShop } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { hasSample, passDraft, sampleFile } from './catalog.world.ts'
import { runImports } from './run-imports.ts'

const HEAD =
  'Handle,Title,Body (HTML),Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src'
const csv = (...lines: string[]) => [HEAD, ...lines].join('\r\n')
const many = (count: number) =>
  csv(
    ...Array.from(
      { length: count },
      (_, index) =>
        `goods-${index},Goods ${index},<p>Words</p>,TRUE,,,G-${index},${index % 7},${index + 1}.50,,`,
    ),
  )

const start = (shop: SeededShop, bytes: string | Uint8Array, fields: Record<string, string> = {}) =>
  shop.owner.upload(
    `/v1/shops/${shop.shown}/imports`,
    { name: 'products.csv', type: 'text/csv', bytes: Buffer.from(bytes as Uint8Array) },
    { category_id: 'home_garden', dry_run: 'false', ...fields },
  )
const finish = async (
  world: World,
  shop: SeededShop,
  bytes: string | Uint8Array,
  fields: Record<string, string> = {},
) => {
  const made = await start(shop, bytes, fields)
  assert.equal(made.status, 201, made.text)
  assert.equal(made.body.state, 'waiting')
  await world.settle()
  const path = `/v1/shops/${shop.shown}/imports/${made.body.id}`
  return { ...(await shop.owner.get(path)).body, path }
}
const counts = (job: Record<string, unknown>) => [
  job.state,
  job.products_total,
  job.created_count,
  job.updated_count,
  job.unchanged_count,
  job.error_count,
]
const tally = async (world: World) =>
  (
    await rows<Record<string, bigint>>(world.db)`
    select (select count(*) from products) as products, (select count(*) from product_drafts) as drafts, (select count(*) from state_changes where noun = 'products') as changes`
  )[0]

for (const [name, skus] of [
  ['apparel', 22],
  ['home-and-garden', 21],
  ['jewelery', 23],
] as const)
  test(`a real file is imported, goes to review, and the same file again changes nothing: ${name}`, async (t) => {
    const file = `shopify-csv/${name}.csv`
    if (!hasSample(file)) return t.skip(`${file} is not here`)
    await using world = await testWorld()
    const shop = await seedShop(world)
    const bytes = readFileSync(sampleFile(file))
    const tried = await finish(world, shop, bytes, { dry_run: 'true' })
    assert.deepEqual(counts(tried), ['done', 20, 20, 0, 0, 0])
    assert.equal((await tally(world))?.products, 0n, 'a dry run writes nothing')
    const job = await finish(world, shop, bytes)
    assert.deepEqual([...counts(job), job.dialect], ['done', 20, 20, 0, 0, 0, 'shopify_legacy'])
    const [drafts] = await rows<{ skus: bigint; in_review: bigint; html: bigint }>(world.db)`
      select sum(jsonb_array_length(content -> 'skus'))::bigint as skus, count(*) filter (where state = 'in_review') as in_review,
        count(*) filter (where content::text like '%<%') as html from product_drafts`
    assert.deepEqual(drafts, { skus: BigInt(skus), in_review: 20n, html: 0n })
    const notes = (await shop.owner.get(`${job.path}/errors?limit=100`)).body.data
    assert.ok(
      notes.some((one: any) => one.code === 'image_not_fetched') &&
        notes.every((one: any) => one.is_warning),
    )
    const before = await tally(world)
    assert.deepEqual(counts(await finish(world, shop, bytes)), ['done', 20, 0, 0, 20, 0])
    assert.deepEqual(await tally(world), before)
    await world.verify()
  })

test('an imported product passes review and sells with the stock of the file; a changed row is an edit of it', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const file = (price: string) =>
    csv(
      `tea,Green tea,<p>Good</p>,TRUE,Size,S,T-S,5,10.00,,`,
      `cup,Cup,,TRUE,,,C,2,7,,`,
      `tea,,,,,L,T-L,8,${price},,`,
    )
  await finish(world, shop, file('18'))
  const [goods] = (await shop.owner.get(`/v1/shops/${shop.shown}/goods?q=green`)).body.data
  await passDraft(world, shop, goods.id, undefined).catch(() => {})
  const reviewer = await world.operator('reviewer')
  const queue = (await reviewer.get('/v1/listing-queue')).body.data
  for (const one of queue) {
    const { draft } = (await reviewer.get(`/v1/listing-queue/${one.id}`)).body
    assert.equal(
      (
        await reviewer.post(`/v1/listing-queue/${one.id}/decision`, {
          decision: 'pass',
          version: draft.version,
        })
      ).status,
      204,
    )
  }
  await world.settle()
  const seen = async () => (await world.stranger.get(`/v1/products/${goods.id}`)).body
  assert.deepEqual(
    (await seen()).skus.map((sku: any) => [sku.option_values, sku.price, sku.stock, sku.code]),
    [
      [['S'], 1_000, 5, 'T-S'],
      [['L'], 1_800, 8, 'T-L'],
    ],
  )
  const skus = (await seen()).skus.map((sku: any) => sku.id)
  assert.deepEqual(counts(await finish(world, shop, file('19.5'))), ['done', 2, 0, 1, 1, 0])
  assert.equal((await seen()).price_to, 1_800, 'the copy on sale stays until the edit passes')
  const edited = (await shop.owner.get(`/v1/shops/${shop.shown}/goods/${goods.id}`)).body
  assert.deepEqual(
    [edited.draft.state, edited.draft.content.skus.map((sku: any) => [sku.id, sku.price])],
    [
      'in_review',
      [
        [skus[0], 1_000],
        [skus[1], 1_950],
      ],
    ],
  )
  await world.verify()
})

test('half good rows: the good are taken, the others reported by row, as JSON and as a file', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const job = await finish(
    world,
    shop,
    csv(
      'good,Good,,TRUE,,,,1,5,,',
      '=cmd,Bad,,TRUE,,,,1,1e3,,',
      'lure,加微信 tea888,,TRUE,,,,1,5,,',
      'hidden,Hidden,,FALSE,,,,1,5,,',
      'free,Free,,TRUE,,,,1,0,,',
      ',Nobody,,TRUE,,,,1,5,,',
    ),
  )
  assert.deepEqual(counts(job), ['done', 5, 4, 0, 0, 1])
  const first = (await shop.owner.get(`${job.path}/errors?limit=2`)).body
  const rest = (await shop.owner.get(`${job.path}/errors?limit=100&after=${first.next}`)).body
  const notes = [...first.data, ...rest.data].map((one: any) => [
    one.line,
    one.handle,
    one.code,
    one.is_warning,
  ])
  assert.deepEqual(notes, [
    [3, '=cmd', 'no_amount', false],
    [4, 'lure', 'contact_data', true],
    [4, 'lure', 'off_platform_lure', true],
    [5, 'hidden', 'not_published', true],
    [6, 'free', 'price_missing', true],
    [7, '', 'missing', false],
  ])
  const file = await shop.owner.get(`${job.path}/errors.csv`)
  assert.match(String(file.headers['content-type']), /^text\/csv/)
  assert.ok(file.text.startsWith('\ufeff"line"') && file.text.includes(`"'=cmd"`))
  const states = (await shop.owner.get(`/v1/shops/${shop.shown}/goods`)).body.data.map(
    (one: any) => [one.title, one.draft_state],
  )
  assert.deepEqual(states.sort(), [
    ['Free', 'editing'],
    ['Good', 'in_review'],
    ['Hidden', 'editing'],
    ['加微信 tea888', 'editing'],
  ])
  await world.verify()
})

test('a file that breaks off is refused as a whole, and says where', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const job = await finish(world, shop, csv('a,A,,TRUE,,,,1,5,,', 'b,"B,,TRUE,,,,1,5,,'))
  assert.equal(job.state, 'failed')
  assert.equal((await shop.owner.get(`${job.path}/errors`)).body.data[0].code, 'not_a_table')
  assert.equal((await tally(world))?.products, 0n)
  await world.verify()
})

test('killed in the middle, an import is left alone while its lease lasts and then goes on where it was', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const made = await start(shop, many(300))
  const path = `/v1/shops/${shop.shown}/imports/${made.body.id}`
  const running = runImports(world.app.context, world.now(), 300)
  const outcome = running.then(
    () => 'finished',
    () => 'killed',
  )
  for (;;) {
    const done = (await shop.owner.get(path)).body.products_done
    if (done > 10) break
    await new Promise((wait) => setTimeout(wait, 5))
  }
  // Every connection of the process dies, as they do with the process.
  await rows(
    world.db,
  )`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
  assert.equal(await outcome, 'killed')
  const left = (await shop.owner.get(path)).body
  assert.equal(left.state, 'running')
  assert.ok(left.products_done > 10 && left.products_done < 300, String(left.products_done))
  assert.equal(
    (await rows(world.db)`select id from products`).length,
    left.products_done,
    'each product was taken with its count or not at all',
  )
  await world.settle()
  assert.equal(
    (await shop.owner.get(path)).body.products_done,
    left.products_done,
    'another process might still have it',
  )
  await world.pass(3 * MINUTE)
  assert.deepEqual(counts((await shop.owner.get(path)).body), ['done', 300, 300, 0, 0, 0])
  assert.equal((await rows(world.db)`select distinct handle from products`).length, 300)
  await world.verify()
})

test('a process whose lease ran out while it worked is overtaken: each product is done once', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const made = await start(shop, many(120))
  const path = `/v1/shops/${shop.shown}/imports/${made.body.id}`
  const { context } = world.app
  const slow = runImports(context, world.now(), 120)
  for (let done = 0; done < 5; ) done = (await shop.owner.get(path)).body.products_done
  // Another process, with a memory of its own, for which the lease is over: it takes the import away.
  const overtaking = runImports({ ...context }, new Date(world.now().getTime() + 3 * MINUTE), 120)
  await Promise.all([slow, overtaking])
  await world.settle()
  assert.deepEqual(counts((await shop.owner.get(path)).body), ['done', 120, 120, 0, 0, 0])
  assert.equal((await rows(world.db)`select distinct handle from products`).length, 120)
  const taken = await rows(
    world.db,
  )`select id from state_changes where noun = 'imports' and reason = 'lease_over'`
  assert.equal(taken.length, 1)
  await world.verify()
})

test('the same file twice at once runs once; two files and other shops go on', async () => {
  await using world = await testWorld()
  const [shop, other] = [await seedShop(world), await seedShop(world)]
  const twins = await Promise.all([1, 2, 3].map(() => start(shop, many(3))))
  assert.deepEqual(twins.map((one) => one.status).sort(), [201, 409, 409])
  assert.equal(twins.find((one) => one.status === 409)?.body.code, 'import_running')
  assert.equal((await start(shop, many(4))).status, 201)
  assert.equal((await start(other, many(3))).status, 201)
  await world.settle()
  assert.deepEqual(
    (await shop.owner.get(`/v1/shops/${shop.shown}/imports`)).body.data.map(counts),
    [
      ['done', 4, 1, 0, 3, 0],
      ['done', 3, 3, 0, 0, 0],
    ],
  )
  const page = (await shop.owner.get(`/v1/shops/${shop.shown}/imports?limit=1`)).body
  assert.equal(
    (await shop.owner.get(`/v1/shops/${shop.shown}/imports?limit=1&after=${page.next}`)).body.data
      .length,
    1,
  )
  await world.verify()
})

test('what is no product file is refused at the door, and imports are their shop’s own', async () => {
  await using world = await testWorld()
  const [shop, other] = [await seedShop(world), await seedShop(world)]
  for (const bytes of [
    '',
    'a,b,c\n1,2,3',
    'Handle;Title;Variant Price\n',
    Buffer.from(HEAD, 'utf16le'),
    Buffer.from([0xff, 0xfe, 0x00]),
    `${HEAD},Title\n`,
  ]) {
    const refused = await start(shop, bytes)
    assert.deepEqual([refused.status, refused.body.code], [422, 'not_a_table'], String(bytes))
  }
  for (const [fields, code] of [
    [{ category_id: 'nothing' }, 'unknown_category'],
    [{ category_id: 'A B' }, 'malformed'],
    [{ dry_run: 'maybe' }, 'malformed'],
    [{ shop_id: 'x' }, 'malformed'],
  ] as const)
    assert.equal((await start(shop, many(1), fields)).body.code, code)
  const job = (await start(shop, many(1))).body
  for (const path of ['', '/errors', '/errors.csv']) {
    assert.equal(
      (await other.owner.get(`/v1/shops/${other.shown}/imports/${job.id}${path}`)).status,
      404,
    )
    assert.equal(
      (await other.owner.get(`/v1/shops/${shop.shown}/imports/${job.id}${path}`)).status,
      404,
    )
  }
  assert.equal(
    (await shop.owner.get(`/v1/shops/${shop.shown}/imports/${job.id}/errors?after=x`)).status,
    422,
  )
  assert.equal(
    (await shop.owner.post(`/v1/shops/${shop.shown}/imports`, { file: 'x' })).status,
    415,
  )
  assert.equal(
    (
      await world.stranger.upload(`/v1/shops/${shop.shown}/imports`, {
        name: 'a.csv',
        type: 'text/csv',
        bytes: Buffer.from(many(1)),
      })
    ).status,
    401,
  )
})
