import assert from 'node:assert/strict'
import { test } from 'node:test'
import { id } from '../../../mock/mock-world.ts'
import { studioRoutes } from '../../../mock/studio-routes.ts'
import { type Desk, deskAfter, deskWith, isQuestion, movedTo, presentFlash } from './desk-state.ts'

const desk = (): Desk =>
  studioRoutes['GET /v1/rooms/:room_id/desk']!({
    params: { room_id: id('room', 1) },
  } as never) as Desk

test('a wish lies over the desk until it is answered', () => {
  const shown = deskWith(desk(), { explaining: id('itm', 2), order: [id('itm', 3), id('itm', 1)] })
  assert.deepEqual(
    shown.room.items.slice(0, 2).map((item) => item.id),
    [id('itm', 3), id('itm', 1)],
  )
  assert.deepEqual(
    shown.room.items.filter((item) => item.is_explaining).map((item) => item.id),
    [id('itm', 2)],
  )
})

test('what the policy hides stays in sight, what is removed goes', () => {
  const gone = { e: 'item_gone', seq: 11, item_id: id('itm', 1) } as const
  const hidden = deskAfter(desk(), { ...gone, why: 'hidden_by_policy', rule_id: 'R1' })
  assert.equal(hidden.room.items[0]?.state, 'hidden_by_policy')
  assert.equal(hidden.room.items[0]?.is_explaining, false)
  const removed = deskAfter(desk(), { ...gone, why: 'removed' })
  assert.equal(
    removed.room.items.some((item) => item.id === id('itm', 1)),
    false,
  )
})

test('the crowd moves the figures, its peak never falls', () => {
  const before = desk()
  const after = deskAfter(before, { e: 'crowd', viewers: 20_000, likes: 1 })
  assert.deepEqual(
    [after.figures.viewers, after.figures.viewers_peak, after.figures.likes],
    [20_000, 20_000, before.figures.likes],
  )
})

test('moving, asking, flashing', () => {
  assert.deepEqual(movedTo(['a', 'b', 'c'], 'c', 0), ['c', 'a', 'b'])
  assert.deepEqual(movedTo(['a', 'b', 'c'], 'a', 9), ['b', 'c', 'a'])
  assert.equal(isQuestion('01 号链接黄皮能用吗？'), true)
  assert.equal(isQuestion('主播试一下豆沙色可以吗'), true)
  assert.equal(isQuestion('声音很好听'), false)
  assert.equal(presentFlash(desk())?.item.id, id('itm', 1))
})
