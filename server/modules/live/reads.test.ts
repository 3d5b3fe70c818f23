import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { after, SECOND } from '../../kernel/time.ts'
import { LOOK_ANEW } from '../../platform/briefly-kept.ts'
import { rows } from '../../platform/db.ts'
import {
  anotherProcess,
  aSecond,
  askOf,
  seedVisitors,
  statementsOf,
  type Visitor,
} from '../../reads.world.ts'
import { seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { seedLink } from './live.world.ts'

const NOBODY: Visitor = { cookie: '' }

const hotRoom = async (world: World) => {
  const lin = await world.person({ is_creator: true })
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { stock: 40n })
  const room = await seedRoom(world, lin, [tea])
  return { lin, shop, tea, room, path: `/v1/rooms/${room.shown}` }
}

test('two hundred signed-in viewers who refresh cost one statement a second', async () => {
  await using world = await testWorld()
  const { room, path } = await hotRoom(world)
  const viewers = await seedVisitors(world, 200)
  await rows(world.db)`
    insert into follows (follower_id, followed_id, at)
    select one.id, r.host_id, now() from unnest(${viewers.slice(0, 70).map(({ id }) => id)}::uuid[]) as one (id) cross join rooms as r where r.id = ${room.id}`
  const refresh = async (some: readonly Visitor[]) => {
    const answers = await Promise.all(some.map((viewer) => askOf(world.app, viewer, 'GET', path)))
    return answers.map(({ body }) => body.is_followed as boolean)
  }
  const { texts: first, seconds: begun } = await statementsOf(async () => {
    const followed = await refresh(viewers)
    assert.deepEqual(
      followed,
      viewers.map((_, place) => place < 70),
    )
  })
  // The room, the rules, and who of the newcomers follows the host, many in one question.
  assert.ok(first.length <= 18 + 2 * begun, `${first.length} statements for 200 newcomers`)
  const kinds = Map.groupBy(first, (text) => text)
  assert.ok(
    [...kinds].filter(([, same]) => same.length > 1 + begun).length <= 1,
    'only the newcomers',
  )

  await aSecond()
  let answered = 0
  const started = performance.now()
  const { texts, seconds } = await statementsOf(async () => {
    while (performance.now() - started < 2_500) {
      await refresh(viewers.slice(0, 100))
      answered += 100
    }
  })
  assert.ok(answered >= 200)
  assert.ok(texts.length >= 2, 'what changes is looked for')
  assert.ok(
    texts.length <= seconds,
    `${texts.length} statements in ${seconds} s:\n${texts.join('\n')}`,
  )
})

test('rooms are read together, and what is not there is not there', async () => {
  await using world = await testWorld()
  const { path, lin, tea } = await hotRoom(world)
  const others = [await seedRoom(world, await world.person(), [tea])]
  others.push(await seedRoom(world, await world.person(), []))
  const paths = [
    path,
    ...others.map(({ shown }) => `/v1/rooms/${shown}`),
    '/v1/rooms/room_00000000000000000000000000',
  ]
  const ask = () => Promise.all(paths.map((one) => askOf(world.app, NOBODY, 'GET', one)))
  const { texts, seconds } = await statementsOf(async () => {
    assert.deepEqual(
      (await ask()).map(({ status, body }) => [status, body.items?.length]),
      [
        [200, 1],
        [200, 1],
        [200, 0],
        [404, undefined],
      ],
    )
  })
  // One for the rooms; rules and their mark.
  assert.ok(texts.length <= 2 + seconds, texts.join('\n'))
  assert.equal((await lin.get(path)).body.items[0].product.title, 'Longjing tea')
})

test('what a step changed is seen by the next reader here, elsewhere within a second', async () => {
  await using world = await testWorld()
  const { lin, shop, room, path } = await hotRoom(world)
  const cup = await seedSku(world, shop, { title: 'Cup' })
  await using other = await anotherProcess(world)
  const here = async () => (await world.stranger.get(path)).body
  const there = async () => (await askOf(other.app, NOBODY, 'GET', path)).body
  assert.deepEqual([(await here()).items.length, (await there()).items.length], [1, 1])

  const added = await lin.post(`${path}/items`, { product_id: cup.shown_product })
  assert.equal(added.status, 201, added.text)
  const seen = await here()
  assert.deepEqual(
    seen.items.map((item: any) => item.product.title),
    ['Longjing tea', 'Cup'],
  )
  // The same goods, whichever way they were read.
  const { verdict: _, ...alone } = added.body
  const { verdict, ...among } = seen.items[1]
  assert.equal(verdict, null)
  assert.deepEqual(among, alone)

  const feed = async () => (await world.stranger.get('/v1/feed/rooms')).body.data[0]
  assert.equal((await feed()).title, 'Tea evening')
  await lin.patch(path, { title: 'Cups at night' })
  assert.deepEqual([(await feed()).title, (await here()).title], ['Cups at night', 'Cups at night'])

  await aSecond()
  assert.deepEqual(
    [(await there()).items.length, (await there()).title],
    [2, 'Cups at night'],
    'the other process',
  )
  await rows(world.db)`update stock set available = 0, received = 0 where sku_id = ${cup.sku_id}`
  await rows(world.db)`update rooms set viewers = 7 where id = ${room.id}`
  await aSecond()
  for (const room of [await here(), await there()])
    assert.deepEqual([room.viewers, room.items[1].skus[0].stock], [7, 0])
})

test('whom a viewer follows: at once where it was done, elsewhere within a second, each their own', async () => {
  await using world = await testWorld()
  const { lin, path } = await hotRoom(world)
  await using other = await anotherProcess(world)
  const [ann = NOBODY, bob = NOBODY] = await seedVisitors(world, 2)
  const follow = `/v1/people/${lin.id}/follow`
  const seen = async (app = world.app) => {
    const all = await Promise.all(
      [ann, bob, NOBODY, lin].map((one) => askOf(app, one, 'GET', path)),
    )
    return all.map(({ body }) => body.is_followed)
  }
  assert.deepEqual(await seen(), [false, false, false, false])
  assert.deepEqual(await seen(other.app), [false, false, false, false])
  assert.equal((await askOf(world.app, ann, 'PUT', follow)).status, 204)
  assert.deepEqual(await seen(), [true, false, false, false])
  assert.equal((await askOf(other.app, bob, 'PUT', follow)).status, 204)
  assert.deepEqual((await seen(other.app))[1], true)
  await aSecond()
  assert.deepEqual(await seen(), [true, true, false, false])
  assert.deepEqual(await seen(other.app), [true, true, false, false])
  const room = (await askOf(other.app, ann, 'GET', path)).body
  assert.equal(room.host.followers, 2)
  for (const [app, by, method] of [
    [world.app, ann, 'DELETE'],
    [world.app, ann, 'PUT'],
    [world.app, ann, 'DELETE'],
    [other.app, bob, 'DELETE'],
  ] as const) {
    await askOf(app, by, method, follow)
    const { body } = await askOf(app, by, 'GET', path)
    assert.equal(body.is_followed, method === 'PUT')
  }
  await aSecond()
  assert.deepEqual(await seen(), [false, false, false, false])
  assert.deepEqual(await seen(other.app), [false, false, false, false])
  await world.verify()
})

test('of a copy that all share nothing is anybody’s own: addresses to play, verdicts, what a rule hid', async () => {
  await using world = await testWorld()
  const { lin, shop, room, path } = await hotRoom(world)
  const link = await seedLink(world, shop)
  assert.equal((await lin.post(`${path}/items`, { product_id: link.shown_product })).status, 201)
  await rows(world.db)`
    update room_items set state = 'hidden_by_policy', hidden_rule_id = 'X' where product_id = ${link.product_id}`
  const viewers = await seedVisitors(world, 3)
  // The host looks first, at the room and at the desk.
  assert.equal((await lin.get(`${path}/desk`)).body.room.items.length, 2)
  const everybody: Visitor[] = [lin, ...viewers, NOBODY]
  const answers = await Promise.all(everybody.map((one) => askOf(world.app, one, 'GET', path)))
  const tokens = answers.map(({ body }) => new URL(body.play.flv).searchParams.get('token') ?? '')
  assert.equal(new Set(tokens).size, everybody.length)
  for (const [place, token] of tokens.entries()) {
    const said = Buffer.from(token.split('.')[0] as string, 'base64url').toString()
    const subject = [uuidOf(lin.id), ...viewers.map(({ id }) => id), 'anyone'][place]
    assert.ok(said.includes(`|${subject}|`), said)
  }
  for (const { body, headers } of answers) {
    assert.deepEqual(
      body.items.map((item: any) => [item.state, item.verdict]),
      [['listed', null]],
    )
    assert.match(String(headers['cache-control']), /^private/)
    assert.match(String(headers.vary), /cookie/)
    assert.equal(headers.etag, undefined)
  }
  // Packed and plain say the same.
  const [viewer = NOBODY] = viewers
  const packed = await askOf(world.app, viewer, 'GET', path, {
    headers: { 'accept-encoding': 'gzip, deflate, br' },
  })
  assert.equal(packed.headers['content-encoding'], 'gzip')
  const own = ({ play: _1, server_time: _2, ...rest }: any) => rest
  const plain = (await askOf(world.app, viewer, 'GET', path)).body
  assert.deepEqual(own(JSON.parse(gunzipSync(packed.bytes).toString())), own(plain))
  await rows(
    world.db,
  )`update rooms set state = 'banned', push_key_hash = null where id = ${room.id}`
  await aSecond()
  const { body } = await askOf(world.app, viewer, 'GET', path)
  assert.deepEqual([body.items, body.chat, body.play.flv], [[], [], null])
})

test('a rule cuts at its instant, also in copies that were made before and are still good', async () => {
  await using world = await testWorld()
  const { lin, shop, path } = await hotRoom(world)
  const link = await seedLink(world, shop)
  assert.equal((await lin.post(`${path}/items`, { product_id: link.shown_product })).status, 201)
  const page = `/v1/products/${link.shown_product}`
  const shown = async () => {
    const [room, product] = [await world.stranger.get(path), await world.stranger.get(page)]
    return [room.body.items.length, product.body.external_url]
  }
  const [cut, back] = [after(world.now(), 20 * SECOND), after(world.now(), 40 * SECOND)]
  await rows(world.db)`
    insert into link_rules (id, platform, source, placement, effect, effective_from, effective_to, announced_at, created_at)
    select 'CUT-' || place, 'self', 'taobao_alliance', placement, 'block', ${cut}, ${back}, ${world.now()}, ${world.now()}
    from unnest(array['live_cart', 'merchant_detail_page']) with ordinality as one (placement, place)`
  const { bus, clock } = world.app.context
  const before = [2, 'https://item.example/1']
  const blocked = [1, null]
  await aSecond()
  assert.deepEqual(await shown(), before, 'announced, and not yet')
  for (const [instant, is, becomes] of [
    [cut, before, blocked],
    [back, blocked, before],
  ] as const) {
    // A clock that moves this little makes no copy old: only the verdict on what it holds changes.
    await clock.advance(instant.getTime() - world.now().getTime() - 1_200)
    bus.send(LOOK_ANEW, {})
    assert.deepEqual(await shown(), is, 'just before')
    await clock.advance(Math.max(0, instant.getTime() - world.now().getTime()))
    assert.deepEqual(await shown(), becomes, 'at its instant')
  }
})

test('the feed is one body for all: known by its tag, packed once, private to nobody', async () => {
  await using world = await testWorld()
  const { lin } = await hotRoom(world)
  for (let one = 0; one < 4; one++) await seedRoom(world, await world.person({ is_creator: true }))
  const [ann = NOBODY] = await seedVisitors(world, 1)
  const { texts, seconds } = await statementsOf(async () => {
    const bodies = await Promise.all(
      Array.from({ length: 100 }, (_, place) =>
        askOf(world.app, place % 2 ? ann : NOBODY, 'GET', '/v1/feed/rooms'),
      ),
    )
    assert.deepEqual([...new Set(bodies.map(({ text }) => text))].length, 1)
  })
  assert.ok(texts.length <= 4 * seconds, texts.join('\n'))
  const plain = await askOf(world.app, ann, 'GET', '/v1/feed/rooms')
  assert.equal(plain.headers['cache-control'], 'public, no-cache')
  const packed = await askOf(world.app, ann, 'GET', '/v1/feed/rooms', {
    headers: { 'accept-encoding': 'gzip' },
  })
  assert.equal(gunzipSync(packed.bytes).toString(), plain.text)
  const again = await askOf(world.app, ann, 'GET', '/v1/feed/rooms', {
    headers: { 'if-none-match': String(plain.headers.etag) },
  })
  assert.deepEqual([again.status, again.text], [304, ''])
  // Only those one follows are one's own, and are asked for each time.
  const mine = '/v1/feed/rooms?following=true'
  assert.deepEqual((await askOf(world.app, ann, 'GET', mine)).body.data, [])
  await askOf(world.app, ann, 'PUT', `/v1/people/${lin.id}/follow`)
  assert.equal((await askOf(world.app, ann, 'GET', mine)).body.data.length, 1)
})
