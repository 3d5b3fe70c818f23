import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright-core'
import { DEMO_CLIP, mediaWorld, until } from './media-world.ts'
import { publishClip } from './publish-clip.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : 'there is no Chromium on this machine'
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --autoplay-policy=no-user-gesture-required'

const PAGE = `<!doctype html><title>play</title>
<script src="/mpegts.js"></script><script src="/hls.js"></script>
<video id="flv" muted autoplay></video><video id="hls" muted autoplay></video>
<script>
window.faults = []
window.playFlv = (url) => {
  const player = mpegts.createPlayer({ type: 'flv', isLive: true, url }, {
    enableStashBuffer: false, liveSync: true,
    liveSyncTargetLatency: 0.6, liveSyncMaxLatency: 1.0, liveSyncPlaybackRate: 1.15,
  })
  player.on(mpegts.Events.ERROR, (...all) => faults.push('flv ' + all.slice(0, 2).join(' ')))
  player.on(mpegts.Events.SCRIPTDATA_ARRIVED, (data) => { if (data.onClock) window.clock = data.onClock })
  player.attachMediaElement(document.querySelector('#flv'))
  player.load()
  player.play()
}
window.playHls = (url) => {
  window.segments?.destroy()
  const hls = window.segments = new Hls({ liveSyncDurationCount: 2 })
  hls.on(Hls.Events.ERROR, (_, data) => { if (data.fatal) faults.push('hls ' + data.details) })
  hls.loadSource(url)
  hls.attachMedia(document.querySelector('#hls'))
}
window.look = (id) => {
  const video = document.querySelector('#' + id)
  return { time: video.currentTime, width: video.videoWidth, height: video.videoHeight, duration: video.duration }
}
</script>`

let browser: Browser
const require = createRequire(import.meta.url)
const scripts: Record<string, string> = {
  '/mpegts.js': require.resolve('mpegts.js'),
  '/hls.js': require.resolve('hls.js/dist/hls.min.js'),
}
const pages = createServer(async (request, response) => {
  const file = scripts[request.url ?? '']
  response.setHeader('content-type', file ? 'text/javascript' : 'text/html')
  response.end(file ? await readFile(file) : PAGE)
})

before(async () => {
  if (skip) return
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS.split(' ') })
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
})

after(async () => {
  await browser?.close()
  pages.close()
})

type Look = { time: number; width: number; height: number; duration: number }
const look = (page: Page, id: 'flv' | 'hls') =>
  page.evaluate((which) => (globalThis as unknown as { look(id: string): Look }).look(which), id)

const start = (page: Page, what: 'playFlv' | 'playHls', url: string) =>
  page.evaluate(
    ([name, address]) =>
      (globalThis as unknown as Record<string, (url: string) => void>)[name]?.(address),
    [what, url] as const,
  )

async function passes(page: Page, id: 'flv' | 'hls', seconds: number): Promise<void> {
  await until(async () => (await look(page, id)).time > seconds, `${id} plays past ${seconds} s`)
}

test('mpegts.js and hls.js play, go on after the publisher returned, and play the replay', {
  skip,
}, async (t) => {
  await using world = await mediaWorld({ forked: true })
  const clip = () => {
    const stop = new AbortController()
    const { rtmp: url, key } = world
    const over = publishClip({ url, key: key(), file: DEMO_CLIP, loop: true, signal: stop.signal })
    // When an assertion fails the world closes first, and that must not hide the reason.
    over.catch(() => {})
    return async () => {
      stop.abort()
      await over
    }
  }
  const stop_first = clip()
  await until(() => world.changes().includes('publishing'), 'live')
  const page = await browser.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`)

  const asked = Date.now()
  await start(page, 'playFlv', world.flv())
  await until(async () => (await look(page, 'flv')).time > 0.05, 'the first FLV picture')
  t.diagnostic(`FLV: first picture moving ${Date.now() - asked} ms after the request`)
  await start(page, 'playHls', world.hls())
  await passes(page, 'flv', 2)
  await passes(page, 'hls', 1)
  const { width, height } = await look(page, 'flv')
  assert.deepEqual([width, height], [540, 960])
  assert.deepEqual([(await look(page, 'hls')).width, (await look(page, 'hls')).height], [540, 960])

  const first_ms = await page.evaluate(
    () => (globalThis as unknown as { clock: { first_ms: number } }).clock.first_ms,
  )
  const behind = async () =>
    (world.engine.offsetMs('tea') ?? 0) - first_ms - (await look(page, 'flv')).time * 1_000
  t.diagnostic(`FLV: ${Math.round(await behind())} ms behind the server’s clock`)
  assert.ok((await behind()) < 3_000)
  const hls_s = await page.evaluate(
    () => (globalThis as unknown as { segments: { latency: number } }).segments.latency,
  )
  t.diagnostic(`HLS: ${Math.round(hls_s * 1_000)} ms behind by the playlist’s clock`)

  await stop_first()
  await until(() => world.changes().at(-1) === 'interrupted', 'interrupted')
  await sleep(1_500)
  const paused = { flv: (await look(page, 'flv')).time, hls: (await look(page, 'hls')).time }
  const stop_second = clip()
  await until(() => world.changes().at(-1) === 'resumed', 'resumed')
  await passes(page, 'flv', paused.flv + 2.5)
  await passes(page, 'hls', paused.hls + 3.5)

  await stop_second()
  await world.engine.end('tea')
  await start(page, 'playHls', world.replay())
  await until(async () => (await look(page, 'hls')).duration < 60, 'the replay has a length')
  const before_replay = (await look(page, 'hls')).time
  await passes(page, 'hls', before_replay + 1)
  const faults = await page.evaluate(() => (globalThis as unknown as { faults: string[] }).faults)
  assert.deepEqual([...faults, ...problems], [])
})
