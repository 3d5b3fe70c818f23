import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, DAY } from '../../kernel/time.ts'
import { row, rows } from '../../platform/db.ts'
import { seedRoom, seedShop, seedSku, uuidOf } from '../../test-seed.ts'
import { type Person, testWorld } from '../../test-world.ts'
import { buy } from '../orders/orders.world.ts'
import { termsFor, termsKey } from './index.ts'

test('an agency shares what its creator earns: by invitation, from acceptance on, until notice is over; lines keep what was agreed', async () => {
  await using world = await testWorld()
  const shop = await seedShop(world)
  const tea = await seedSku(world, shop, { commission_ppm: 200_000n })
  const lin = await world.person({ is_creator: true })
  const [star, moon, buyer] = [await world.person(), await world.person(), await world.person()]
  const room = await seedRoom(world, lin, [tea])
  const frozen = async () => {
    const made = await buy(world, buyer, [{ sku: tea, room }])
    const line = await row<{ agency_id: string | null; agency_ppm: bigint }>(
      world.db,
    )`select agency_id, agency_ppm from order_lines where order_id = ${made.id}`
    return [line?.agency_id, Number(line?.agency_ppm)]
  }
  const invite = (agency: Person, share_ppm: number, creator_id = lin.id) =>
    agency.post('/v1/me/agreements', { creator_id, share_ppm })
  const act = (who: Person, id: string, what: string) => who.post(`/v1/me/agreements/${id}/${what}`)

  assert.equal((await invite(star, 300_000)).body.code, 'not_an_agency')
  for (const [agency, name] of [
    [star, 'Star Media'],
    [moon, 'Moon Media'],
  ] as const)
    assert.equal((await agency.put('/v1/me/agency', { name })).body.name, name)
  assert.equal((await invite(star, 300_000, star.id)).body.code, 'own_agency')
  assert.equal((await invite(star, 300_000, buyer.id)).body.code, 'only_creators')
  assert.equal((await invite(star, 900_001)).status, 422)
  const [first, again] = await Promise.all([invite(star, 300_000), invite(star, 300_000)])
  const asked = first.status === 201 ? first : again
  assert.deepEqual([first.status, again.status].sort(), [201, 409])
  assert.deepEqual(await frozen(), [null, 0])
  assert.equal((await act(star, asked.body.id, 'acceptance')).status, 404)
  assert.equal((await act(moon, asked.body.id, 'acceptance')).status, 404)

  // Two acceptances at once, of two agencies: one binds.
  const rival = await invite(moon, 100_000)
  const answers = await Promise.all([
    act(lin, asked.body.id, 'acceptance'),
    act(lin, rival.body.id, 'acceptance'),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  const won = answers.find(({ status }) => status === 201) as (typeof answers)[0]
  const agency = won.body.id === asked.body.id ? star : moon
  const share = won.body.id === asked.body.id ? 300_000 : 100_000
  assert.equal(answers.find(({ status }) => status === 409)?.body.code, 'agency_bound')
  assert.deepEqual(await frozen(), [uuidOf(agency.id), share])

  const notice = await act(lin, won.body.id, 'notice')
  assert.equal(notice.body.state, 'ending')
  assert.equal((await act(agency, won.body.id, 'notice')).body.code, 'wrong_state')
  assert.deepEqual(await frozen(), [uuidOf(agency.id), share])
  // Notice is over at its instant, whoever swept.
  const pair = { product_id: tea.product_id, creator_id: uuidOf(lin.id) }
  const at = async (when: Date) =>
    (await termsFor(world.db, [pair], when)).get(termsKey(pair.product_id, pair.creator_id))
  const ends_at = new Date(notice.body.ends_at)
  assert.equal((await at(after(ends_at, -1)))?.agency_id, uuidOf(agency.id))
  assert.deepEqual(
    [
      (await at(ends_at))?.agency_id,
      (await at(ends_at))?.agency_ppm,
      (await at(ends_at))?.plan_kind,
    ],
    [null, 0n, 'open'],
  )
  await world.pass(30 * DAY)
  const states = await rows<{ state: string }>(
    world.db,
  )`select state from agency_agreements order by state`
  assert.deepEqual(
    states.map(({ state }) => state),
    ['ended', 'lapsed'],
  )
  const line = await row<{ agency_ppm: bigint }>(
    world.db,
  )`select agency_ppm from order_lines order by id desc limit 1`
  assert.equal(Number(line?.agency_ppm), share, 'what was frozen stays')
  await world.verify()
})
