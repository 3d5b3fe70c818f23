import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platformContract } from './contract.ts'
import { HOUR } from './kernel/time.ts'
import { testWorld } from './test-world.ts'

test('the API describes itself: every route of the contract is in OpenAPI 3.1, every refusal on its page', async () => {
  await using world = await testWorld()
  const api = (await world.stranger.get('/openapi.json')).body
  assert.equal(api.openapi, '3.1.0')
  for (const key of Object.keys(platformContract)) {
    const [method = '', path = ''] = key.split(' ')
    const shown = api.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    assert.ok(shown?.summary, `${key} is not described`)
  }
  const page = await world.stranger.get('/docs/refusals')
  for (const spec of Object.values(platformContract))
    for (const { code } of 'refusals' in spec ? spec.refusals : [])
      assert.ok(page.text.includes(`id="${code}"`), code)
  assert.equal((await world.stranger.get('/docs/')).status, 200)
})

test('it says that it lives, and how fast it answers', async () => {
  await using world = await testWorld()
  assert.deepEqual((await world.stranger.get('/healthz')).body, { ok: true })
  await world.stranger.get('/v1/time')
  assert.match(
    (await world.stranger.get('/metrics')).text,
    /http_request_seconds_count\{method="GET",route="\/v1\/time",status="200"\} 1/,
  )
})

test('the clock moves forward for the whole installation, by an administrator of a demo only', async () => {
  await using world = await testWorld()
  const [admin, viewer] = await Promise.all([world.operator('admin'), world.person()])
  const before = new Date((await viewer.get('/v1/time')).body.now).getTime()
  assert.equal((await viewer.post('/v1/demo/clock', { advance_s: 3_600 })).status, 403)
  const moved = await admin.post('/v1/demo/clock', { advance_s: 3_600 })
  assert.ok(new Date(moved.body.now).getTime() - before >= HOUR)
  assert.equal((await admin.post('/v1/demo/clock', { advance_s: -5 })).status, 422)
  await using real = await testWorld({ env: { DEMO: '0' } })
  const boss = await real.operator('admin')
  assert.equal((await boss.post('/v1/demo/clock', { advance_s: 3_600 })).status, 404)
  assert.equal((await real.stranger.get('/v1/demo/accounts')).body.code, 'demo_only')
})

test('files: only public kinds, only keys we made', async () => {
  await using world = await testWorld()
  const key = await world.app.context.storage.put('doc', 'pdf', Buffer.from('%PDF secret'))
  assert.equal((await world.stranger.get(`/files/${key}`)).status, 404)
  const picture = await world.app.context.storage.put('picture', 'webp', Buffer.from('RIFF'))
  const answer = await world.stranger.get(`/files/${picture}`)
  assert.deepEqual(
    [answer.status, answer.headers['content-type'], answer.headers['x-content-type-options']],
    [200, 'image/webp', 'nosniff'],
  )
  for (const path of [
    '/files/',
    '/files/picture',
    '/files/picture/../../secrets.json',
    `/files/${picture}.part`,
  ])
    assert.equal((await world.stranger.get(path)).status, 404, path)
})
