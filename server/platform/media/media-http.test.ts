import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import { feed, mediaWorld, until } from './media-world.ts'

const get = async (url: string | URL) => {
  const response = await fetch(url)
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString() }
}

const code = async (url: string) => JSON.parse((await get(url)).text).error.code

/** The segments of a playlist: address, length, wall clock, and the init segment in force. */
function parse(text: string) {
  const found: { uri: string; init: string; duration: number; at: number; fresh: boolean }[] = []
  let [init, duration, at, fresh] = ['', 0, 0, false]
  for (const line of text.split('\n')) {
    if (line.startsWith('#EXT-X-MAP')) init = /URI="(.+)"/.exec(line)?.[1] ?? ''
    if (line.startsWith('#EXTINF:')) duration = Number.parseFloat(line.slice(8))
    if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) at = Date.parse(line.slice(25))
    if (line === '#EXT-X-DISCONTINUITY') fresh = true
    if (line === '' || line.startsWith('#')) continue
    found.push({ uri: line, init, duration, at, fresh })
    fresh = false
  }
  return found
}

async function inspect(bytes: Buffer) {
  using input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
  const video = await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  assert.ok(video && audio)
  const pictures: { time: number; key: boolean }[] = []
  for await (const packet of new EncodedPacketSink(video).packets())
    pictures.push({ time: packet.timestamp, key: packet.type === 'key' })
  const sounds: number[] = []
  for await (const packet of new EncodedPacketSink(audio).packets()) sounds.push(packet.timestamp)
  const size = [await video.getCodedWidth(), await video.getCodedHeight()]
  return { size, rate: await audio.getSampleRate(), pictures, sounds }
}

test('live HLS grows; a reader of its own finds key frames, size, sound and continuous time', async () => {
  await using world = await mediaWorld()
  const publisher = await world.publish()
  const early = get(world.hls())
  await feed(publisher, 0, 3_100)
  assert.ok([200, 404].includes((await early).status))
  await until(async () => parse((await get(world.hls())).text).length === 3, 'three segments')
  await feed(publisher, 3_100, 6_100)
  await until(async () => parse((await get(world.hls())).text).length === 6, 'six segments')
  const list = await get(world.hls())
  assert.equal(list.headers.get('content-type'), 'application/vnd.apple.mpegurl')
  assert.equal(list.headers.get('access-control-allow-origin'), '*')
  assert.ok(!list.text.includes('#EXT-X-ENDLIST'))
  const segments = parse(list.text)
  assert.ok(segments.every(({ duration }) => duration === 1))
  const init = await get(new URL(segments[0]?.init ?? '', world.hls()))
  assert.equal(init.headers.get('content-type'), 'video/mp4')
  const bodies = await Promise.all(segments.map(({ uri }) => get(new URL(uri, world.hls()))))
  for (const body of bodies) {
    const { pictures } = await inspect(Buffer.concat([init.bytes, body.bytes]))
    assert.ok(pictures[0]?.key, 'a segment begins with a key frame')
    assert.equal(pictures.length, 30)
  }
  const whole = await inspect(Buffer.concat([init.bytes, ...bodies.map(({ bytes }) => bytes)]))
  assert.deepEqual(whole.size, [540, 960])
  assert.equal(whole.rate, 48_000)
  whole.pictures.forEach(({ time }, at) => {
    assert.ok(Math.abs(time - at / 30) < 0.002)
  })
  whole.sounds.forEach((time, at) => {
    if (at > 0)
      assert.ok(Math.abs(time - (whole.sounds[at - 1] as number) - 1_024 / 48_000) < 0.0001)
  })
})

test('the replay is there when the stream has ended, with the pause marked in wall time', async () => {
  await using world = await mediaWorld({ forked: true })
  const first = await world.publish()
  await feed(first, 0, 2_100)
  await until(() => world.changes().includes('publishing'), 'live')
  assert.equal(await code(world.replay()), 'stream_still_live')
  first.drop()
  await until(() => world.changes().at(-1) === 'interrupted', 'interrupted')
  await new Promise((resolve) => setTimeout(resolve, 700))
  const second = await world.publish()
  await feed(second, 0, 2_100)
  await until(() => world.changes().at(-1) === 'resumed', 'resumed')
  // Its goodbye comes after all it sent.
  await second.close()
  const asked = performance.now()
  await world.engine.end('tea')
  const list = await get(world.replay())
  assert.ok(performance.now() - asked < 2_000, 'in two seconds')
  assert.equal(list.status, 200)
  assert.match(list.text, /#EXT-X-PLAYLIST-TYPE:VOD[\s\S]*#EXT-X-ENDLIST/)
  const segments = parse(list.text)
  const length = segments.reduce((sum, { duration }) => sum + duration, 0)
  assert.ok(Math.abs(length - 4.2) < 0.2, `about 4.2 s are kept, not ${length}`)
  assert.ok(
    segments.every(({ fresh }) => !fresh),
    'the same codecs need no discontinuity',
  )
  const init = await get(new URL(segments[0]?.init ?? '', world.replay()))
  const bodies = await Promise.all(segments.map(({ uri }) => get(new URL(uri, world.replay()))))
  const whole = await inspect(Buffer.concat([init.bytes, ...bodies.map(({ bytes }) => bytes)]))
  assert.ok(whole.pictures.length >= 124)
  assert.match((await get(world.hls())).text, /#EXT-X-ENDLIST/)
  await world.engine.forget('tea')
  assert.equal(await code(world.replay()), 'no_replay')
})

test('only a good token for this very stream opens a door; the answers are stable codes', async () => {
  await using world = await mediaWorld()
  const publisher = await world.publish()
  await feed(publisher, 0, 2_000)
  await until(() => world.changes().includes('publishing'), 'live')
  const { http } = world
  const bad: [string, number, string][] = [
    [`${http}/live/tea.flv`, 401, 'token_missing'],
    [`${http}/live/tea.flv?token=abc`, 403, 'token_malformed'],
    [`${http}/live/tea.flv?token=${world.key()}`, 403, 'token_wrong'],
    [`${http}/hls/tea/index.m3u8?token=${world.token('other')}`, 403, 'token_for_another_stream'],
    [`${http}/hls/tea/0.m4s?token=${world.token('tea', 'sam', new Date(0))}`, 401, 'token_expired'],
    [`${http}/hls/tea/99.m4s?token=${world.token()}`, 404, 'not_found'],
    [`${http}/hls/none/index.m3u8?token=${world.token('none')}`, 404, 'stream_not_live'],
    [`${http}/replay/none/index.m3u8?token=${world.token('none')}`, 404, 'no_replay'],
    [`${http}/`, 404, 'not_found'],
    [`${http}/hls/tea/index.jsonl?token=${world.token()}`, 404, 'not_found'],
  ]
  for (const [url, status, expected] of bad) {
    assert.equal((await get(url)).status, status, url)
    assert.equal(await code(url), expected)
  }
  const posted = await fetch(world.hls(), { method: 'POST' })
  assert.equal(posted.status, 405)
  const options = await fetch(world.hls(), { method: 'OPTIONS' })
  assert.equal(options.status, 204)
  assert.match(options.headers.get('access-control-allow-methods') ?? '', /GET/)
  for (const url of [world.flv(), world.hls()]) {
    const head = await fetch(url, { method: 'HEAD' })
    assert.equal(head.status, 200)
    assert.equal((await head.arrayBuffer()).byteLength, 0)
  }
})

test('no path leads out of the stream’s own files', async () => {
  await using world = await mediaWorld()
  const raw = (path: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(world.engine.http_port, '127.0.0.1', () =>
        socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
      )
      let text = ''
      socket.on('data', (data) => {
        text += data
      })
      socket.on('close', () => resolve(text))
    })
  const token = world.token()
  for (const path of [
    `/replay/../../etc/passwd?token=${token}`,
    `/replay/tea/../../../etc/passwd?token=${token}`,
    `/replay/tea/%2e%2e%2findex.jsonl?token=${token}`,
    `/replay/%2e%2e/index.m3u8?token=${token}`,
    `/replay/tea/init-0.mp4/../index.jsonl?token=${token}`,
    `//live/tea.flv?token=${token}`,
    `/live/tea\0.flv?token=${token}`,
  ])
    assert.match(await raw(path), /^HTTP\/1\.1 40[04]/, path)
})

test('a connection that carries FLV answers nothing else', async () => {
  await using world = await mediaWorld()
  const publisher = await world.publish()
  await feed(publisher, 0, 2_000)
  await until(() => world.changes().includes('publishing'), 'live')
  const { pathname, search } = new URL(world.flv())
  const ask = `GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\n\r\n`
  const socket = connect(world.engine.http_port, '127.0.0.1', () => socket.write(ask))
  socket.on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await new Promise((resolve) => socket.once('data', resolve))
  socket.resume()
  socket.write(ask.repeat(50))
  await closed
})
