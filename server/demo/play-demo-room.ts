import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { App } from '../app.ts'
import type { MediaEngine } from '../platform/media/media.ts'
import { browserOf } from './browser.ts'
import { DEMO_PASSWORD } from './people.ts'

const CLIP = join(import.meta.dirname, '../../assets/demo-live.mp4')
const PUBLISHER = join(import.meta.dirname, 'publisher.ts')
const CART = [
  '蝴蝶兰',
  '仙人掌',
  '芦荟',
  '小叶赤楠',
  '园艺铲',
  '白橡木矮凳',
  '编织吊灯',
  '拍立得',
  '轻量缓震跑鞋',
  '机械键盘',
]

/**
 * Keeps a room of the demo's host on air: a bundled clip goes over RTMP through the same ingest as any encoder,
 * from a process of its own. Returns how to stop it.
 */
export async function playDemoRoom(app: App, media: MediaEngine): Promise<() => Promise<void>> {
  const host = await browserOf(app, 'creator@demo.example', DEMO_PASSWORD)
  const mine = (await host.call('GET', '/v1/me/rooms?limit=20')).data
  let room = mine.find((one: { state: string }) => one.state === 'live' || one.state === 'paused')
  if (!room) {
    const desk = await host.call('POST', '/v1/rooms', { title: '阳台花园专场 · 新到蝴蝶兰' })
    room = desk.room
    for (const word of CART) {
      const found = (await host.call('GET', `/v1/products?q=${encodeURIComponent(word)}&limit=1`))
        .data[0]
      if (found)
        await host
          .call('POST', `/v1/rooms/${room.id}/items`, { product_id: found.id })
          .catch((error: unknown) =>
            app.context.log.warn({ err: error }, 'a demo item stays out of the cart'),
          )
    }
  }
  const { stream_key } = await host.call('POST', `/v1/rooms/${room.id}/push-key`)
  let child: ChildProcess | undefined
  let stopped = false
  const publish = () => {
    if (stopped) return
    child = fork(PUBLISHER, [], {
      env: {
        ...process.env,
        PUBLISH_URL: `rtmp://127.0.0.1:${media.rtmp_port}/live`,
        PUBLISH_KEY: stream_key,
        PUBLISH_FILE: CLIP,
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.once('exit', () => setTimeout(publish, 2_000).unref())
  }
  publish()
  if (room.state === 'preview') await host.call('POST', `/v1/rooms/${room.id}/start`)
  else if (room.state === 'paused') await host.call('POST', `/v1/rooms/${room.id}/resume`)
  const { items } = await host.call('GET', `/v1/rooms/${room.id}`)
  if (items[0] && !items.some((item: { is_explaining: boolean }) => item.is_explaining))
    await host.call('PUT', `/v1/rooms/${room.id}/explaining`, { item_id: items[0].id })
  const given = (await host.call('GET', '/v1/me/red-packets')).data
  if (!given.some((one: { state: string }) => one.state === 'ongoing'))
    await host
      .call('POST', `/v1/rooms/${room.id}/red-packets`, {
        title: '阿青请你喝茶',
        amount: 300,
        count: 100,
        threshold: 5_900,
        minutes: 240,
      })
      .catch((error: unknown) => app.context.log.warn({ err: error }, 'no red packet in the demo'))
  return async () => {
    stopped = true
    child?.kill('SIGTERM')
  }
}
