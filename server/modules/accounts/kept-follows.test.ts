import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Db, row, rows } from '../../platform/db.ts'
import { makeLiveBus } from '../../platform/live-bus.ts'
import { seedVisitors, statementsOf } from '../../reads.world.ts'
import { testWorld } from '../../test-world.ts'
import { FOLLOWS, FOLLOWS_TOLD, keepFollows, type MovedFollow } from './kept-follows.ts'

/** What a reader of rooms reads along with them. */
const newsOf = async (db: Db, id: string, from: number | null) => {
  const found = await row<{ changes: bigint; moved: MovedFollow[] | null }>(db)`
    select coalesce(max(m.changes), 0) as changes, (select json_agg(json_build_array(c.follower_id, c.number,
        exists (select from follows as f where f.follower_id = c.follower_id and f.followed_id = c.followed_id)))
      from follow_changes as c where c.followed_id = ${id} and c.number > ${from}::bigint) as moved
    from follow_marks as m where m.account_id = ${id}`
  const changes = Number(found?.changes ?? 0)
  const is_told = from !== null && changes - from <= FOLLOWS_TOLD
  return { changes, moved: is_told ? (found?.moved ?? []) : undefined }
}

const follow = (db: Db, follower: string, followed: string) => rows(db)`
  insert into follows (follower_id, followed_id, at) values (${follower}, ${followed}, now()) on conflict do nothing`
const unfollow = (db: Db, follower: string, followed: string) => rows(db)`
  delete from follows where follower_id = ${follower} and followed_id = ${followed}`

test('every change is counted and numbered, also of many at once and of several at the same time', async () => {
  await using world = await testWorld()
  const { db } = world
  const ids = (await seedVisitors(world, 30)).map(({ id }) => id)
  const [host = '', other = ''] = ids
  await rows(db)`
    insert into follows (follower_id, followed_id, at)
    select one, host, now() from unnest(${ids.slice(2)}::uuid[]) as one cross join unnest(${[host, other]}::uuid[]) as host`
  await Promise.all(
    ids.slice(2).map((id, place) => (place % 2 ? unfollow(db, id, host) : follow(db, id, host))),
  )
  await rows(db)`delete from follows where followed_id = ${other}`
  const marks = await rows(db)`
    select account_id, followers, changes from follow_marks where account_id = any(${[host, other]}::uuid[]) order by account_id`
  assert.deepEqual(
    marks,
    [
      { account_id: host, followers: 14n, changes: 42n },
      { account_id: other, followers: 0n, changes: 56n },
    ].sort((a, b) => (a.account_id < b.account_id ? -1 : 1)),
  )
  const numbers = await rows<{ number: bigint }>(db)`
    select number from follow_changes where followed_id = ${host} order by number`
  assert.deepEqual(
    numbers.map(({ number }) => Number(number)),
    Array.from({ length: 42 }, (_, place) => place + 1),
  )
  await world.verify()
})

test('a crowd is asked about in a few statements, and after that only its changes are heard', async () => {
  await using world = await testWorld()
  const { db } = world
  const [host = '', ...crowd] = (await seedVisitors(world, 301)).map(({ id }) => id)
  const bus = makeLiveBus()
  const kept = keepFollows({ db, bus })
  const all = () => Promise.all(crowd.map((id) => kept.isFollowed(id, host)))
  await follow(db, crowd[0] as string, host)
  const { texts } = await statementsOf(async () => {
    const found = await all()
    assert.deepEqual([found[0], found.filter(Boolean).length], [true, 1])
  })
  assert.ok(texts.length <= 2, `${texts.length} statements`)
  assert.deepEqual((await statementsOf(all)).texts, [])
  await rows(db)`
    insert into follows (follower_id, followed_id, at) select one, ${host}, now() from unnest(${crowd.slice(0, 50)}::uuid[]) as one on conflict do nothing`
  await unfollow(db, crowd[0] as string, host)
  const from = kept.heardUpTo(host)
  kept.hear(host, await newsOf(db, host, from))
  const found = await all()
  assert.deepEqual([found[0], found.filter(Boolean).length], [false, 49])
  // Too much to be told one by one: everybody is asked about anew.
  kept.hear(host, { changes: 9_999, moved: undefined })
  assert.equal(kept.heardUpTo(host), null)
  assert.equal((await all()).filter(Boolean).length, 49)
})

test('whatever comes between a question and its answer, nobody is told less than they wrote', async () => {
  await using world = await testWorld()
  const { db } = world
  const [host = '', ...crowd] = (await seedVisitors(world, 9)).map(({ id }) => id)
  const bus = makeLiveBus()
  const kept = keepFollows({ db, bus })
  const isSo = async (id: string) =>
    (await row(db)`select from follows where follower_id = ${id} and followed_id = ${host}`) !==
    undefined
  let is_over = false
  const hearing = (async () => {
    while (!is_over) kept.hear(host, await newsOf(db, host, kept.heardUpTo(host)))
  })()
  const looking = Promise.all(
    crowd.map(async (id) => {
      while (!is_over) {
        await kept.isFollowed(id, host)
        await new Promise((done) => setImmediate(done))
      }
    }),
  )
  // Half of them write here, half elsewhere; each is alone with its own pair.
  await Promise.all(
    crowd.map(async (id, place) => {
      const is_here = place % 2 === 0
      for (let time = 0; time < 40; time++) {
        const wish = time % 2 === 0
        await (wish ? follow : unfollow)(db, id, host)
        if (!is_here) continue
        bus.send(FOLLOWS, { follower_id: id, followed_id: host })
        assert.equal(await kept.isFollowed(id, host), wish, `${place} at ${time}`)
      }
      if (!is_here && place % 4 === 1) await follow(db, id, host)
    }),
  )
  is_over = true
  await Promise.all([hearing, looking])
  kept.hear(host, await newsOf(db, host, kept.heardUpTo(host)))
  for (const id of crowd) assert.equal(await kept.isFollowed(id, host), await isSo(id))
})
