import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../kernel/time.ts'
import { row } from '../../platform/db.ts'
import { uuidOf } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import { isShopOpen } from './shops.sql.ts'
import {
  applicationOf,
  approvedShop,
  draftShop,
  openShop,
  PDF,
  payDeposit,
  stepsOf,
  submittedShop,
  toldOf,
} from './shops.world.ts'

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
  assert.deepEqual(stepsOf(file.history), [
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
  assert.deepEqual(await toldOf(world, 'shop.opened'), [
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
    [file.state, stepsOf(file.history).at(-1), file.history.at(-1).actor_kind],
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
    [file.state, stepsOf(file.history).at(-1), file.findings[0].code],
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
    [approved.body.state, stepsOf(approved.body.history).slice(-2)],
    ['open', ['deposit_due: approved', 'open: deposit_paid']],
  )
  assert.equal((await toldOf(world, 'shop.opened')).length, 1)
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
  assert.equal((await toldOf(world, 'shop.opened')).length, 1)
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
  assert.deepEqual([file.state, stepsOf(file.history).at(-1)], ['closed', 'closed: abandoned'])
  for (const answer of [
    await owner.patch(`/v1/shops/${id}/file`, { about: 'x' }),
    await owner.post(`/v1/shops/${id}/submission`),
  ])
    assert.equal(answer.body.code, 'wrong_state')
  const next = await world.person()
  assert.equal((await next.post('/v1/shops', applicationOf({ name: '被遗忘的店' }))).status, 201)
  await world.verify()
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
