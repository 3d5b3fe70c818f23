import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import type { RoomEvent } from '../../../server/modules/live/live.protocol.ts'
import { chase } from './chase.ts'
import { joinRoom, type Line, pauseBefore, unseen } from './room-socket.ts'
import { type Room, roomAfter } from './room-state.ts'

type Fake = {
  address: string
  readyState: number
  sent: string[]
  send: (data: string) => void
  close: () => void
  onmessage?: (event: { data: string }) => void
  onclose?: (event: { code: number }) => void
}

/** A socket world one can speak for; timers are mocked by the test. */
function world() {
  const sockets: Fake[] = []
  const lines: Line[] = []
  const events: RoomEvent[] = []
  const times: [at: string, asked: boolean][] = []
  let resyncs = 0
  let tickets = 0
  const room = joinRoom(
    {
      ticket: async () => ({ ticket: `t${++tickets}`, socket_path: '/v1/rooms/room_1/socket' }),
      open: (address) => {
        const fake: Fake = {
          address,
          readyState: 1,
          sent: [],
          send: (data) => fake.sent.push(data),
          close: () => {},
        }
        sockets.push(fake)
        return fake as unknown as WebSocket
      },
      random: () => 0,
    },
    5,
    {
      onEvents: (fresh) => events.push(...fresh),
      onTime: (at, sent) => times.push([at, sent !== undefined]),
      onResync: () => resyncs++,
      onLine: (line) => lines.push(line),
    },
  )
  const last = () => sockets.at(-1) as Fake
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  return { room, sockets, lines, events, times, last, settle, resyncs: () => resyncs }
}
const hello = (seq: number, resync = false) =>
  JSON.stringify({ hello: { seq, t: '2026-03-01T00:00:00.000Z', resync, muted_until: null } })
const sold = (seq: number): RoomEvent => ({
  e: 'sold',
  seq,
  item_id: 'itm_1',
  sold_count: seq,
  buyer: '林**',
  quantity: 1,
})
const frame = (...ev: RoomEvent[]) => JSON.stringify({ t: '2026-03-01T00:00:00.000Z', ev })

test('goes on where it stopped: `since` is the last seen, what comes twice counts once', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  try {
    const { sockets, lines, events, last, settle, room } = world()
    await settle()
    assert.equal(last().address, '/v1/rooms/room_1/socket?ticket=t1&since=5')
    last().onmessage?.({ data: hello(5) })
    last().onmessage?.({ data: frame(sold(6), sold(7)) })
    last().onclose?.({ code: 1013 })
    assert.deepEqual(lines, ['connecting', 'open', 'reconnecting'])
    mock.timers.tick(250)
    await settle()
    assert.equal(sockets.length, 2)
    assert.equal(last().address, '/v1/rooms/room_1/socket?ticket=t2&since=7')
    last().onmessage?.({ data: hello(8) })
    last().onmessage?.({ data: frame(sold(7), sold(8)) })
    assert.deepEqual(
      events.map((event) => 'seq' in event && event.seq),
      [6, 7, 8],
    )
    room.close()
  } finally {
    mock.timers.reset()
  }
})

test('loads the room again when too much was missed, and gives up where it is not wanted', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  try {
    const { sockets, lines, last, settle, resyncs, room } = world()
    await settle()
    last().onmessage?.({ data: hello(90, true) })
    assert.equal(resyncs(), 1)
    last().onclose?.({ code: 4403 })
    mock.timers.tick(60_000)
    await settle()
    assert.equal(sockets.length, 1)
    assert.equal(lines.at(-1), 'lost')
    room.close()
  } finally {
    mock.timers.reset()
  }
})

test('the platform’s time comes with every frame, and by a round trip with hello and after each ping', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  try {
    const { times, last, settle, room } = world()
    await settle()
    last().onmessage?.({ data: hello(5) })
    assert.deepEqual(last().sent, ['{"do":"ping"}'])
    last().onmessage?.({ data: frame(sold(6)) })
    last().onmessage?.({ data: frame() })
    last().onmessage?.({ data: frame() })
    mock.timers.tick(25_000)
    last().onmessage?.({ data: frame() })
    assert.deepEqual(
      times.map(([, asked]) => asked),
      [true, false, true, false, true],
    )
    room.close()
  } finally {
    mock.timers.reset()
  }
})

test('likes are added up and sent once a second; a look at an item at once', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  try {
    const { last, settle, room } = world()
    await settle()
    last().onmessage?.({ data: hello(5) })
    last().sent.length = 0
    for (let tap = 0; tap < 7; tap++) room.like()
    assert.deepEqual(last().sent, [])
    mock.timers.tick(1_000)
    assert.deepEqual(last().sent, ['{"do":"like","count":7}'])
    mock.timers.tick(3_000)
    assert.equal(last().sent.length, 1)
    room.look('itm_1')
    assert.equal(last().sent[1], '{"do":"click","item_id":"itm_1"}')
    room.close()
  } finally {
    mock.timers.reset()
  }
})

test('pauses grow, stay within ten seconds and are half chance', () => {
  assert.deepEqual(
    [0, 1, 2, 10].map((tries) => pauseBefore(tries, 0)),
    [250, 500, 1_000, 5_000],
  )
  assert.deepEqual(
    [0, 10].map((tries) => pauseBefore(tries, 1)),
    [500, 10_000],
  )
})

test('lossy events always count, critical ones only when new', () => {
  const crowd: RoomEvent = { e: 'crowd', viewers: 3, likes: 4 }
  assert.deepEqual(unseen({ t: '', seq: 4, ev: [sold(4), crowd] }, 4), {
    events: [crowd],
    since: 4,
  })
  assert.equal(unseen({ t: '', seq: 9, ev: [crowd] }, 4).since, 9)
})

test('a live picture hurries when behind, to the target, and jumps when far behind', () => {
  assert.deepEqual(chase(0.9, false), { rate: 1 })
  assert.deepEqual(chase(1.1, false), { rate: 1.15 })
  assert.deepEqual(chase(0.8, true), { rate: 1.15 })
  assert.deepEqual(chase(0.6, true), { rate: 1 })
  assert.deepEqual(chase(9, true), { rate: 1, jump_to: 0.6 })
})

test('the room after events: pins one item, sorts, keeps the host’s verdicts, counts stock', () => {
  const item = (id: string, position: number) => ({
    id,
    position,
    is_explaining: false,
    explain_count: 0,
    sold_count: 0,
    product: { id: `prd_${id}`, stock: 9 },
    skus: [{ id: `sku_${id}`, stock: 9 }],
    flash: null,
    verdict: { effect: 'allow' },
  })
  const start = {
    state: 'live',
    items: [item('a', 1), item('b', 2)],
    chat: [],
    likes: 5,
  } as unknown as Room
  const after = (
    [
      { e: 'explaining', seq: 1, item_id: 'b', offset_ms: 10 },
      { e: 'order', seq: 2, item_ids: ['b', 'a'] },
      { e: 'stock', seq: 3, product_id: 'prd_a', stock: 1, skus: [{ id: 'sku_a', stock: 1 }] },
      {
        e: 'item',
        seq: 4,
        item: { ...item('a', 1), verdict: undefined, product: { id: 'prd_a', stock: 1 } },
      },
      { e: 'crowd', viewers: 7, likes: 3 },
    ] as RoomEvent[]
  ).reduce(roomAfter, start)
  assert.deepEqual(
    after.items.map(({ id, is_explaining, position }) => [id, is_explaining, position]),
    [
      ['b', true, 0],
      ['a', false, 1],
    ],
  )
  assert.deepEqual(after.items[1]?.verdict, { effect: 'allow' })
  assert.equal(after.items[1]?.product.stock, 1)
  assert.deepEqual([after.viewers, after.likes], [7, 5])
})
