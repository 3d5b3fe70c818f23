import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../kernel/time.ts'
import { testWorld } from '../../test-world.ts'

const home = {
  recipient: '林小满',
  phone: '13800001234',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  street: '文一西路 969 号',
}

test('registering signs in, under one spelling of the name only', async () => {
  await using world = await testWorld()
  const wish = { sign_in_name: '138 1111 2222', password: 'tea-and-rice-7', nickname: 'Lin' }
  const made = await world.stranger.post('/v1/registration', wish)
  assert.equal(made.status, 201)
  assert.match(made.body.id, /^acc_[0-9a-z]{26}$/)
  assert.deepEqual(made.body.sign_in_names, ['138****2222'])
  assert.match(String(made.headers['set-cookie']), /HttpOnly; SameSite=Lax/)
  const again = await world.stranger.post('/v1/registration', {
    ...wish,
    sign_in_name: '+8613811112222',
  })
  assert.deepEqual([again.status, again.body.code], [409, 'sign_in_name_taken'])
  const twins = await Promise.all(
    [1, 2].map(() =>
      world.stranger.post('/v1/registration', { ...wish, sign_in_name: 'twin@example.com' }),
    ),
  )
  assert.deepEqual(twins.map((answer) => answer.status).sort(), [201, 409])
})

test('a wrong password and an unknown name get the same answer', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const wrong = await world.stranger.post('/v1/session', {
    sign_in_name: sam.sign_in_name,
    password: 'not-the-one',
  })
  const unknown = await world.stranger.post('/v1/session', {
    sign_in_name: '13899999999',
    password: 'not-the-one',
  })
  assert.deepEqual(
    [wrong.status, wrong.body.code, wrong.body.title],
    [unknown.status, unknown.body.code, unknown.body.title],
  )
})

test('a session ends by signing out, by its clock, and by a new password elsewhere', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  assert.equal((await sam.get('/v1/me')).status, 200)
  const other = await world.stranger.post('/v1/session', {
    sign_in_name: sam.sign_in_name,
    password: 'tea-and-rice-7',
  })
  assert.equal(
    (await sam.put('/v1/me/password', { current: 'tea-and-rice-7', password: 'rice-and-tea-8' }))
      .status,
    204,
  )
  assert.equal((await sam.get('/v1/me')).status, 200)
  const cookie = String(other.headers['set-cookie']).split(';')[0] as string
  assert.equal(
    (await world.app.http.app.inject({ url: '/v1/me', headers: { cookie } })).statusCode,
    401,
  )
  await world.pass(15 * DAY)
  assert.equal((await sam.get('/v1/me')).status, 401)
})

test('a machine’s key works until it is revoked, and is never shown again', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const made = await sam.post('/v1/me/keys', { name: 'till', days: 30 })
  assert.match(made.body.key, /^ak_/)
  const call = () =>
    world.app.http.app.inject({
      url: '/v1/me',
      headers: { authorization: `Bearer ${made.body.key}` },
    })
  assert.equal((await call()).statusCode, 200)
  assert.ok(!(await sam.get('/v1/me/keys')).text.includes(made.body.key))
  assert.equal((await sam.delete(`/v1/me/keys/${made.body.id}`)).status, 204)
  assert.equal((await call()).statusCode, 401)
})

test('addresses: the first is the default, the default moves, others’ do not exist', async () => {
  await using world = await testWorld()
  const [sam, kim] = await Promise.all([world.person(), world.person()])
  const first = await sam.post('/v1/me/addresses', home)
  assert.equal(first.body.is_default, true)
  const second = await sam.post('/v1/me/addresses', {
    ...home,
    street: '文二路 1 号',
    is_default: true,
  })
  const list = (await sam.get('/v1/me/addresses')).body.data
  assert.deepEqual(
    list.map((one: any) => [one.id, one.is_default]),
    [
      [second.body.id, true],
      [first.body.id, false],
    ],
  )
  assert.equal((await kim.put(`/v1/me/addresses/${first.body.id}`, home)).status, 404)
  assert.equal((await kim.delete(`/v1/me/addresses/${first.body.id}`)).status, 404)
  assert.equal((await sam.delete(`/v1/me/addresses/${second.body.id}`)).status, 204)
  assert.equal((await sam.get('/v1/me/addresses')).body.data[0].is_default, true)
  await world.verify()
})

test('following counts once and never oneself', async () => {
  await using world = await testWorld()
  const [sam, lin] = await Promise.all([world.person(), world.person({ is_creator: true })])
  await sam.put(`/v1/people/${lin.id}/follow`)
  await sam.put(`/v1/people/${lin.id}/follow`)
  assert.deepEqual(
    await sam.get(`/v1/people/${lin.id}`).then(({ body }) => [body.followers, body.is_followed]),
    [1, true],
  )
  assert.equal((await sam.put(`/v1/people/${sam.id}/follow`)).body.code, 'self_follow')
  assert.deepEqual(
    (await sam.get('/v1/me/following')).body.data.map((one: any) => one.id),
    [lin.id],
  )
  await sam.delete(`/v1/people/${lin.id}/follow`)
  assert.equal((await sam.get(`/v1/people/${lin.id}`)).body.followers, 0)
})

test('a page of another site cannot act with somebody’s cookie', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const forged = await world.app.http.app.inject({
    method: 'PATCH',
    url: '/v1/me',
    headers: { cookie: sam.cookie, origin: 'https://evil.example' },
    payload: { nickname: 'Eve' },
  })
  assert.equal(forged.statusCode, 403)
  assert.equal((await sam.get('/v1/me')).body.nickname, sam.nickname)
})

test('unknown fields, wrong types and text that is no text are refused by name', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  for (const body of [
    { nickname: 'Sam', role: 'admin' },
    { nickname: 7 },
    { nickname: 'a\u0000b' },
    { nickname: '\ud800' },
    { nickname: '   ' },
    { is_creator: 'true' },
  ]) {
    const refused = await sam.patch('/v1/me', body)
    assert.deepEqual([refused.status, refused.body.code], [422, 'malformed'], JSON.stringify(body))
  }
  assert.equal((await sam.post('/v1/me/keys', '{"name":')).body.code, 'unreadable')
  assert.equal((await sam.get('/v1/people/acc_nothing')).status, 404)
})

test('the last administrator cannot be taken away', async () => {
  await using world = await testWorld()
  const admin = await world.operator('admin')
  const kim = await world.person()
  assert.equal((await kim.put(`/v1/operators/${kim.id}/duties`, { duties: ['admin'] })).status, 403)
  assert.equal(
    (await admin.put(`/v1/operators/${admin.id}/duties`, { duties: [] })).body.code,
    'last_admin',
  )
  assert.equal(
    (await admin.put(`/v1/operators/${kim.id}/duties`, { duties: ['reviewer'] })).status,
    204,
  )
})
