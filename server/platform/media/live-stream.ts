import { readAacConfig, readAvcConfig, type VideoConfig } from './codec-config.ts'
import { readAudioTag, readVideoTag } from './flv-tags.ts'
import { HlsPackager } from './hls-packager.ts'
import { PICTURE_LIMITS, PUBLISH_LIMITS, RTMP_LIMITS } from './limits.ts'
import { LiveWindow } from './live-window.ts'
import type { StreamChange, StreamHealth } from './media.ts'
import type { Recorder } from './recorder.ts'
import { Relay } from './relay.ts'
import { MESSAGE, type RtmpMessage } from './rtmp-chunks.ts'
import { RtmpFault } from './rtmp-fault.ts'
import { Timeline } from './timeline.ts'

/** The connection that feeds a stream. */
export type Publisher = { readonly id: number; close(code: string): void }

type Change = Pick<StreamChange, 'type'> & { code?: string }

/** Sound alone for this long means that no picture will come. */
const PICTURE_WAIT_MS = 1_000

/**
 * One live stream: whoever publishes it, its time, its viewers, its segments. A publisher may go and
 * another connection of the same session take over; the timeline goes on without a hole.
 */
export class LiveStream {
  readonly stream_id: string
  readonly session_id: string
  readonly relay: Relay
  readonly window = new LiveWindow()
  status: 'opening' | 'publishing' | 'interrupted' | 'ended' = 'opening'
  /** When the stream took its status, by the machine's clock. */
  changed_at: number
  private readonly recorder: Recorder
  private readonly packager: HlsPackager
  private readonly timeline: Timeline
  private readonly onChange: (stream: LiveStream, change: Change) => void
  private publisher: Publisher | undefined
  private heard_at = 0
  private waiting_for_key = true
  private picture_announced = false
  private first_sound: number | undefined
  private picture: Pick<VideoConfig, 'width' | 'height'> = { width: 0, height: 0 }
  private key_time: number | undefined
  private gop_ms = 0
  private readonly counted = { bytes: 0, frames: 0, at: 0 }
  private fps = 0

  constructor(
    ids: { stream_id: string; session_id: string },
    recorder: Recorder,
    now: number,
    onChange: (stream: LiveStream, change: Change) => void,
  ) {
    this.stream_id = ids.stream_id
    this.session_id = ids.session_id
    this.recorder = recorder
    this.onChange = onChange
    this.changed_at = now
    this.relay = new Relay(() => ({ ...this.picture, fps: this.fps }))
    const last = recorder.found?.segments.at(-1)
    this.timeline = new Timeline(recorder.found?.end_ms ?? 0)
    this.packager = new HlsPackager(
      {
        onInit: (number, bytes) => {
          this.window.addInit(number, bytes)
          recorder.addInit(number, bytes)
        },
        onSegment: (segment) => {
          this.window.addSegment(segment)
          recorder.addSegment(segment)
        },
      },
      last && { sequence: last.sequence + 1, init: last.init },
    )
  }

  get offset_ms(): number {
    return this.timeline.now_ms
  }

  /** True while somebody publishes; a publisher that has long been silent may be replaced. */
  taken(now: number): boolean {
    return this.publisher !== undefined && now - this.heard_at < PUBLISH_LIMITS.replaceable_after_ms
  }

  attach(publisher: Publisher, now: number): void {
    const before = this.publisher
    this.publisher = publisher
    before?.close('replaced')
    this.heard_at = now
    this.waiting_for_key = true
    this.picture_announced = false
    this.first_sound = undefined
    this.key_time = undefined
    this.timeline.seam()
    this.packager.seam()
    Object.assign(this.counted, { bytes: 0, frames: 0, at: now })
  }

  detach(publisher: Publisher, code: string, now: number): void {
    if (this.publisher !== publisher) return
    this.publisher = undefined
    this.pause(code, now)
  }

  kick(code: string): void {
    this.publisher?.close(code)
  }

  message(publisher: Publisher, message: RtmpMessage, now: number): void {
    if (this.publisher !== publisher || this.status === 'ended') return
    this.counted.bytes += message.payload.length
    if (message.type === MESSAGE.video) this.video(message, now)
    else if (message.type === MESSAGE.audio) this.audio(message, now)
  }

  /** Notices silence and clears away stuck viewers; called about every second. */
  tick(now: number): void {
    this.relay.sweep(now)
    this.window.sweep(now)
    if (this.publisher && now - this.heard_at > RTMP_LIMITS.idle_ms) this.publisher.close('idle')
    if (this.status === 'publishing' && now - this.heard_at > PUBLISH_LIMITS.interrupted_after_ms)
      this.pause('silent', now)
  }

  health(now: number, since: Date): StreamHealth {
    const seconds = Math.max(0.001, (now - this.counted.at) / 1_000)
    this.fps = Math.round(this.counted.frames / seconds)
    const kbps = Math.round((this.counted.bytes * 8) / 1_000 / seconds)
    Object.assign(this.counted, { bytes: 0, frames: 0, at: now })
    const viewers = this.relay.count + this.window.viewers
    const { fps, gop_ms, stream_id } = this
    return { type: 'health', stream_id, kbps, fps, ...this.picture, gop_ms, viewers, since }
  }

  async end(code: string, now: number): Promise<void> {
    if (this.status === 'ended') return
    this.packager.flush()
    this.change('ended', code, now)
    const { publisher } = this
    this.publisher = undefined
    publisher?.close(code)
    this.relay.end()
    this.window.end()
    await this.recorder.end()
  }

  /** Waits until all that was recorded is on disk. */
  settled(): Promise<void> {
    return this.recorder.settled()
  }

  /** Leaves the recording open: the process stops, the session does not. */
  async suspend(): Promise<void> {
    this.packager.flush()
    this.relay.end()
    this.window.end()
    await this.recorder.settled()
  }

  private video({ timestamp, payload }: RtmpMessage, now: number): void {
    const tag = readVideoTag(payload)
    if (!tag) return
    if (tag.kind === 'config') {
      this.picture_announced = true
      if (tag.codec === 'avc1') {
        const config = readAvcConfig(tag.body)
        const { width, height } = config
        if (width * height > PICTURE_LIMITS.pixels || Math.max(width, height) > PICTURE_LIMITS.side)
          throw new RtmpFault('picture_too_large')
        this.picture = { width, height }
        this.packager.setVideo(config)
      }
      this.relay.setHeader(MESSAGE.video, this.timeline.now_ms, payload)
      return
    }
    if (tag.kind !== 'frame' || !this.picture_announced) return
    if (this.waiting_for_key && !tag.key) return
    const time = this.timeline.next('video', timestamp)
    this.live(now)
    this.counted.frames++
    if (tag.key) {
      if (this.key_time !== undefined) this.gop_ms = time - this.key_time
      this.key_time = time
    }
    this.relay.push(MESSAGE.video, time, payload, tag.key)
    if (tag.codec === 'avc1')
      this.packager.pushVideo({ time, shift: tag.shift, key: tag.key, data: tag.body }, now)
  }

  private audio({ timestamp, payload }: RtmpMessage, now: number): void {
    const tag = readAudioTag(payload)
    if (!tag) return
    if (tag.kind === 'config') {
      this.packager.setAudio(readAacConfig(tag.body))
      this.relay.setHeader(MESSAGE.audio, this.timeline.now_ms, payload)
      return
    }
    if (this.waiting_for_key) {
      this.first_sound ??= timestamp
      const alone = !this.picture_announced && timestamp - this.first_sound > PICTURE_WAIT_MS
      if (!alone) return
    }
    const time = this.timeline.next('audio', timestamp)
    this.live(now)
    this.relay.push(MESSAGE.audio, time, payload, false)
    if (tag.kind === 'frame') this.packager.pushAudio({ time, data: tag.body }, now)
  }

  private live(now: number): void {
    this.heard_at = now
    this.waiting_for_key = false
    if (this.status === 'publishing') return
    this.change(this.status === 'opening' ? 'publishing' : 'resumed', undefined, now)
  }

  private pause(code: string, now: number): void {
    if (this.status !== 'publishing') return
    this.packager.flush()
    this.packager.seam()
    this.change('interrupted', code, now)
  }

  private change(type: Change['type'], code: string | undefined, now: number): void {
    this.status = type === 'resumed' ? 'publishing' : type
    this.changed_at = now
    this.onChange(this, code === undefined ? { type } : { type, code })
  }
}
