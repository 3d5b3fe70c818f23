import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { EncodedPacketSink, FilePathSource, Input, MP4 } from 'mediabunny'
import { writeAmf } from './amf0.ts'
import { MESSAGE } from './rtmp-chunks.ts'
import { publishRtmp } from './rtmp-client.ts'
import { RtmpFault } from './rtmp-fault.ts'

type ClipMessage = { type: number; time: number; payload: Buffer }
export type Clip = {
  video: Buffer
  audio: Buffer | undefined
  messages: ClipMessage[]
  duration_ms: number
  meta: Record<string, number>
}

export type PublishClipOptions = {
  url: string
  key: string
  file: string
  /** Plays on without an end, with timestamps that go on. */
  loop?: boolean
  /** Connects again after this long when the connection breaks. */
  retry_ms?: number
  signal?: AbortSignal
}

/** An H.264 + AAC file, read into RTMP messages in sending order. */
export async function readClip(file: string): Promise<Clip> {
  using input = new Input({ source: new FilePathSource(file), formats: [MP4] })
  const video = await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  if (!video || (await video.getCodec()) !== 'avc') throw new Error('the clip needs H.264 video')
  const sound = audio && (await audio.getCodec()) === 'aac' ? audio : undefined
  const avcc = description(await video.getDecoderConfig())
  const asc = sound && description(await sound.getDecoderConfig())
  if (!avcc) throw new Error('the clip has no H.264 configuration')

  const pictures = await packets(new EncodedPacketSink(video))
  const shown = pictures.map(({ timestamp }) => timestamp).sort((one, other) => one - other)
  // With B-frames decoding runs ahead of showing: shift by the largest lead, so that no shift is negative.
  const lead = pictures.reduce((most, { timestamp }, index) => {
    return Math.max(most, (shown[index] as number) - timestamp)
  }, 0)
  const start = shown[0] ?? 0
  const messages: ClipMessage[] = pictures.map((packet, index) => {
    const decode = (shown[index] as number) - start
    const time = Math.round(decode * 1_000)
    const shift = Math.round((packet.timestamp - start + lead - decode) * 1_000)
    const head = Buffer.from([packet.type === 'key' ? 0x17 : 0x27, 1, 0, 0, 0])
    head.writeIntBE(shift, 2, 3)
    return { type: MESSAGE.video, time, payload: Buffer.concat([head, packet.data]) }
  })
  const last = pictures.at(-1)
  const end = (shown.at(-1) ?? 0) - start + (last?.duration ?? 0)
  if (sound && asc)
    for (const { timestamp, data } of await packets(new EncodedPacketSink(sound))) {
      const at = timestamp - start
      // An encoder's run-in and what is longer than the picture would double at the loop's seam.
      if (at < -0.001 || at > end - 0.01) continue
      const payload = Buffer.concat([Buffer.from([0xaf, 1]), data])
      messages.push({ type: MESSAGE.audio, time: Math.max(0, Math.round(at * 1_000)), payload })
    }
  messages.sort((one, other) => one.time - other.time)
  return {
    video: Buffer.concat([Buffer.from([0x17, 0, 0, 0, 0]), avcc]),
    audio: asc && Buffer.concat([Buffer.from([0xaf, 0]), asc]),
    messages,
    duration_ms: end * 1_000,
    meta: {
      width: await video.getCodedWidth(),
      height: await video.getCodedHeight(),
      videocodecid: 7,
      audiocodecid: 10,
    },
  }
}

/** What may pass by itself; everything else is a refusal, and asking again would not change it. */
const PASSING = new Set([
  ...['connection_lost', 'no_answer', 'network_too_slow', 'already_publishing', 'server_stopping'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
])

/**
 * Pushes a clip to an RTMP server in real time, through the same door as any encoder. Resolves when the
 * clip is over or the signal says stop; rejects when the server refuses or, unless `retry_ms` is given,
 * when the connection breaks.
 */
export async function publishClip(options: PublishClipOptions): Promise<void> {
  const { retry_ms, signal } = options
  const clip = await readClip(options.file)
  while (!signal?.aborted) {
    try {
      return await pushOnce(clip, options)
    } catch (error) {
      const passing = error instanceof RtmpFault && PASSING.has(error.code)
      if (retry_ms === undefined || !passing) throw error
      await sleep(retry_ms, undefined, { signal }).catch(() => {})
    }
  }
}

async function pushOnce(clip: Clip, options: PublishClipOptions): Promise<void> {
  const { url, key, loop = false, signal } = options
  const publisher = await publishRtmp(url, key)
  const lost = new AbortController()
  publisher.closed.then(
    (reason) => lost.abort(new RtmpFault(reason)),
    () => {},
  )
  const stop = signal ? AbortSignal.any([signal, lost.signal]) : lost.signal
  publisher.send(MESSAGE.data, 0, writeAmf('@setDataFrame', 'onMetaData', clip.meta))
  publisher.send(MESSAGE.video, 0, clip.video)
  if (clip.audio) publisher.send(MESSAGE.audio, 0, clip.audio)
  const began = performance.now()
  for (let round = 0; round === 0 || loop; round++) {
    const base = round * clip.duration_ms
    for (const { type, time, payload } of clip.messages) {
      const wait = began + base + time - performance.now()
      if (wait > 5) await sleep(wait, undefined, { signal: stop }).catch(() => {})
      lost.signal.throwIfAborted()
      if (signal?.aborted) return publisher.close()
      publisher.send(type, Math.round(base + time), payload)
    }
  }
  await publisher.close()
}

type Packet = { data: Uint8Array; timestamp: number; duration: number; type: string }

async function packets(sink: EncodedPacketSink): Promise<Packet[]> {
  const found: Packet[] = []
  for await (const packet of sink.packets()) found.push(packet)
  return found
}

function description(config: { description?: unknown } | null): Buffer | undefined {
  const bytes = config?.description
  if (bytes instanceof Uint8Array) return Buffer.from(bytes)
  if (bytes instanceof ArrayBuffer) return Buffer.from(new Uint8Array(bytes))
  return undefined
}

if (import.meta.main) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { once: { type: 'boolean', default: false } },
  })
  const [url, key, file] = positionals
  if (!url || !key || !file) {
    console.error('usage: publish-clip.ts [--once] <rtmp-url> <key> <file>')
    process.exit(2)
  }
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  await publishClip({ url, key, file, loop: !values.once, retry_ms: 2_000, signal: stop.signal })
}
