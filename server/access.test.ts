/**
 * Generated from the contracts: every route, as every role, for objects of one's own, of somebody else, and that do not
 * exist. Somebody else's must answer exactly like what does not exist, and nothing may fail.
 */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { before, after as finished, test } from 'node:test'
import { platformContract } from './contract.ts'
import type { RouteSpec } from './kernel/contract.ts'
import { newId, showId } from './kernel/ids.ts'
import { completedOrder, addressOf as homeOf } from './modules/orders/orders.world.ts'
import { rows } from './platform/db.ts'
import { addressOf, sampleOf, spoiled } from './route-samples.ts'
import { seedRoom, seedShop, seedSku, uuidOf } from './test-seed.ts'
import { type Person, testWorld, type World } from './test-world.ts'

const routes = Object.entries(platformContract) as [string, RouteSpec][]
let world: World
let people: Record<
  'stranger' | 'viewer' | 'creator' | 'merchant' | 'reviewer' | 'judge' | 'finance' | 'admin',
  Person
>
/** Ids of objects that belong to people who are not in `people`. */
let foreign: Map<string, string>

before(async () => {
  world = await testWorld({ env: { RATE_LIMITS: '0' } })
  const [viewer, creator, host] = await Promise.all([
    world.person({ nickname: 'Viewer' }),
    world.person({ nickname: 'Creator', is_creator: true }),
    world.person({ nickname: 'Host', is_creator: true }),
  ])
  const [reviewer, judge, finance, admin] = await Promise.all([
    world.operator('reviewer'),
    world.operator('judge'),
    world.operator('finance'),
    world.operator('admin'),
  ])
  const mine = await seedShop(world)
  people = {
    stranger: world.stranger,
    viewer,
    creator,
    merchant: mine.owner,
    reviewer,
    judge,
    finance,
    admin,
  }

  const shop = await seedShop(world)
  const sku = await seedSku(world, shop, { commission_ppm: 200_000n })
  const room = await seedRoom(world, host, [sku])
  const buyer = await world.person({ nickname: 'Buyer' })
  const order = await completedOrder(world, buyer, [{ sku, quantity: 2 }])
  const shown = (await buyer.get(`/v1/orders/${order.shown}`)).body
  const aftersale = await buyer.post('/v1/aftersales', {
    order_line_id: shown.lines[0].id,
    kind: 'return_refund',
    quantity: 1,
    reason: 'changed_mind',
  })
  assert.equal(aftersale.status, 201, aftersale.text)
  const address = await buyer.post('/v1/me/addresses', {
    recipient: 'B',
    phone: '13800001234',
    province: 'a',
    city: 'b',
    district: 'c',
    street: 'd',
  })
  const key = await buyer.post('/v1/me/keys', { name: 'till', days: 1 })
  const [item] = await rows<{ id: string }>(
    world.db,
  )`select id from room_items where room_id = ${room.id}`
  foreign = new Map([
    ['acc', buyer.id],
    ['shp', shop.shown],
    ['prd', sku.shown_product],
    ['sku', sku.shown_sku],
    ['room', room.shown],
    ['itm', showId('itm', item?.id ?? '')],
    ['ord', order.shown],
    ['lin', shown.lines[0].id],
    ['afs', aftersale.body.id],
    ['pay', shown.payment_id],
    ['adr', address.body.id],
    ['key', key.body.id],
    ['chk', shown.checkout_id],
  ])
  await host.put('/v1/me/leader', { name: 'Foreign leader' })
  const campaign = await host.post('/v1/me/campaigns', {
    title: 'Autumn',
    leader_ppm: 50_000,
    min_commission_ppm: 0,
    min_promotion_days: 0,
    protection_months: 0,
    is_open_to_all: false,
    applies_until: new Date(world.now().getTime() + 86_400_000).toISOString(),
    ends_at: new Date(world.now().getTime() + 2 * 86_400_000).toISOString(),
  })
  const goods = await shop.owner.post(`/v1/shops/${shop.shown}/campaign-items`, {
    campaign_id: campaign.body.id,
    product_id: sku.shown_product,
    commission_ppm: 300_000,
  })
  await shop.owner.put(`/v1/shops/${shop.shown}/goods/${sku.shown_product}/sample-offer`, {
    sku_id: sku.shown_sku,
    is_open: true,
    quota: 1,
    per_creator: 1,
    min_followers: 0,
    min_sales: 0,
  })
  const sample = await host.post('/v1/me/samples', {
    product_id: sku.shown_product,
    address_id: await homeOf(host),
  })
  assert.deepEqual([goods.status, sample.status], [201, 201], goods.text + sample.text)
  foreign.set('cmp', campaign.body.id)
  foreign.set('cmi', goods.body.id)
  foreign.set('smp', sample.body.id)
  const draft = await rows<{ id: string }>(world.db)`
    insert into product_drafts (id, product_id, content, state, state_at, created_by, created_at)
    values (${newId()}, ${sku.product_id}, ${'{}'}, 'editing', ${world.now()}, ${uuidOf(shop.owner.id)}, ${world.now()}) returning id`
  await rows(world.db)`
    insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at)
    values ('product_drafts', ${draft[0]?.id ?? ''}, 'editing', 'system', 'seed', 'seeded', ${world.now()})`
  foreign.set('drf', showId('drf', draft[0]?.id ?? ''))
})
finished(async () => {
  await world?.[Symbol.asyncDispose]()
})

const missing: ReadonlyMap<string, string> = new Map()

const send = (person: Person, spec: RouteSpec, key: string, ids: ReadonlyMap<string, string>) => {
  const { method, path } = addressOf(key, spec.params as never, ids)
  const body = spec.body && !spec.raw_body ? sampleOf(spec.body as never, ids) : undefined
  if (method === 'GET') return person.get(path)
  if (method === 'DELETE') return person.delete(path)
  const verb = { POST: person.post, PUT: person.put, PATCH: person.patch }[method] as Person['post']
  return verb(path, body)
}

const DUTIES = {
  reviewer: ['reviewer'],
  judge: ['judge'],
  finance: ['finance'],
  admin: ['reviewer', 'judge', 'finance', 'admin'],
} as Record<string, string[]>

/** These end the caller's own session, which the walk still needs. */
const LEAVES = new Set(['DELETE /v1/session'])

test('every route says who may call, and only they get past the door', async (t) => {
  for (const [key, spec] of routes.filter(([one]) => !LEAVES.has(one)))
    await t.test(key, async () => {
      for (const [role, person] of Object.entries(people)) {
        const answer = await send(person, spec, key, missing)
        assert.ok(answer.status < 500, `${role}: ${answer.status} ${answer.text}`)
        if (spec.who === 'anyone')
          assert.ok(
            answer.status !== 403 || answer.body.code !== 'not_allowed',
            `${role} was sent away`,
          )
        else if (role === 'stranger')
          assert.deepEqual([answer.status, answer.body.code], [401, 'not_signed_in'])
        else if (spec.who === 'operator')
          assert.equal(
            answer.status === 403 && answer.body.code === 'not_allowed',
            !DUTIES[role],
            `${role}: ${answer.text}`,
          )
        else if (spec.who.startsWith('operator:'))
          assert.equal(
            answer.status === 403 && answer.body.code === 'not_allowed',
            !DUTIES[role]?.includes(spec.who.slice(9)),
            `${role}: ${answer.text}`,
          )
        else if (spec.who === 'shop')
          assert.ok(
            [404, 400, 415, 422].includes(answer.status),
            `${role} in a shop that does not exist: ${answer.status} ${answer.text}`,
          )
      }
    })
})

/** Objects that everybody may see or speak to by their id. */
const PUBLIC = new Set([
  'GET /v1/shops/:shop_id',
  'GET /v1/products/:product_id',
  'GET /v1/products/:product_id/verdict',
  'GET /v1/people/:account_id',
  'PUT /v1/people/:account_id/follow',
  'DELETE /v1/people/:account_id/follow',
  'GET /v1/rooms/:room_id',
  'GET /v1/rooms/:room_id/play',
  'POST /v1/rooms/:room_id/ticket',
  'POST /v1/rooms/:room_id/chat',
  'GET /v1/rooms/:room_id/goods/:product_id/context',
  'GET /v1/people/:account_id/showcase',
  'PUT /v1/me/showcase/:product_id',
  'DELETE /v1/me/showcase/:product_id',
  'PUT /v1/basket/lines/:sku_id',
  'DELETE /v1/basket/lines/:sku_id',
  'POST /v1/providers/:provider/callbacks',
  'POST /v1/carriers/:carrier/callbacks',
  'POST /v1/demo/session',
])

test('somebody else’s object answers exactly like one that does not exist', async (t) => {
  for (const [key, spec] of routes) {
    if (!spec.params || PUBLIC.has(key) || spec.who.startsWith('operator')) continue
    await t.test(key, async () => {
      for (const role of ['viewer', 'creator', 'merchant'] as const) {
        const [other, none] = [
          await send(people[role], spec, key, foreign),
          await send(people[role], spec, key, missing),
        ]
        assert.deepEqual(
          [other.status, other.body?.code, other.body?.title],
          [none.status, none.body?.code, none.body?.title],
          `${role}: foreign ${other.status} ${other.text.slice(0, 200)}, missing ${none.status} ${none.text.slice(0, 200)}`,
        )
        assert.ok(
          other.status >= 400,
          `${role} got at somebody else's object: ${other.text.slice(0, 300)}`,
        )
      }
    })
  }
})

test('a body one step away from valid is refused with a code, changes nothing and never fails', async (t) => {
  for (const [key, spec] of routes) {
    if (!spec.body || spec.raw_body) continue
    await t.test(key, async () => {
      const person = spec.who.startsWith('operator') ? people.admin : people.merchant
      const { method, path } = addressOf(key, spec.params as never, missing)
      const verb = { POST: person.post, PUT: person.put, PATCH: person.patch }[
        method
      ] as Person['post']
      const good = sampleOf(spec.body as never, missing)
      for (const { what, body } of spoiled(spec.body as never, good)) {
        const answer = await verb(
          path,
          body === null ? 'null' : typeof body === 'string' ? JSON.stringify(body) : body,
        )
        assert.ok(
          answer.status >= 400 && answer.status < 500,
          `${what}: ${answer.status} ${answer.text.slice(0, 200)}`,
        )
        assert.equal(typeof answer.body.code, 'string', what)
      }
    })
  }
})

/** Sends a path as it stands: clients tidy up dots and slashes before they send. */
const rawStatus = (path: string, cookie: string): Promise<number> =>
  new Promise((done, fail) => {
    const sent = request(world.url, { path, headers: { cookie } }, (answer) => {
      answer.resume()
      done(answer.statusCode ?? 0)
    })
    sent.once('error', fail)
    sent.end()
  })

test('paths dressed up differently get no further than the plain one', async () => {
  const dressed = [
    '//v1/me',
    '/v1//me',
    '/v1/me;x=1',
    '/v1/%6de/../me',
    '/V1/me',
    '/v1/me/',
    '/v1/shops/%2e%2e/me',
    '/v1/shops/../me',
    '/v1/./me',
    '/v1/orders/%00',
    '/v1/orders/%ff',
    '/v1/orders/%',
    `/v1/orders/${'a'.repeat(12_000)}`,
    '/v1/orders/ord_1%2F..%2F2',
    '/v1/%2e%2e/%2e%2e/etc/passwd',
    '/files/../secrets.json',
    '/files/picture/../../secrets.json',
    '/files/doc/aa/bb.pdf',
  ]
  for (const path of dressed)
    for (const person of [people.stranger, people.viewer]) {
      const status = await rawStatus(path, person.cookie)
      assert.ok([400, 401, 404, 414, 431].includes(status), `${path.slice(0, 60)}: ${status}`)
    }
})

test('query strings: arrays, unknown names, wild numbers and edited cursors are refused', async () => {
  for (const query of [
    'limit=-1',
    'limit=1e9',
    'limit=abc',
    'limit=1&limit=2',
    'after=abc',
    `after=${Buffer.from('["x","y"]').toString('base64url')}`,
    'id[$ne]=1',
    'unknown=1',
    `after=${'a'.repeat(5_000)}`,
  ]) {
    const answer = await people.viewer.get(`/v1/orders?${query}`)
    assert.deepEqual(
      [answer.status, answer.body.code],
      [422, 'malformed'],
      `${query}: ${answer.text}`,
    )
  }
})

test('other content types, broken JSON, poisoned keys and oversized bodies', async () => {
  const raw = (payload: string, type = 'application/json') =>
    people.viewer.post('/v1/me/addresses', payload, { 'content-type': type })
  assert.equal((await raw('{"recipient":')).status, 400)
  assert.equal((await raw('')).status, 400)
  assert.equal((await raw('{"__proto__":{"x":1}}')).status, 400)
  assert.equal((await raw('{"constructor":{"prototype":{}}}')).status, 400)
  assert.equal((await raw('<a/>', 'application/xml')).status, 415)
  assert.equal((await raw('a=b', 'application/x-www-form-urlencoded')).status, 415)
  assert.equal((await raw('{}', 'text/plain')).status, 415)
  assert.equal((await raw(JSON.stringify({ recipient: 'x'.repeat(100_000) }))).status, 413)
  assert.ok([400, 413, 422].includes((await raw('['.repeat(30_000))).status))
  await world.verify()
})
