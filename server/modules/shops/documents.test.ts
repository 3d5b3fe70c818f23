import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { row } from '../../platform/db.ts'
import { uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import { draftShop, PDF } from './shops.world.ts'

test('documents: kept privately, given as a download to staff and reviewers, to nobody else', async () => {
  await using world = await testWorld()
  const [owner, clerk, other, reviewer, finance] = await Promise.all([
    world.person(),
    world.person(),
    world.person(),
    world.operator('reviewer'),
    world.operator('finance'),
  ])
  const file = await draftShop(owner)
  await owner.put(`/v1/shops/${file.id}/staff`, { sign_in_name: clerk.sign_in_name, role: 'clerk' })
  const at = `/v1/shops/${file.id}/documents/${file.documents[0].id}`
  for (const reader of [owner, clerk, reviewer]) {
    const got = await reader.get(at)
    assert.equal(got.status, 200)
    assert.equal(got.text, PDF.toString())
    assert.equal(got.headers['content-type'], 'application/pdf')
    assert.equal(
      got.headers['content-disposition'],
      `attachment; filename="document"; filename*=UTF-8''${encodeURIComponent('执照.pdf')}`,
    )
    assert.deepEqual(
      [got.headers['x-content-type-options'], got.headers['cache-control']],
      ['nosniff', 'private, no-store'],
    )
  }
  for (const stranger of [other, finance]) assert.equal((await stranger.get(at)).status, 404)
  assert.equal((await world.stranger.get(at)).status, 401)
  const elsewhere = await draftShop(other)
  assert.equal(
    (await other.get(`/v1/shops/${elsewhere.id}/documents/${file.documents[0].id}`)).status,
    404,
  )
  assert.equal(
    (await other.delete(`/v1/shops/${elsewhere.id}/documents/${file.documents[0].id}`)).status,
    404,
  )
  const stored = await row<{ file_key: string }>(
    world.db,
  )`select file_key from shop_documents where id = ${uuidOf(file.documents[0].id)}`
  assert.equal((await world.stranger.get(`/files/${stored?.file_key}`)).status, 404)
  assert.equal((await clerk.delete(at)).status, 403)
  assert.equal((await owner.delete(at)).status, 204)
  assert.equal((await owner.get(at)).status, 404)
  assert.equal(await world.app.context.storage.read(stored?.file_key ?? ''), undefined)
  const missing = await owner.post(`/v1/shops/${file.id}/submission`)
  assert.deepEqual(
    [missing.status, missing.body.code, missing.body.details.kinds],
    [422, 'document_missing', ['business_licence']],
  )
  await world.verify()
})

test('documents that lie about themselves, are too big, too many or no form at all are refused and leave nothing behind', async () => {
  await using world = await testWorld()
  const owner = await world.person()
  const { id } = await draftShop(owner)
  const to = `/v1/shops/${id}/documents`
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100)])
  const send = (
    file: { name?: string; type?: string; bytes?: Uint8Array },
    fields: Record<string, string> = { kind: 'other' },
  ) => owner.upload(to, { name: 'a.jpg', type: 'image/jpeg', bytes: jpeg, ...file }, fields)
  assert.equal((await send({})).status, 201)
  for (const lie of [
    { type: 'image/png' },
    { bytes: Buffer.from('<svg onload="x"/>') },
    { type: 'text/html', bytes: Buffer.from('<script>') },
    { bytes: Buffer.alloc(0) },
    { type: 'application/zip', bytes: Buffer.from('PK\u0003\u0004') },
  ])
    assert.equal((await send(lie)).body.code, 'not_a_document', JSON.stringify(lie))
  const big = Buffer.concat([jpeg, Buffer.alloc(10 * 1024 * 1024 - jpeg.length)])
  assert.equal((await send({ bytes: big })).status, 201)
  const too_big = await send({ bytes: Buffer.concat([big, Buffer.from('x')]) })
  assert.deepEqual([too_big.status, too_big.body.code], [413, 'document_too_big'])
  const odd: Record<string, string>[] = [
    {},
    { kind: 'passport' },
    { kind: 'other', shop_id: 'x' },
    { kind: 'other', ['__proto__']: 'x' },
  ]
  for (const fields of odd)
    assert.ok([400, 422].includes((await send({}, fields)).status), JSON.stringify(fields))
  assert.equal((await owner.post(to, { kind: 'other' })).status, 400)
  assert.equal((await owner.post(to)).status, 400)
  for (const [type, body] of [
    ['multipart/form-data', 'x'],
    ['multipart/form-data; boundary=a', ''],
    [
      'multipart/form-data; boundary=a',
      '--a\r\ncontent-disposition: form-data; name="kind"\r\n\r\nother\r\n--a--\r\n',
    ],
    [
      'multipart/form-data; boundary=a',
      '--a\r\ncontent-disposition: form-data; name="file"; filename="x.jpg"\r\ncontent-type: image/jpeg\r\n\r\nabc',
    ],
    [
      'multipart/form-data; boundary=a',
      '--a\r\ncontent-disposition: form-data; name="file"; filename="x.jpg"\r\ncontent-type',
    ],
    [`multipart/form-data; boundary=${'b'.repeat(252)}`, 'x'],
  ]) {
    const answer = await owner.post(to, Buffer.from(body as string), {
      'content-type': type as string,
    })
    assert.ok(
      answer.status >= 400 && answer.status < 500,
      `${type}: ${answer.status} ${answer.text}`,
    )
  }
  for (let index = 0; index < 17; index++) assert.equal((await send({})).status, 201)
  assert.equal((await owner.get(`/v1/shops/${id}/file`)).body.documents.length, 20)
  assert.equal((await send({})).body.code, 'too_many_documents')
  await world.verify()
})

test('over a real connection, an upload that is refused half way is answered and one that breaks off harms nothing', async () => {
  await using world = await testWorld()
  const owner = await world.person()
  const { id } = await draftShop(owner)
  const open = () =>
    request(`${world.url}/v1/shops/${id}/documents`, {
      method: 'POST',
      headers: { cookie: owner.cookie, 'content-type': 'multipart/form-data; boundary=b' },
    })
  const head =
    '--b\r\ncontent-disposition: form-data; name="evil"; filename="x.jpg"\r\ncontent-type: image/jpeg\r\n\r\n'
  const status = await new Promise<number>((done, failed) => {
    const sent = open()
    sent.on('response', (answer) => done(answer.resume().statusCode ?? 0))
    sent.on('error', failed)
    sent.write(head)
    sent.write(Buffer.alloc(300_000))
    sent.end('\r\n--b--\r\n')
  })
  assert.equal(status, 422)
  await new Promise<void>((done) => {
    const sent = open()
    sent.on('error', () => done())
    sent.write(head.replace('evil', 'file'))
    setTimeout(() => sent.destroy(), 100)
  })
  assert.equal((await owner.get(`/v1/shops/${id}/file`)).body.documents.length, 1)
})
