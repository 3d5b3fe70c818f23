import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { newId, showId } from '../../kernel/ids.ts'
import { DAY } from '../../kernel/time.ts'
import { event, publish } from '../../platform/outbox.ts'
import { seedShop } from '../../test-seed.ts'
import { type Answer, testWorld } from '../../test-world.ts'
import {
  contentWish,
  listProduct,
  passDraft,
  pictureBytes,
  uploadPicture,
} from './catalog.world.ts'
import { productCards, savePicture } from './index.ts'

const coded = (answer: Answer) => [answer.status, answer.body.code]

test('categories have a name in both languages, a fee, and a return rule with its lawful exceptions', async () => {
  await using world = await testWorld()
  const { data } = (await world.stranger.get('/v1/categories')).body
  assert.ok(data.length >= 20)
  assert.ok(
    data.every(
      (one: any) => one.name_zh && one.name_en && one.fee_ppm >= 20_000 && one.fee_ppm <= 50_000,
    ),
  )
  assert.deepEqual(
    new Set(
      data.filter((one: any) => one.return_days === 0).map((one: any) => one.return_exception),
    ),
    new Set(['perishable', 'custom_made', 'digital', 'periodical']),
  )
})

test('search: words by substring in Chinese and English, by shop and category, page by page, whatever is typed', async () => {
  await using world = await testWorld()
  const reviewer = await world.operator('reviewer')
  const [shop, other] = [await seedShop(world), await seedShop(world)]
  for (const title of ['西湖龙井 明前茶', '安溪铁观音', 'Longjing Green Tea 100%', '紫砂茶杯'])
    await listProduct(
      world,
      shop,
      { title, category_id: title === '紫砂茶杯' ? 'kitchen' : 'tea_coffee' },
      reviewer,
    )
  await listProduct(world, other, { title: '龙井茶酥', category_id: 'snacks_food' }, reviewer)
  const find = async (query: string) =>
    (await world.stranger.get(`/v1/products?${query}`)).body.data.map((one: any) => one.title)
  const q = (words: string) => find(`q=${encodeURIComponent(words)}`)
  assert.deepEqual(await q('龙井'), ['龙井茶酥', '西湖龙井 明前茶'])
  assert.deepEqual(await q('明前 西湖'), ['西湖龙井 明前茶'])
  assert.deepEqual(await q('green tea'), ['Longjing Green Tea 100%'])
  assert.deepEqual(await q('100%'), ['Longjing Green Tea 100%'])
  assert.deepEqual(await q('ｇｒｅｅｎ'), ['Longjing Green Tea 100%'])
  for (const odd of [
    '%',
    '_',
    '\\',
    "' OR 1=1 --",
    '🍵',
    '\u202e茶',
    '(a+)+$',
    'a'.repeat(100),
    '*:&|!',
  ])
    assert.ok(Array.isArray(await q(odd)), odd)
  assert.deepEqual(await q('_'), [])
  assert.equal((await q('   ')).length, 5)
  assert.deepEqual(await find(`shop_id=${other.shown}`), ['龙井茶酥'])
  assert.deepEqual(await find('category_id=kitchen'), ['紫砂茶杯'])
  assert.deepEqual(await find('category_id=nothing'), [])
  const seen: string[] = []
  for (let after = ''; ; ) {
    const page = (await world.stranger.get(`/v1/products?limit=2${after}`)).body
    seen.push(...page.data.map((one: any) => one.id))
    if (!page.next) break
    after = `&after=${page.next}`
  }
  assert.equal(new Set(seen).size, 5)
  for (const bad of [
    'limit=0',
    'limit=1e9',
    'limit=-1',
    'after=x',
    `after=${Buffer.from('["x"]').toString('base64url')}`,
    'sort=price',
    `q=${'a'.repeat(101)}`,
    'shop_id=1',
    'limit=1&limit=2',
  ])
    assert.equal((await world.stranger.get(`/v1/products?${bad}`)).status, 422, bad)
})

test('what a listing lacks is refused by field; what the rules forbid is rejected with reasons', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const made = await shop.owner.post(`/v1/shops/${shop.shown}/goods`, {
    ...contentWish(),
    title: '',
    skus: [],
  })
  const path = `/v1/shops/${shop.shown}/goods/${made.body.id}`
  const incomplete = await shop.owner.post(`${path}/submission`)
  assert.deepEqual(
    [...coded(incomplete), incomplete.body.details.findings.map((one: any) => one.field)],
    [422, 'draft_incomplete', ['title', 'skus']],
  )
  const submit = async (wish: object) => {
    assert.equal((await shop.owner.put(`${path}/draft`, { content: wish })).status, 200)
    return shop.owner.post(`${path}/submission`)
  }
  const free = await submit(contentWish({ skus: [{ option_values: [], price: 0 }] }))
  assert.deepEqual(
    [...coded(free), free.body.details.fields],
    [422, 'price_missing', ['skus/0/price']],
  )
  const loud = await submit(contentWish({ title: '国家级龙井', text: '加微信 tea888' }))
  assert.deepEqual([loud.status, loud.body.draft.state], [201, 'rejected'])
  assert.deepEqual(
    loud.body.draft.findings
      .filter((one: any) => one.blocks)
      .map((one: any) => [one.field, one.code, one.by]),
    [
      ['title', 'absolute_word', 'rule'],
      ['blocks/0', 'contact_data', 'rule'],
      ['blocks/0', 'off_platform_lure', 'rule'],
    ],
  )
  assert.equal((await submit(contentWish({ title: '龙井' }))).body.draft.state, 'in_review')
  assert.deepEqual(
    coded(await shop.owner.post(`${path}/submission`)),
    [409, 'wrong_state'],
    'handed in once',
  )
  assert.deepEqual(
    coded(await shop.owner.delete(`${path}/draft`)),
    [409, 'wrong_state'],
    'a product is more than nothing',
  )
  await world.verify()
})

test('a struck-through price above what the goods cost within the week is rejected', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const listed = await listProduct(world, shop, {
    skus: [{ option_values: [], price: 10_000, stock: 1 }],
  })
  const path = `/v1/shops/${shop.shown}/goods/${listed.shown_product}`
  const submit = async (price: number, list_price: number) => {
    await shop.owner.put(`${path}/draft`, {
      content: contentWish({ skus: [{ option_values: [], price, list_price }] }),
    })
    return (await shop.owner.post(`${path}/submission`)).body.draft
  }
  const high = await submit(8_000, 20_000)
  assert.deepEqual(
    [high.state, high.findings.filter((one: any) => one.blocks).map((one: any) => one.code)],
    ['rejected', ['above_lowest_price']],
  )
  assert.equal((await submit(8_000, 10_000)).state, 'in_review')
  await shop.owner.put(`${path}/draft`, {
    content: contentWish({ skus: [{ option_values: [], price: 8_000 }] }),
  })
  await passDraft(world, shop, listed.shown_product)
  await world.pass(8 * DAY)
  const later = await submit(7_000, 10_000)
  assert.equal(later.state, 'rejected', 'the higher price is more than a week ago')
})

test('drafts: foreign SKUs and pictures do not exist, twins of options are refused, versions are kept', async () => {
  await using world = await testWorld()
  const [shop, other] = [await seedShop(world), await seedShop(world)]
  const reviewer = await world.operator('reviewer')
  const [mine, theirs] = [
    await listProduct(world, shop, {}, reviewer),
    await listProduct(world, other, {}, reviewer),
  ]
  const path = `/v1/shops/${shop.shown}/goods/${mine.shown_product}/draft`
  const put = (change: object, version?: number) =>
    shop.owner.put(path, {
      content: { ...contentWish(), ...change },
      ...(version === undefined ? {} : { version }),
    })
  const sku = { option_values: [], price: 1 }
  assert.equal((await put({ skus: [{ ...sku, id: theirs.shown_skus[0] }] })).status, 404)
  assert.equal((await put({ picture_ids: [await uploadPicture(other)] })).status, 404)
  assert.equal(
    (await put({ blocks: [{ kind: 'image', picture_id: showId('pic', newId()) }] })).status,
    404,
  )
  assert.deepEqual(coded(await put({ category_id: 'nothing' })), [422, 'unknown_category'])
  assert.deepEqual(
    coded(
      await put({
        option_names: ['Size'],
        skus: [
          { ...sku, option_values: ['S'] },
          { ...sku, option_values: ['S'] },
        ],
      }),
    ),
    [422, 'same_options'],
  )
  assert.deepEqual(
    coded(
      await put({
        skus: [
          sku,
          { ...sku, id: mine.shown_skus[0], option_values: ['x'] },
          { ...sku, id: mine.shown_skus[0], option_values: ['y'] },
        ],
      }),
    ),
    [422, 'malformed'],
  )
  assert.deepEqual(
    coded(await put({ external_url: 'https://a.example/1' })),
    [422, 'bad_external_url'],
    'own goods lead nowhere else',
  )
  assert.deepEqual(coded(await put({}, 1)), [409, 'changed_meanwhile'], 'no draft stands there')
  assert.equal((await put({ title: 'One' })).body.draft.version, 1)
  const twins = await Promise.all([put({ title: 'Two' }, 1), put({ title: 'Three' }, 1)])
  assert.deepEqual(twins.map((one) => one.status).sort(), [200, 409])
  for (const change of [
    { title: 7 },
    { title: 'a\u0000' },
    { title: '\ud800' },
    { price: 1 },
    { skus: [{ ...sku, price: 1.5 }] },
    { skus: [{ ...sku, price: -1 }] },
    { skus: [{ ...sku, price: 2 ** 53 }] },
    { skus: [{ ...sku, price: '1' }] },
    {
      skus: Array.from({ length: 201 }, (_, index) => ({ ...sku, option_values: [String(index)] })),
    },
    { blocks: [{ kind: 'html', html: '<b>' }] },
    { picture_ids: Array.from({ length: 10 }, () => showId('pic', newId())) },
    { source: 'Own' },
    { ship_within_hours: 0 },
  ])
    assert.equal((await put(change)).status, 422, JSON.stringify(change).slice(0, 80))
  assert.equal((await shop.owner.delete(path)).body.draft, null)
  assert.equal((await shop.owner.delete(path)).status, 404)
  await world.verify()
})

test('another shop’s goods do not exist; neither does the queue for people who review nothing', async () => {
  await using world = await testWorld()
  const [shop, other] = [await seedShop(world), await seedShop(world)]
  const mine = await listProduct(world, shop)
  const { owner } = other
  for (const base of [`/v1/shops/${shop.shown}`, `/v1/shops/${other.shown}`]) {
    const path = `${base}/goods/${mine.shown_product}`
    for (const answer of [
      await owner.get(path),
      await owner.put(`${path}/draft`, { content: contentWish() }),
      await owner.delete(`${path}/draft`),
      await owner.post(`${path}/submission`),
      await owner.put(`${path}/shelf`, { on_shelf: false }),
      await owner.delete(path),
    ])
      assert.deepEqual(coded(answer), [404, 'not_found'])
  }
  for (const path of ['goods', 'imports', 'pictures'].map(
    (word) => `/v1/shops/${shop.shown}/${word}`,
  ))
    assert.equal(
      (
        await (path.endsWith('pictures')
          ? owner.upload(path, { name: 'a', type: 'image/png', bytes: Buffer.alloc(1) })
          : owner.get(path))
      ).status,
      404,
    )
  const finance = await world.operator('finance')
  for (const who of [owner, finance, world.stranger]) {
    const refused = who === world.stranger ? 401 : 403
    assert.equal((await who.get('/v1/listing-queue')).status, refused)
    assert.equal(
      (await who.post(`/v1/listing-queue/${showId('drf', newId())}/claim`)).status,
      refused,
    )
    assert.equal(
      (await who.post(`/v1/products/${mine.shown_product}/take-down`, { reason: 'x' })).status,
      refused,
    )
  }
  const reviewer = await world.operator('reviewer')
  assert.equal(
    (await reviewer.post(`/v1/listing-queue/${showId('drf', newId())}/claim`)).status,
    404,
  )
  assert.equal(
    (await reviewer.post(`/v1/products/${showId('prd', newId())}/take-down`, { reason: 'x' }))
      .status,
    404,
  )
  assert.equal((await world.stranger.get('/v1/products/prd_nothing')).status, 404)
})

test('pictures: what arrives is remade and public; lies and other forms are refused', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const path = `/v1/shops/${shop.shown}/pictures`
  const send = (bytes: Buffer, type = 'image/png', name = 'a.png') =>
    shop.owner.upload(path, { name, type, bytes })
  const tagged = await sharp({
    create: { width: 900, height: 600, channels: 3, background: '#393' },
  })
    .withExif({
      IFD0: { Make: 'SecretCam' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 15/1 0/1' },
    })
    .jpeg()
    .toBuffer()
  const made = await send(tagged, 'image/jpeg', '../../../etc/passwd\u202egpj.exe')
  assert.deepEqual([made.status, made.body.width, made.body.height], [201, 900, 600])
  for (const url of [made.body.url, made.body.thumb_url]) {
    const got = await world.app.http.app.inject({ url })
    assert.deepEqual(
      [got.statusCode, got.headers['content-type'], got.headers['x-content-type-options']],
      [200, 'image/webp', 'nosniff'],
    )
    assert.ok(!got.rawPayload.includes('SecretCam'))
    assert.equal((await sharp(got.rawPayload).metadata()).exif, undefined)
  }
  const png = await pictureBytes()
  for (const [bytes, type] of [
    [png, 'image/jpeg'],
    [png, 'image/svg+xml'],
    [png, 'text/html'],
    [Buffer.from('<svg/>'), 'image/svg+xml'],
    [Buffer.from('GIF89a'), 'image/gif'],
    [Buffer.from('%PDF-1.7'), 'application/pdf'],
    [Buffer.alloc(0), 'image/png'],
    [png.subarray(0, 60), 'image/png'],
  ] as const)
    assert.deepEqual(coded(await send(bytes as Buffer, type)), [422, 'not_a_picture'], type)
  assert.equal((await send(Buffer.alloc(10 * 1024 * 1024 + 1, png))).status, 413)
  assert.equal((await shop.owner.post(path, { file: 'x' })).status, 415)
  const form = (boundary: string, body: string) =>
    shop.owner.post(path, Buffer.from(body), {
      'content-type': `multipart/form-data; boundary=${boundary}`,
    })
  for (const answer of [
    await form('x'.repeat(71), ''),
    await form('b', '--b--\r\n'),
    await form('b', '--b\r\ncontent-disposition: form-data; name="shop_id"\r\n\r\nx\r\n--b--\r\n'),
    await form('b', 'nothing'),
    await form(
      'b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nabc',
    ),
  ])
    assert.ok(answer.status >= 400 && answer.status < 500, answer.text)
  assert.equal(
    (
      await shop.owner.upload(
        path,
        { name: 'a.png', type: 'image/png', bytes: png },
        { __proto__x: '1' },
      )
    ).status,
    422,
  )
  const many = await Promise.all(Array.from({ length: 10 }, () => send(png)))
  assert.ok(many.every((one) => one.status === 201))
})

test('evidence of a person is a picture of no shop, and no listing can show it', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const saved = await savePicture(world.app.context, {
    bytes: await pictureBytes(),
    shop_id: null,
    account_id: shop.id && (await seedOwner(shop)),
    now: world.now(),
  })
  assert.match(saved.file_key, /^picture\//)
  const used = await shop.owner.post(
    `/v1/shops/${shop.shown}/goods`,
    contentWish({ picture_ids: [showId('pic', saved.id)] }),
  )
  assert.equal(used.status, 404)
  async function seedOwner(of: typeof shop): Promise<string> {
    const { uuidOf } = await import('../../test-seed.ts')
    return uuidOf(of.owner.id)
  }
})

test('goods of another platform: the link policy decides at the door and on the page', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const external = (source: string, url: string | null = 'https://item.example.com/1') => ({
    ...contentWish(),
    skus: [],
    source,
    external_url: url,
  })
  const start = (content: object) => shop.owner.post(`/v1/shops/${shop.shown}/goods`, content)
  for (const url of [
    'http://item.example.com/1',
    'javascript:alert(1)',
    'https://127.0.0.1/x',
    'https://u:p@a.example/',
  ])
    assert.deepEqual(
      coded(await start(external('taobao_alliance', url))),
      [422, 'bad_external_url'],
      url,
    )
  const unknown = (await start(external('nobody_knows'))).body
  const blocked = await shop.owner.post(`/v1/shops/${shop.shown}/goods/${unknown.id}/submission`)
  assert.deepEqual(
    [...coded(blocked), blocked.body.details.verdict.effect],
    [422, 'blocked_by_link_policy', 'block'],
  )
  const missing = (await start(external('taobao_alliance', null))).body
  assert.deepEqual(
    coded(await shop.owner.post(`/v1/shops/${shop.shown}/goods/${missing.id}/submission`)),
    [422, 'draft_incomplete'],
  )
  const made = (await start(external('taobao_alliance'))).body
  await passDraft(world, shop, made.id)
  const page = async () => (await world.stranger.get(`/v1/products/${made.id}`)).body
  assert.deepEqual(
    [(await page()).external_url, (await page()).skus],
    ['https://item.example.com/1', []],
  )
  const verdict = () =>
    world.stranger.get(`/v1/products/${made.id}/verdict?placement=merchant_detail_page`)
  assert.equal((await verdict()).body.effect, 'allow')
  const admin = await world.operator('admin')
  const rule = await admin.post('/v1/link-policy/rules', {
    id: 'CUT-1',
    source: 'taobao_alliance',
    sub_source: null,
    category: null,
    placement: null,
    effect: 'block',
    effective_from: new Date(world.now().getTime() + DAY).toISOString(),
    reason: 'announced',
  })
  assert.equal(rule.status, 201, rule.text)
  await new Promise((wait) => setTimeout(wait, 550))
  assert.deepEqual(
    [(await verdict()).body.effect, (await verdict()).body.next_effect],
    ['allow', 'block'],
  )
  await world.pass(DAY + 1_000)
  assert.deepEqual(
    [(await verdict()).body.effect, (await page()).external_url],
    ['block', null],
    'the page stays, the way there is gone',
  )
  assert.equal(
    (await world.stranger.get(`/v1/products/${made.id}/verdict?placement=nowhere`)).status,
    422,
  )
  await shop.owner.put(`/v1/shops/${shop.shown}/goods/${made.id}/shelf`, { on_shelf: false })
  assert.deepEqual(
    coded(
      await shop.owner.put(`/v1/shops/${shop.shown}/goods/${made.id}/shelf`, { on_shelf: true }),
    ),
    [422, 'blocked_by_link_policy'],
  )
  await world.verify()
})

test('what was sold is counted once an order, and taken back when a paid order is cancelled', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const listed = await listProduct(world, shop)
  const sold = async () => (await productCards(world.db, [listed.product_id]))[0]?.sold_count
  const tell = (type: string, payload: object) =>
    publish(world.db, event<object>(type), [{ key: newId(), payload }], world.now())
  const lines = [
    { product_id: listed.product_id, quantity: 2 },
    { product_id: listed.product_id, quantity: 3 },
  ]
  await tell('order.paid', { lines })
  await world.settle()
  assert.equal(await sold(), 5n)
  await tell('order.cancelled', { lines: lines.slice(0, 1), was_paid: true })
  await tell('order.cancelled', { lines, was_paid: false })
  await world.settle()
  assert.equal(await sold(), 3n)
})
