import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startMediaEngine } from './engine.ts'
import { type FlvTag, readFlv } from './flv-tags.ts'
import type { MediaEngine, MediaHandlers, MediaOptions, StreamEvent } from './media.ts'
import { startMediaHere } from './media-here.ts'
import { type Clip, readClip } from './publish-clip.ts'
import { MESSAGE } from './rtmp-chunks.ts'
import { publishRtmp, type RtmpPublisher } from './rtmp-client.ts'
import { mediaTokens } from './tokens.ts'

/** A small named world for tests: an engine on free ports, one stream *tea* and its keys. */
export async function mediaWorld(
  wish: Partial<MediaOptions> & {
    forked?: boolean
    authorizePublish?: MediaHandlers['authorizePublish']
    data_dir?: string
  } = {},
) {
  const { forked = false, authorizePublish, ...options } = wish
  const data_dir = wish.data_dir ?? (await mkdtemp(join(tmpdir(), 'media-')))
  const secrets = {
    publish_secrets: ['publish-secret-of-a-test'],
    play_secrets: ['play-secret-of-a-test'],
  }
  const tokens = mediaTokens(secrets)
  const events: StreamEvent[] = []
  const logged: string[] = []
  let now_ms = 0
  const start = forked ? startMediaEngine : startMediaHere
  const engine: MediaEngine = await start(
    {
      rtmp_port: 0,
      http_port: 0,
      host: '127.0.0.1',
      ...secrets,
      ...options,
      data_dir,
      log: (level, message, fields) => {
        logged.push(`${level} ${message} ${JSON.stringify(fields)}`)
      },
    },
    {
      authorizePublish:
        authorizePublish ??
        (async ({ stream_key }) => {
          const read = tokens.readPublishKey(stream_key, new Date(Date.now() + now_ms))
          if (!read.ok) return read
          return { ok: true, stream_id: read.stream_id, session_id: read.session_id }
        }),
      onStream: (event) => events.push(event),
    },
  )
  const soon = () => new Date(Date.now() + 3_600_000)
  const http = `http://127.0.0.1:${engine.http_port}`
  const rtmp = `rtmp://127.0.0.1:${engine.rtmp_port}/live`
  const key = (stream_id = 'tea', session_id = 'show-1', expires_at = soon()) =>
    tokens.issuePublishKey({ stream_id, session_id, expires_at })
  const token = (stream_id = 'tea', subject = 'sam', expires_at = soon()) =>
    tokens.issuePlayToken({ stream_id, subject, expires_at })
  return {
    engine,
    tokens,
    events,
    logged,
    data_dir,
    rtmp,
    http,
    key,
    token,
    flv: (id = 'tea') => `${http}/live/${id}.flv?token=${token(id)}`,
    hls: (id = 'tea') => `${http}/hls/${id}/index.m3u8?token=${token(id)}`,
    replay: (id = 'tea') => `${http}/replay/${id}/index.m3u8?token=${token(id)}`,
    changes: () => events.flatMap((event) => (event.type === 'health' ? [] : event.type)),
    publish: (with_key = key()) => publishRtmp(rtmp, with_key),
    setClock(offset_ms: number) {
      now_ms = offset_ms
      engine.setClock(offset_ms)
    },
    async [Symbol.asyncDispose]() {
      await engine.close()
      if (!wish.data_dir) await rm(data_dir, { recursive: true, force: true })
    },
  }
}

export const DEMO_CLIP = fileURLToPath(new URL('../../../assets/demo-live.mp4', import.meta.url))

let clip: Promise<Clip> | undefined
export const demoClip = (): Promise<Clip> => {
  clip ??= readClip(DEMO_CLIP)
  return clip
}

/** Sends the clip's headers and its messages of a time span at once, much faster than they play. */
export async function feed(publisher: RtmpPublisher, from_ms: number, to_ms: number, base_ms = 0) {
  const { video, audio, messages } = await demoClip()
  publisher.send(MESSAGE.video, from_ms + base_ms, video)
  if (audio) publisher.send(MESSAGE.audio, from_ms + base_ms, audio)
  for (const { type, time, payload } of messages)
    if (time >= from_ms && time < to_ms) publisher.send(type, time + base_ms, payload)
}

/** Watches FLV in the background; `tags` grows as bytes arrive. */
export async function watchFlv(url: string) {
  const stop = new AbortController()
  const response = await fetch(url, { signal: stop.signal })
  let bytes = Buffer.alloc(0)
  let over = false
  const reading = (async () => {
    for await (const piece of response.body ?? []) bytes = Buffer.concat([bytes, piece])
  })()
    .catch(() => {})
    .finally(() => {
      over = true
    })
  return {
    response,
    tags: (): FlvTag[] => (bytes.length < 13 ? [] : readFlv(bytes)),
    header: () => bytes.subarray(0, 13),
    over: () => over,
    async stop() {
      stop.abort()
      await reading
    },
  }
}

/** Waits until the question is answered with yes; the limit is for what never comes, not for how fast. */
export async function until(
  question: () => boolean | Promise<boolean>,
  what: string,
  ms = 30_000,
): Promise<void> {
  const end = performance.now() + ms
  while (!(await question())) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await sleep(20)
  }
}
