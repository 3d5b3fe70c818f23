import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { DAY, HOUR } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { testWorld, type World } from '../../test-world.ts'
import { isShopOpen, shopNames } from './shops.sql.ts'
import {
  applicationOf,
  approvedShop,
  draftShop,
  openShop,
  PDF,
  payDeposit,
  submittedShop,
} from './shops.world.ts'

const facts = (world: World, type: string) =>
  rows<{ key: string; payload: any }>(
    world.db,
  )`select key, payload from outbox where type = ${type} order by id`
const path = (history: { to_state: string; reason: string }[]) =>
  history.map(({ to_state, reason }) => `${to_state}: ${reason}`)

test('an application goes its way: draft, review, deposit, open, and everybody can read who did what', async () => {
  await using world = await testWorld()
  const [owner, reviewer] = await Promise.all([world.person(), world.operator('reviewer')])
  const draft = await draftShop(owner, { name: '小满茶馆' })
  assert.deepEqual(
    [draft.state, draft.deposit_required, draft.deposit_paid, draft.owner_nickname, draft.currency],
    ['draft', 100_000, 0, owner.nickname, 'CNY'],
  )
  assert.equal((await world.stranger.get(`/v1/shops/${draft.id}`)).status, 404)
  const handed_in = await owner.post(`/v1/shops/${draft.id}/submission`)
  assert.deepEqual([handed_in.status, handed_in.body.state], [201, 'in_review'])
  assert.equal(
    Date.parse(handed_in.body.deadline_at) - Date.parse(handed_in.body.state_at),
    3 * DAY,
  )
  const { body: queue } = await reviewer.get('/v1/shop-applications')
  assert.deepEqual(
    queue.data.map((one: any) => [one.id, one.name, one.owner_nickname]),
    [[draft.id, '小满茶馆', owner.nickname]],
  )
  const { version } = (await reviewer.get(`/v1/shop-applications/${draft.id}`)).body
  const approved = await reviewer.post(`/v1/shop-applications/${draft.id}/decision`, {
    decision: 'approve',
    note: '资料齐全',
    version,
  })
  assert.deepEqual(
    [approved.status, approved.body.state, approved.body.review_note],
    [200, 'deposit_due', '资料齐全'],
  )
  assert.equal(Date.parse(approved.body.deadline_at) - Date.parse(approved.body.state_at), 30 * DAY)
  await payDeposit(world, draft.id, 100_000n)
  const { body: file } = await owner.get(`/v1/shops/${draft.id}/file`)
  assert.deepEqual([file.state, file.deadline_at, file.deposit_paid], ['open', null, 100_000])
  assert.deepEqual(path(file.history), [
    'draft: application_started',
    'in_review: submitted',
    'deposit_due: approved',
    'open: deposit_paid',
  ])
  assert.deepEqual(
    file.history.map((one: any) => one.actor_kind),
    ['account', 'account', 'account', 'system'],
  )
  const { body: shown } = await world.stranger.get(`/v1/shops/${draft.id}`)
  assert.deepEqual(
    [shown.name, shown.is_open, shown.is_self_operated, shown.products_count, shown.sold_count],
    ['小满茶馆', true, false, 0, 0],
  )
  assert.equal('legal_name' in shown, false)
  assert.deepEqual(await facts(world, 'shop.opened'), [
    { key: uuidOf(draft.id), payload: { shop_id: uuidOf(draft.id) } },
  ])
  assert.ok(await isShopOpen(world.db, uuidOf(draft.id)))
  assert.deepEqual((await owner.get('/v1/me')).body.shops, [
    { id: draft.id, name: '小满茶馆', role: 'owner', state: 'open' },
  ])
  await world.verify()
})

test('rejection names the fields; mended and handed in again it may pass', async () => {
  await using world = await testWorld()
  const [owner, reviewer] = await Promise.all([world.person(), world.operator('reviewer')])
  const { id, version } = await submittedShop(owner)
  const decide = (body: unknown) => reviewer.post(`/v1/shop-applications/${id}/decision`, body)
  assert.equal((await decide({ decision: 'reject', version })).status, 422)
  const findings = [{ field: 'licence_number', code: 'unreadable', words: '执照号看不清' }]
  const rejected = await decide({ decision: 'reject', findings, version })
  assert.deepEqual([rejected.body.state, rejected.body.findings], ['rejected', findings])
  assert.equal(
    (await decide({ decision: 'approve', version: rejected.body.version })).body.code,
    'wrong_state',
  )
  const mended = await owner.patch(`/v1/shops/${id}/file`, {
    licence_number: '91350100M000100Y44',
    kind: 'sole_trader',
  })
  assert.deepEqual([mended.status, mended.body.findings], [200, findings])
  const again = await owner.post(`/v1/shops/${id}/submission`)
  assert.deepEqual(
    [again.body.state, again.body.findings.map((one: any) => one.code)],
    ['in_review', ['checksum']],
  )
  assert.equal(
    (await decide({ decision: 'approve', version: again.body.version })).body.state,
    'deposit_due',
  )
  await world.verify()
})

test('of two reviewers who decide at once one wins and the other is told', async () => {
  await using world = await testWorld()
  const [owner, one, two] = await Promise.all([
    world.person(),
    world.operator('reviewer'),
    world.operator('reviewer'),
  ])
  for (let round = 0; round < 3; round++) {
    const { id, version } = await submittedShop(owner)
    const answers = await Promise.all([
      one.post(`/v1/shop-applications/${id}/decision`, { decision: 'approve', version }),
      two.post(`/v1/shop-applications/${id}/decision`, { decision: 'reject', note: 'no', version }),
    ])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
    assert.equal(answers.find(({ status }) => status === 409)?.body.code, 'changed_meanwhile')
    const { history, state } = (await owner.get(`/v1/shops/${id}/file`)).body
    assert.equal(history.length, 3)
    assert.equal(state, answers[0]?.status === 200 ? 'deposit_due' : 'rejected')
  }
  await world.verify()
})

test('a decision on a file that changed since it was read is refused', async () => {
  await using world = await testWorld()
  const [owner, reviewer] = await Promise.all([world.person(), world.operator('reviewer')])
  const { id, version } = await submittedShop(owner)
  assert.equal((await owner.patch(`/v1/shops/${id}/file`, { about: '换了介绍' })).status, 200)
  const late = await reviewer.post(`/v1/shop-applications/${id}/decision`, {
    decision: 'approve',
    version,
  })
  assert.deepEqual(
    [late.status, late.body.code, late.body.details.version],
    [409, 'changed_meanwhile', version + 1],
  )
})

test('who works for a shop decides nothing about it', async () => {
  await using world = await testWorld()
  const [owner, clerk, admin] = await Promise.all([
    world.person({ duties: ['admin'] }),
    world.operator('reviewer', 'admin'),
    world.operator('admin'),
  ])
  const { id } = await submittedShop(owner)
  await owner.put(`/v1/shops/${id}/staff`, { sign_in_name: clerk.sign_in_name, role: 'clerk' })
  const { version } = (await admin.get(`/v1/shop-applications/${id}`)).body
  for (const insider of [owner, clerk]) {
    const refused = await insider.post(`/v1/shop-applications/${id}/decision`, {
      decision: 'approve',
      version,
    })
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.details.why],
      [403, 'not_allowed', 'recusal'],
    )
  }
  assert.equal(
    (await admin.post(`/v1/shop-applications/${id}/decision`, { decision: 'approve', version }))
      .status,
    200,
  )
  await payDeposit(world, id, 100_000n)
  assert.equal(
    (await clerk.post(`/v1/shops/${id}/suspension`, { suspend: true, reason: 'x' })).status,
    403,
  )
  assert.equal(
    (await admin.post(`/v1/shops/${id}/suspension`, { suspend: true, reason: 'x' })).status,
    200,
  )
  await world.verify()
})

test('a review that is late escalates: one more day, first in the queue, told in the history', async () => {
  await using world = await testWorld()
  const [owner, later] = await Promise.all([world.person(), world.person()])
  const first = await submittedShop(owner)
  await world.pass(2 * DAY)
  const other = await submittedShop(later)
  await world.pass(DAY + HOUR)
  let reviewer = await world.operator('reviewer')
  const { body: file } = await reviewer.get(`/v1/shop-applications/${first.id}`)
  assert.deepEqual(
    [file.state, path(file.history).at(-1), file.history.at(-1).actor_kind],
    ['in_review', 'in_review: review_overdue', 'system'],
  )
  assert.ok(Date.parse(file.deadline_at) > world.now().getTime() + 22 * HOUR)
  assert.equal(file.version, first.version, 'the application itself did not change')
  await world.pass(2 * DAY)
  reviewer = await world.operator('reviewer')
  const newest = await submittedShop(await world.person())
  const queue = (await reviewer.get('/v1/shop-applications')).body
  assert.deepEqual(
    queue.data.map((one: any) => [one.id, one.escalations]),
    [
      [first.id, 2],
      [other.id, 1],
      [newest.id, 0],
    ],
  )
  const pages: string[] = []
  let after = ''
  for (let page = 0; page < 5; page++) {
    const { body } = await reviewer.get(`/v1/shop-applications?limit=1${after}`)
    pages.push(...body.data.map((one: any) => one.id))
    if (body.next === null) break
    after = `&after=${body.next}`
  }
  assert.deepEqual(pages, [first.id, other.id, newest.id])
  assert.deepEqual((await reviewer.get('/v1/shop-applications?state=draft')).body.data, [])
  for (const cursor of [
    'x',
    Buffer.from('["1","2026-02-31T00:00:00.000Z","x"]').toString('base64url'),
    Buffer.from(
      '["999999999999999999","0000-01-01T00:00:00.000Z","00000000-0000-0000-0000-000000000000"]',
    ).toString('base64url'),
  ])
    assert.equal((await reviewer.get(`/v1/shop-applications?after=${cursor}`)).status, 422, cursor)
  const huge = Buffer.from(
    '["-99999999999999999","2026-01-01T00:00:00.000Z","00000000-0000-0000-0000-000000000000"]',
  ).toString('base64url')
  assert.equal((await reviewer.get(`/v1/shop-applications?after=${huge}`)).status, 200)
  await world.verify()
})

test('an unpaid deposit sends the application back; money that comes late is kept in mind', async () => {
  await using world = await testWorld()
  const reviewer = await world.operator('reviewer')
  const owner = await world.person()
  const { id } = await approvedShop(owner, reviewer)
  await payDeposit(world, id, 40_000n)
  assert.deepEqual(
    await owner.get(`/v1/shops/${id}/file`).then(({ body }) => [body.state, body.deposit_paid]),
    ['deposit_due', 40_000],
  )
  await world.pass(13 * DAY)
  await owner.get('/v1/me')
  await world.pass(13 * DAY)
  await owner.get('/v1/me')
  await world.pass(5 * DAY)
  const { body: file } = await owner.get(`/v1/shops/${id}/file`)
  assert.deepEqual(
    [file.state, path(file.history).at(-1), file.findings[0].code],
    ['rejected', 'rejected: deposit_overdue', 'deposit_overdue'],
  )
  await payDeposit(world, id, 60_000n)
  assert.equal((await owner.get(`/v1/shops/${id}/file`)).body.state, 'rejected')
  const { version } = (await owner.post(`/v1/shops/${id}/submission`)).body
  const approved = await (await world.operator('reviewer')).post(
    `/v1/shop-applications/${id}/decision`,
    { decision: 'approve', version },
  )
  assert.deepEqual(
    [approved.body.state, path(approved.body.history).slice(-2)],
    ['open', ['deposit_due: approved', 'open: deposit_paid']],
  )
  assert.equal((await facts(world, 'shop.opened')).length, 1)
  await world.verify()
})

test('a deposit heard twice is counted once; one in another currency is no deposit', async () => {
  await using world = await testWorld()
  const [owner, reviewer] = await Promise.all([world.person(), world.operator('reviewer')])
  const { id } = await openShop(world, owner, reviewer)
  await world.settle()
  assert.equal((await owner.get(`/v1/shops/${id}/file`)).body.deposit_paid, 100_000)
  await payDeposit(world, id, 5_000n)
  assert.deepEqual(
    await owner.get(`/v1/shops/${id}/file`).then(({ body }) => [body.state, body.deposit_paid]),
    ['open', 105_000],
  )
  assert.equal((await facts(world, 'shop.opened')).length, 1)
})

test('what nobody touches for thirty days is closed and frees its name', async () => {
  await using world = await testWorld()
  const owner = await world.person()
  const { id } = await draftShop(owner, { name: '被遗忘的店' })
  const rival = await world.person()
  const taken = await rival.post('/v1/shops', applicationOf({ name: '被遗忘 的店' }))
  assert.equal(taken.body.code, 'shop_name_taken')
  const days = async (count: number) => {
    await world.pass(count * DAY)
    await owner.get('/v1/me')
  }
  await days(12)
  assert.equal((await owner.patch(`/v1/shops/${id}/file`, { about: '还在' })).status, 200)
  await days(13)
  await days(13)
  assert.equal((await owner.get(`/v1/shops/${id}/file`)).body.state, 'draft')
  await days(5)
  const { body: file } = await owner.get(`/v1/shops/${id}/file`)
  assert.deepEqual([file.state, path(file.history).at(-1)], ['closed', 'closed: abandoned'])
  for (const answer of [
    await owner.patch(`/v1/shops/${id}/file`, { about: 'x' }),
    await owner.post(`/v1/shops/${id}/submission`),
  ])
    assert.equal(answer.body.code, 'wrong_state')
  const next = await world.person()
  assert.equal((await next.post('/v1/shops', applicationOf({ name: '被遗忘的店' }))).status, 201)
  await world.verify()
})

test('suspension takes a shop off sale, lapses by itself, and is confirmed or lifted by an administrator', async () => {
  await using world = await testWorld()
  const [owner, reviewer] = await Promise.all([world.person(), world.operator('reviewer')])
  let admin = await world.operator('admin')
  const { id } = await openShop(world, owner, reviewer)
  const suspend = (suspending: boolean, reason = '假货投诉') =>
    admin.post(`/v1/shops/${id}/suspension`, { suspend: suspending, reason })
  assert.equal((await suspend(false)).body.code, 'shop_not_open')
  const suspended = await suspend(true)
  assert.deepEqual(
    [suspended.body.state, path(suspended.body.history).at(-1)],
    ['suspended', 'suspended: 假货投诉'],
  )
  assert.equal((await world.stranger.get(`/v1/shops/${id}`)).body.is_open, false)
  assert.equal(await isShopOpen(world.db, uuidOf(id)), false)
  assert.deepEqual((await shopNames(world.db, [uuidOf(id)])).get(uuidOf(id)), {
    name: suspended.body.name,
    is_self_operated: false,
    is_open: false,
  })
  await world.pass(6 * DAY)
  admin = await world.operator('admin')
  const confirmed = await suspend(true, '仍在调查')
  assert.ok(Date.parse(confirmed.body.deadline_at) >= world.now().getTime() + 6 * DAY)
  assert.equal((await facts(world, 'shop.suspended')).length, 1)
  await world.pass(6 * DAY)
  assert.equal((await owner.get(`/v1/shops/${id}/file`)).body.state, 'suspended')
  await world.pass(1 * DAY + HOUR)
  const { body: file } = await owner.get(`/v1/shops/${id}/file`)
  assert.deepEqual([file.state, path(file.history).at(-1)], ['open', 'open: suspension_lapsed'])
  admin = await world.operator('admin')
  await suspend(true)
  assert.equal((await suspend(false, '查无实据')).body.state, 'open')
  assert.equal((await facts(world, 'shop.opened')).length, 3)
  const draft = await draftShop(owner)
  assert.equal(
    (await admin.post(`/v1/shops/${draft.id}/suspension`, { suspend: true, reason: 'x' })).body
      .code,
    'shop_not_open',
  )
  await world.verify()
})

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

test('while a review runs the file stands still but for words and addresses; what was reviewed stays as reviewed', async () => {
  await using world = await testWorld()
  const [owner, reviewer] = await Promise.all([world.person(), world.operator('reviewer')])
  const { id } = await submittedShop(owner)
  for (const body of [
    { name: '别的名字' },
    { kind: 'individual' },
    { legal_name: 'x' },
    { licence_number: 'x' },
  ])
    assert.equal((await owner.patch(`/v1/shops/${id}/file`, body)).body.code, 'wrong_state')
  assert.equal(
    (
      await owner.upload(
        `/v1/shops/${id}/documents`,
        { name: 'a.pdf', type: 'application/pdf', bytes: PDF },
        { kind: 'other' },
      )
    ).body.code,
    'wrong_state',
  )
  const { body: file } = await owner.get(`/v1/shops/${id}/file`)
  assert.equal(
    (await owner.delete(`/v1/shops/${id}/documents/${file.documents[0].id}`)).body.code,
    'wrong_state',
  )
  assert.equal((await owner.post(`/v1/shops/${id}/submission`)).body.code, 'wrong_state')
  const { version } = (await reviewer.get(`/v1/shop-applications/${id}`)).body
  await reviewer.post(`/v1/shop-applications/${id}/decision`, { decision: 'approve', version })
  await payDeposit(world, id, 100_000n)
  assert.equal(
    (await owner.patch(`/v1/shops/${id}/file`, { name: '别的名字' })).body.code,
    'wrong_state',
  )
  const moved = await owner.patch(`/v1/shops/${id}/file`, {
    about: '搬家了',
    return_address: {
      recipient: '新仓',
      phone: '13900000001',
      province: '江苏省',
      city: '苏州市',
      district: '吴中区',
      street: '太湖路 2 号',
    },
  })
  assert.deepEqual(
    [moved.body.about, moved.body.return_address.city, moved.body.state],
    ['搬家了', '苏州市', 'open'],
  )
  await world.verify()
})

test('of applicants who take the same name at once, in whatever spelling, one gets it', async () => {
  await using world = await testWorld()
  const people = await Promise.all([1, 2, 3, 4].map(() => world.person()))
  const names = ['Tea Palace', 'TEA PALACE', 'Ｔｅａ　Ｐａｌａｃｅ', 'Tеa PaIace']
  const answers = await Promise.all(
    people.map((person, index) => person.post('/v1/shops', applicationOf({ name: names[index] }))),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409])
  assert.ok(answers.every(({ status, body }) => status === 201 || body.code === 'shop_name_taken'))
  const loser = people[answers.findIndex(({ status }) => status === 409)]
  const own = await loser?.post('/v1/shops', applicationOf())
  assert.equal(
    (await loser?.patch(`/v1/shops/${own?.body.id}/file`, { name: 'tea palace' }))?.body.code,
    'shop_name_taken',
  )
})

test('one person opens five shops, also when asking for all at once', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => sam.post('/v1/shops', applicationOf())),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).sort(),
    [201, 201, 201, 201, 201, 422, 422, 422],
  )
  assert.equal(answers.find(({ status }) => status === 422)?.body.code, 'too_many_shops')
  await world.verify()
})

test('staff: the owner gives and takes roles; managers keep the file, clerks read it, and who is off is off at once', async () => {
  await using world = await testWorld()
  const [owner, manager, clerk, other] = await Promise.all([
    world.person(),
    world.person(),
    world.person(),
    world.person(),
  ])
  const { id } = await draftShop(owner)
  const staff = `/v1/shops/${id}/staff`
  assert.equal(
    (await owner.put(staff, { sign_in_name: manager.sign_in_name, role: 'manager' })).status,
    204,
  )
  assert.equal(
    (await owner.put(staff, { sign_in_name: `+86 ${clerk.sign_in_name}`, role: 'manager' })).status,
    204,
  )
  assert.equal(
    (await owner.put(staff, { sign_in_name: clerk.sign_in_name, role: 'clerk' })).status,
    204,
  )
  const { body: list } = await clerk.get(staff)
  assert.deepEqual(
    list.data.map((one: any) => [one.account_id, one.role]),
    [
      [owner.id, 'owner'],
      [manager.id, 'manager'],
      [clerk.id, 'clerk'],
    ],
  )
  for (const inside of [manager, clerk]) {
    assert.equal(
      (await inside.put(staff, { sign_in_name: other.sign_in_name, role: 'clerk' })).body.code,
      'not_allowed',
    )
    assert.equal((await inside.delete(`${staff}/${owner.id}`)).body.code, 'not_allowed')
  }
  assert.equal((await manager.patch(`/v1/shops/${id}/file`, { about: '经理写的' })).status, 200)
  assert.equal(
    (await clerk.patch(`/v1/shops/${id}/file`, { about: '店员写的' })).body.code,
    'not_allowed',
  )
  assert.equal((await clerk.post(`/v1/shops/${id}/submission`)).body.code, 'not_allowed')
  assert.equal((await clerk.get(`/v1/shops/${id}/file`)).status, 200)
  assert.equal((await owner.delete(`${staff}/${owner.id}`)).body.code, 'wrong_state')
  assert.equal(
    (await owner.put(staff, { sign_in_name: owner.sign_in_name, role: 'clerk' })).body.code,
    'wrong_state',
  )
  assert.equal((await owner.put(staff, { sign_in_name: '13899999999', role: 'clerk' })).status, 404)
  assert.equal(
    (await owner.put(staff, { sign_in_name: 'nobody at all', role: 'clerk' })).body.code,
    'bad_sign_in_name',
  )
  assert.equal(
    (await owner.put(staff, { sign_in_name: clerk.sign_in_name, role: 'owner' })).status,
    422,
  )
  assert.equal((await owner.delete(`${staff}/${clerk.id}`)).status, 204)
  assert.equal((await owner.delete(`${staff}/${clerk.id}`)).status, 404)
  assert.equal((await clerk.get(`/v1/shops/${id}/file`)).status, 404)
  const changes = await rows<{ role: string | null }>(
    world.db,
  )`select role from shop_staff_changes where account_id = ${uuidOf(clerk.id)} order by id`
  assert.deepEqual(
    changes.map(({ role }) => role),
    ['manager', 'clerk', null],
  )
  await world.verify()
})

test('another shop’s id answers like a missing one, and each door asks who comes', async () => {
  await using world = await testWorld()
  const [owner, other, finance] = await Promise.all([
    world.person(),
    world.person(),
    world.operator('finance'),
  ])
  const { id, documents } = await draftShop(owner)
  const missing = `shp_${'0'.repeat(26)}`
  const calls: [string, string, unknown?][] = [
    ['get', 'file'],
    ['patch', 'file', { about: 'x' }],
    ['post', 'submission'],
    ['get', 'staff'],
    ['put', 'staff', { sign_in_name: '13812345678', role: 'clerk' }],
    ['delete', `staff/${owner.id}`],
    ['get', `documents/${documents[0].id}`],
    ['delete', `documents/${documents[0].id}`],
  ]
  for (const [method, place, body] of calls) {
    const ask = async (who: any, shop: string) =>
      who[method](`/v1/shops/${shop}/${place}`, body).then((answer: any) => [
        answer.status,
        answer.body.code,
        answer.body.title,
      ])
    assert.deepEqual(await ask(other, id), await ask(other, missing), `${method} ${place}`)
    assert.equal((await ask(other, id))[0], 404, `${method} ${place}`)
    assert.equal((await ask(world.stranger, id))[0], 401, `${method} ${place}`)
  }
  for (const [who, status] of [
    [other, 403],
    [finance, 403],
    [world.stranger, 401],
  ] as const) {
    assert.equal((await who.get('/v1/shop-applications')).status, status)
    assert.equal((await who.get(`/v1/shop-applications/${id}`)).status, status)
    assert.equal(
      (await who.post(`/v1/shop-applications/${id}/decision`, { decision: 'approve', version: 1 }))
        .status,
      status,
    )
    assert.equal(
      (await who.post(`/v1/shops/${id}/suspension`, { suspend: true, reason: 'x' })).status,
      status,
    )
  }
  const reviewer = await world.operator('reviewer')
  assert.equal((await reviewer.get(`/v1/shop-applications/${missing}`)).status, 404)
  assert.equal(
    (
      await reviewer.post(`/v1/shop-applications/${missing}/decision`, {
        decision: 'approve',
        version: 1,
      })
    ).status,
    404,
  )
  assert.equal(
    (await reviewer.post(`/v1/shops/${id}/suspension`, { suspend: true, reason: 'x' })).status,
    403,
  )
})

test('applications that say nothing sensible are refused by field, and nothing is stored', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  for (const change of [
    { name: '' },
    { name: 'a' },
    { name: '🍵🍵🍵' },
    { name: 'x'.repeat(41) },
    { name: 'a\u0000b' },
    { name: 'ab\ud800' },
    { kind: 'temple' },
    { kind: ['enterprise'] },
    { legal_name: 7 },
    { contact_phone: 'call me' },
    { return_address: null },
    { return_address: { recipient: 'x' } },
    { state: 'open' },
    { is_self_operated: true },
    { deposit_required: 0 },
    { owner_id: sam.id },
  ]) {
    const refused = await sam.post('/v1/shops', applicationOf(change))
    assert.deepEqual(
      [refused.status, refused.body.code],
      [422, 'malformed'],
      JSON.stringify(change),
    )
  }
  assert.equal((await sam.post('/v1/shops', '{')).status, 400)
  assert.equal((await row<{ count: bigint }>(world.db)`select count(*) from shops`)?.count, 0n)
})

test('the public page counts what is on the shelf and what was sold', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const [one] = [await seedSku(world, shop), await seedSku(world, shop, { title: 'Other tea' })]
  await rows(world.db)`update products set sold_count = 7 where id = ${one?.product_id}`
  const { body } = await world.stranger.get(`/v1/shops/${shop.shown}`)
  assert.deepEqual([body.products_count, body.sold_count], [2, 7])
})
