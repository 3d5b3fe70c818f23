import assert from 'node:assert/strict'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { AnswerReader, UnreadableAnswer } from './answers.ts'
import { KEY, requestText, runLoad } from './index.ts'
import { Series } from './tally.ts'

const HOST = '127.0.0.1'
const listen = async (server: Server): Promise<AsyncDisposable & { port: number }> => {
  await new Promise<void>((done) => server.listen(0, HOST, done))
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((done) => server.close(() => done())),
  }
}
const buy = requestText({
  method: 'POST',
  path: '/buy',
  headers: { 'idempotency-key': KEY },
  body: { words: '芦荟', key: KEY },
})

test('counts what the server counted, by status and refusal, every request with a key of its own', async () => {
  const heard = { keys: new Set<string>(), bought: 0, refused: 0, sockets: new Set<unknown>() }
  const shop: RequestListener = async (request, response) => {
    heard.sockets.add(request.socket)
    let text = ''
    for await (const part of request.setEncoding('utf8')) text += part
    const { words, key }: { words: string; key: string } = JSON.parse(text)
    assert.equal(words, '芦荟')
    assert.equal(request.headers['idempotency-key'], key)
    heard.keys.add(key)
    if (heard.keys.size % 4 === 0) {
      heard.refused += 1
      // Without a length: chunked.
      response.writeHead(409, { 'content-type': 'application/problem+json' })
      response.write('{"status":409,"co')
      response.end('de":"out_of_stock"}')
      return
    }
    heard.bought += 1
    const body = JSON.stringify({ id: `chk_${key}`, payment: { id: 'pay_1' } })
    response.writeHead(201, { 'content-length': body.length }).end(body)
  }
  await using server = await listen(createHttp(shop))
  const figures = await runLoad({
    host: HOST,
    port: server.port,
    connections: 16,
    requests: [buy],
    count: 1_000,
    note: { status: 201, after: '"id":"' },
  })
  assert.equal(heard.keys.size, 1_000)
  assert.equal(heard.sockets.size, 16)
  assert.deepEqual(
    [figures.sent, figures.answered, figures.broken, figures.unknown.length, figures.unreadable],
    [1_000, 1_000, 0, 0, ''],
  )
  assert.deepEqual(
    Object.fromEntries(Object.entries(figures.kinds).map(([kind, { count }]) => [kind, count])),
    { '201': heard.bought, '409 out_of_stock': heard.refused },
  )
  assert.equal(figures.acknowledged.length, heard.bought)
  for (const { key, id } of figures.acknowledged) {
    assert.ok(heard.keys.has(key))
    assert.equal(id, `chk_${key}`)
  }
  assert.ok(figures.cpu_us_per_request > 0)
})

test('times each answer, stops when the time is over, and repeats under the same key when told to', async () => {
  const seen = new Map<string, number>()
  let during = 0
  let most_at_once = 0
  const slow: RequestListener = async (request, response) => {
    during += 1
    most_at_once = Math.max(most_at_once, during)
    const key = String(request.headers['idempotency-key'])
    const times = (seen.get(key) ?? 0) + 1
    seen.set(key, times)
    await pause(50)
    during -= 1
    if (times === 1 && seen.size % 3 === 0)
      response.writeHead(503).end(JSON.stringify({ code: 'queue_full' }))
    else response.writeHead(201).end('{}')
  }
  await using server = await listen(createHttp(slow))
  const figures = await runLoad({
    host: HOST,
    port: server.port,
    connections: 4,
    requests: [buy],
    seconds: 0.6,
    again: { codes: ['queue_full'], after_ms: 10 },
  })
  const bought = figures.kinds['201']!
  assert.equal(most_at_once, 4)
  // Upper bounds are only for what is wildly wrong: the machine may be busy.
  assert.ok(bought.p50_ms >= 49 && bought.p50_ms < 1_000, `p50 ${bought.p50_ms}`)
  // Who was sent away once waited for two answers.
  assert.ok(bought.max_ms >= 100, `max ${bought.max_ms}`)
  assert.ok(figures.last_ms >= 550 && figures.last_ms < 6_000, `last ${figures.last_ms}`)
  assert.ok(bought.in_time <= bought.count && bought.count - bought.in_time <= 4)
  assert.ok(Math.abs(bought.per_s - bought.in_time / 0.6) < 0.1)
  assert.equal(figures.resent, [...seen.values()].filter((times) => times === 2).length)
  assert.ok(figures.resent > 0)
})

test('goes ways of several steps in turn, each on one connection, and leaves them where a step is refused', async () => {
  const steps = new Map<string, string[]>()
  const shop: RequestListener = (request, response) => {
    const key = String(request.headers['idempotency-key'])
    const own = steps.get(key) ?? []
    steps.set(key, [...own, `${request.url}`])
    const refused = request.url === '/basket' && steps.size % 5 === 0
    response.writeHead(refused ? 409 : 200).end(refused ? '{"code":"basket_full"}' : '{}')
  }
  await using server = await listen(createHttp(shop))
  const step = (path: string) =>
    requestText({ method: 'GET', path, headers: { 'idempotency-key': KEY } })
  const figures = await runLoad({
    host: HOST,
    port: server.port,
    connections: 1,
    requests: [['/look', '/basket', '/buy'].map(step)],
    count: 50,
  })
  assert.equal(figures.sent, 50)
  assert.equal(figures.kinds.way?.count, 40)
  assert.equal(figures.kinds['409 basket_full']?.count, 10)
  assert.equal(figures.answered, 40 * 3 + 10 * 2)
  for (const own of steps.values())
    assert.deepEqual(own, ['/look', '/basket', '/buy'].slice(0, own.length))
})

test('says which requests have no answer when the server hangs up, and goes on', async () => {
  let count = 0
  const rude = createTcp((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => {
      count += 1
      if (count % 5 === 0) socket.destroy()
      else socket.write('HTTP/1.1 204 No Content\r\n\r\n')
    })
  })
  await using server = await listen(rude)
  const figures = await runLoad({
    host: HOST,
    port: server.port,
    connections: 2,
    requests: [buy],
    count: 20,
  })
  assert.equal(figures.sent, 20)
  assert.equal(figures.kinds['204']?.count, 16)
  assert.equal(figures.unknown.length, 4)
  assert.equal(new Set(figures.unknown).size, 4)
  assert.equal(figures.broken, 4)
})

test('reads answers however they are cut', () => {
  const stream = Buffer.from(
    'HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n' +
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx: y\r\n\r\nhello' +
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n' +
      'HTTP/1.1 304 Not Modified\r\netag: "1"\r\n\r\n' +
      'HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\n{}',
  )
  for (let size = 1; size <= stream.length; size++) {
    const heard: string[] = []
    const reader = new AnswerReader(
      () => true,
      (status, body) => heard.push(`${status} ${body}`),
    )
    for (let from = 0; from < stream.length; from += size)
      reader.take(stream.subarray(from, from + size))
    assert.deepEqual(heard, ['200 hello', '200 hello world', '304 ', '409 {}'], `cut at ${size}`)
  }
  const reader = new AnswerReader(
    () => true,
    () => assert.fail('that was no answer'),
  )
  assert.throws(() => reader.take(Buffer.from('SMTP nobody home\r\n\r\n')), UnreadableAnswer)
})

test('percentiles are those of the sorted list', () => {
  const series = new Series()
  for (let ms = 3_000; ms >= 1; ms--) series.add(ms, 5_000 - ms, ms > 1_000)
  const { count, in_time, per_s, p50_ms, p95_ms, p99_ms, max_ms, first_ms, last_ms } = series.sum(
    1_000,
    4,
  )
  assert.deepEqual(
    { count, in_time, per_s, p50_ms, p95_ms, p99_ms, max_ms, first_ms, last_ms },
    {
      count: 3_000,
      in_time: 2_000,
      per_s: 500,
      p50_ms: 1_500,
      p95_ms: 2_850,
      p99_ms: 2_970,
      max_ms: 3_000,
      first_ms: 1_000,
      last_ms: 3_999,
    },
  )
})
