import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, SECOND } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { testWorld } from '../../test-world.ts'
import { history } from './history.fixture.ts'
import { decide, type LinkRule } from './link-rule.ts'
import { currentRules, findRules } from './policies.sql.ts'

const later = (at: Date, ms: number) => new Date(at.getTime() + ms).toISOString()
const wish = (more: Record<string, unknown>) => ({
  source: 'taobao_alliance',
  sub_source: null,
  category: null,
  placement: 'live_cart',
  effect: 'block',
  reason: 'The agreement ends',
  ...more,
})
const ASK = '/v1/link-policy/verdict?source=taobao_alliance&placement=live_cart'

test('the history in the database is the history the vectors were run against', async () => {
  await using world = await testWorld()
  const byId = (rules: readonly LinkRule[]) => rules.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const found = (
    await Promise.all(
      ['douyin', 'kuaishou', 'xiaohongshu'].map((platform) => findRules(world.db, platform)),
    )
  ).flat()
  assert.deepEqual(byId(found), byId(history))
  await world.verify()
})

test('this installation begins with its contracted platforms allowed and strangers blocked', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  for (const source of ['taobao_alliance', 'jd_alliance', 'pdd', 'youzan', 'mokuai'])
    for (const placement of [
      'live_cart',
      'short_video_cart',
      'merchant_detail_page',
      'showcase',
      'note',
      'ad',
    ])
      assert.deepEqual(
        await sam
          .get(`/v1/link-policy/verdict?source=${source}&placement=${placement}`)
          .then(({ body }) => [body.effect, body.rule_id]),
        ['allow', 'SELF-00'],
      )
  const stranger = await sam.get('/v1/link-policy/verdict?source=unheard_of&placement=live_cart')
  assert.deepEqual(
    [stranger.body.effect, stranger.body.rule_id, stranger.body.next_change_at],
    ['block', null, null],
  )
  assert.match(stranger.body.reason, /never contracted/)
  assert.equal(
    (await sam.get('/v1/link-policy/verdict?source=own&placement=ad')).body.effect,
    'allow',
  )
})

test('an announced rule warns ahead, takes effect at its instant without a restart, and stays until then', async () => {
  await using world = await testWorld()
  const [admin, sam] = await Promise.all([world.operator('admin'), world.person()])
  assert.equal((await sam.get(ASK)).body.effect, 'allow')
  const effective_from = later(world.now(), 7 * DAY)
  const made = await admin.post('/v1/link-policy/rules', wish({ id: 'CUT-1', effective_from }))
  assert.equal(made.status, 201)
  assert.deepEqual(
    [made.body.platform, made.body.effective_from, made.body.effective_to, made.body.among],
    ['self', effective_from, null, null],
  )
  assert.ok(Math.abs(Date.parse(made.body.announced_at) - world.now().getTime()) < 5_000)
  const before = (await sam.get(ASK)).body
  assert.deepEqual(
    [before.effect, before.next_change_at, before.next_effect],
    ['allow', effective_from, 'block'],
  )
  assert.equal((await sam.get(`${ASK}&at=${effective_from}`)).body.rule_id, 'CUT-1')
  await world.pass(7 * DAY + SECOND)
  const since = (await sam.get(ASK)).body
  assert.deepEqual(
    [since.effect, since.rule_id, since.reason],
    ['block', 'CUT-1', 'The agreement ends'],
  )
  const told = await rows<{ key: string; payload: unknown }>(
    world.db,
  )`select key, payload from outbox where type = 'link_rule.announced'`
  assert.deepEqual(told, [{ key: 'self', payload: { rule_id: 'CUT-1', effective_from } }])
  await world.verify()
})

test('a rule may start at once; a form that was open for a minute means now, anything older is refused', async () => {
  await using world = await testWorld()
  const [admin, sam] = await Promise.all([world.operator('admin'), world.person()])
  const old = await admin.post(
    '/v1/link-policy/rules',
    wish({ effective_from: later(world.now(), -61 * SECOND) }),
  )
  assert.deepEqual([old.status, old.body.code], [422, 'rule_in_the_past'])
  assert.equal((await sam.get(ASK)).body.effect, 'allow')
  const made = await admin.post(
    '/v1/link-policy/rules',
    wish({ effective_from: later(world.now(), -30 * SECOND) }),
  )
  assert.equal(made.status, 201)
  assert.match(made.body.id, /^R-\d{4}-\d\d-\d\d-[0-9A-F]{8}$/)
  assert.equal(made.body.effective_from, made.body.announced_at)
  assert.equal((await sam.get(ASK)).body.rule_id, made.body.id)
  const past = later(new Date(made.body.effective_from), -1)
  assert.equal((await sam.get(`${ASK}&at=${past}`)).body.effect, 'allow')
  await world.verify()
})

test('another process learns of a rule within a second', async () => {
  await using world = await testWorld()
  const before = await currentRules(world.db)
  assert.equal(await currentRules(world.db), before)
  assert.equal(await world.db.transaction().execute((tx) => currentRules(tx as never)), before)
  await rows(world.db)`
    insert into link_rules (id, platform, source, placement, effect, effective_from, announced_at, created_at)
    values ('ELSEWHERE', 'self', 'pdd', 'live_cart', 'block', ${world.now()}, ${world.now()}, ${world.now()})`
  await new Promise((done) => setTimeout(done, 1_020))
  assert.equal(
    decide(await currentRules(world.db), { source: 'pdd', placement: 'live_cart', at: world.now() })
      .rule_id,
    'ELSEWHERE',
  )
})

test('an announcement is taken back by a rule that supersedes it; rows of rules are never changed', async () => {
  await using world = await testWorld()
  const [admin, sam] = await Promise.all([world.operator('admin'), world.person()])
  await admin.post(
    '/v1/link-policy/rules',
    wish({ id: 'CUT-1', effective_from: later(world.now(), DAY) }),
  )
  const back = await admin.post(
    '/v1/link-policy/rules',
    wish({
      id: 'KEEP-1',
      effect: 'allow',
      effective_from: later(world.now(), HOUR),
      supersedes: 'CUT-1',
    }),
  )
  assert.deepEqual([back.status, back.body.supersedes], [201, 'CUT-1'])
  assert.equal((await sam.get(ASK)).body.next_change_at, null)
  for (const id of ['DY-04', 'NO-SUCH'])
    assert.equal(
      (
        await admin.post(
          '/v1/link-policy/rules',
          wish({ effective_from: later(world.now(), HOUR), supersedes: id }),
        )
      ).status,
      422,
    )
  await world.pass(2 * DAY)
  assert.deepEqual(await sam.get(ASK).then(({ body }) => [body.effect, body.rule_id]), [
    'allow',
    'KEEP-1',
  ])
  await assert.rejects(
    rows(world.db)`update link_rules set effect = 'allow' where id = 'CUT-1'`,
    /append-only/,
  )
  await assert.rejects(rows(world.db)`delete from link_rules where id = 'CUT-1'`, /append-only/)
})

test('opening a placement to third parties opens it to partners, not to strangers; closing closes it to all', async () => {
  await using world = await testWorld()
  const [admin, sam] = await Promise.all([world.operator('admin'), world.person()])
  const effective_from = world.now().toISOString()
  const open = await admin.post(
    '/v1/link-policy/rules',
    wish({ source: null, effect: 'allow_with_fee', fee_ppm: 200_000, effective_from }),
  )
  assert.deepEqual(open.body.among, ['jd_alliance', 'mokuai', 'pdd', 'taobao_alliance', 'youzan'])
  const ask = (source: string) =>
    sam
      .get(`/v1/link-policy/verdict?source=${source}&placement=live_cart`)
      .then(({ body }) => [body.effect, body.fee_ppm])
  assert.deepEqual(
    [await ask('pdd'), await ask('unheard_of'), await ask('own')],
    [
      ['allow_with_fee', 200_000],
      ['block', 0],
      ['allow', 0],
    ],
  )
  const close = await admin.post(
    '/v1/link-policy/rules',
    wish({ source: null, effective_from: world.now().toISOString() }),
  )
  assert.deepEqual(
    [close.body.among, await ask('pdd'), await ask('own')],
    [null, ['block', 0], ['allow', 0]],
  )
})

test('of two operators who take the same name at once, one is refused', async () => {
  await using world = await testWorld()
  const [one, two] = await Promise.all([world.operator('admin'), world.operator('admin')])
  const body = wish({ id: 'CUT-1', effective_from: later(world.now(), HOUR) })
  const answers = await Promise.all(
    [one, two].map((admin) => admin.post('/v1/link-policy/rules', body)),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  assert.equal(answers.find(({ status }) => status === 409)?.body.code, 'rule_exists')
  assert.equal(
    (
      await row<{ count: bigint }>(
        world.db,
      )`select count(*) from outbox where type = 'link_rule.announced'`
    )?.count,
    1n,
  )
})

test('only administrators announce, only operators see the matrix, strangers ask nothing', async () => {
  await using world = await testWorld()
  const [reviewer, sam] = await Promise.all([world.operator('reviewer'), world.person()])
  const body = wish({ effective_from: later(world.now(), HOUR) })
  assert.deepEqual(
    [
      await reviewer.post('/v1/link-policy/rules', body),
      await sam.post('/v1/link-policy/rules', body),
      await world.stranger.post('/v1/link-policy/rules', body),
    ].map(({ status }) => status),
    [403, 403, 401],
  )
  for (const path of ['/v1/link-policy/matrix', '/v1/link-policy/rules'])
    assert.deepEqual(
      [await reviewer.get(path), await sam.get(path), await world.stranger.get(path)].map(
        ({ status }) => status,
      ),
      [200, 403, 401],
    )
  assert.equal((await world.stranger.get(ASK)).status, 401)
})

test('rules that say nothing sensible are refused by field, and nothing is stored', async () => {
  await using world = await testWorld()
  const admin = await world.operator('admin')
  const effective_from = later(world.now(), HOUR)
  const bad: [Record<string, unknown>, string][] = [
    [{ source: 'own' }, '/source'],
    [{ source: null, sub_source: 'tmall' }, '/sub_source'],
    [{ fee_ppm: 1 }, '/fee_ppm'],
    [{ fee_ppm: 1_000_001, effect: 'allow_with_fee' }, '/fee_ppm'],
    [{ fee_ppm: '50000' }, '/fee_ppm'],
    [{ effective_to: effective_from }, '/effective_to'],
    [{ effective_from: '2026-03-01' }, '/effective_from'],
    [{ effective_from: '2026-12-31T23:59:60Z' }, '/effective_from'],
    [{ effective_from: 1_700_000_000 }, '/effective_from'],
    [{ effect: 'maybe' }, '/effect'],
    [{ placement: 'billboard' }, '/placement'],
    [{ source: 'Taobao' }, '/source'],
    [{ reason: '   ' }, '/reason'],
    [{ reason: 'a\u0000b' }, '/reason'],
    [{ id: 'DROP TABLE' }, '/id'],
    [{ among: ['pdd'] }, '/among'],
    [{ source: null, among: ['own'] }, '/among'],
    [{ platform: 'douyin' }, '/platform'],
    [{ announced_at: effective_from }, '/announced_at'],
  ]
  for (const [change, path] of bad) {
    const refused = await admin.post('/v1/link-policy/rules', wish({ effective_from, ...change }))
    assert.deepEqual(
      [refused.status, refused.body.code],
      [422, 'malformed'],
      JSON.stringify(change),
    )
    assert.ok(
      refused.body.details.errors.some((error: { path: string }) => error.path === path),
      `${JSON.stringify(change)}: ${refused.text}`,
    )
  }
  for (const query of [
    'source=own',
    'placement=ad',
    'source=own&placement=x',
    'source=own&placement=ad&at=yesterday',
    'source=a%27b&placement=ad',
    'source=own&placement=ad&x=1',
  ])
    assert.equal((await admin.get(`/v1/link-policy/verdict?${query}`)).status, 422, query)
  assert.equal(
    (
      await row<{ count: bigint }>(
        world.db,
      )`select count(*) from link_rules where platform = 'self'`
    )?.count,
    1n,
  )
})

test('the matrix shows a platform at any day: every source and sub-source, every placement, each cell with its rule', async () => {
  await using world = await testWorld()
  const operator = await world.operator('reviewer')
  const at = '2022-11-05T00:00:00.000Z'
  const { body } = await operator.get(`/v1/link-policy/matrix?platform=kuaishou&at=${at}`)
  assert.equal(body.at, at)
  assert.deepEqual(
    body.rows.map((one: any) => [one.source, one.sub_source].filter(Boolean).join('/')),
    [
      'own',
      'jd_alliance',
      'jd_alliance/jd_self',
      'mokuai',
      'pdd',
      'taobao_alliance',
      'taobao_alliance/tmall',
      'youzan',
    ],
  )
  const cell = (source: string, sub: string | null, placement: string) =>
    body.rows.find((one: any) => one.source === source && one.sub_source === sub).cells[
      body.placements.indexOf(placement)
    ]
  assert.deepEqual(
    [
      cell('taobao_alliance', null, 'live_cart').rule_id,
      cell('taobao_alliance', null, 'live_cart').effect,
    ],
    ['KS-02-live', 'block'],
  )
  assert.equal(
    cell('taobao_alliance', 'tmall', 'live_cart').next_change_at,
    '2022-12-31T16:00:00.000Z',
  )
  assert.equal(cell('jd_alliance', 'jd_self', 'live_cart').rule_id, 'KS-05')
  assert.equal(cell('taobao_alliance', null, 'ad').effect, 'allow')
  assert.ok(body.rows.every((one: any) => one.cells.length === body.placements.length))
  assert.ok(body.changes_at.includes('2022-02-28T16:00:00.000Z'))
  assert.deepEqual(body.changes_at, body.changes_at.toSorted())
  assert.ok(!body.changes_at.includes('1970-01-01T00:00:00.000Z'))
  const own = await operator.get('/v1/link-policy/matrix')
  assert.deepEqual([own.body.platform, own.body.changes_at, own.body.rows.length], ['self', [], 6])
  assert.equal((await operator.get('/v1/link-policy/rules?platform=douyin')).body.data.length, 7)
  assert.deepEqual((await operator.get('/v1/link-policy/rules?platform=unheard_of')).body.data, [])
})
