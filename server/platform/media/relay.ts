import type { Socket } from 'node:net'
import { writeAmf } from './amf0.ts'
import { flvHeader, flvTag } from './flv-tags.ts'
import { RELAY_LIMITS } from './limits.ts'
import { MESSAGE } from './rtmp-chunks.ts'

type Batch = { bytes: Buffer; starts: boolean; time: number }
type Viewer = {
  socket: Socket
  /** `fresh` has had nothing yet, `behind` waits for a key frame with room in its queue. */
  state: 'fresh' | 'live' | 'behind'
  skips: number
  behind_at: number
  headers: number
}

export type RelayPicture = { width: number; height: number; fps: number }

/**
 * FLV to many viewers at the price of few: tags are gathered for some 45 ms into one Buffer which all
 * sockets share. A viewer that can't keep up is moved to the next key frame, never queued for ever.
 */
export class Relay {
  private readonly viewers = new Map<Socket, Viewer>()
  private pending: Buffer[] = []
  private pending_starts = false
  private pending_time = 0
  private timer: NodeJS.Timeout | undefined
  private gop: Batch[] = []
  private gop_bytes = 0
  private video_header: Buffer | undefined
  private audio_header: Buffer | undefined
  private headers = 0
  private readonly picture: () => RelayPicture

  constructor(picture: () => RelayPicture) {
    this.picture = picture
  }

  get count(): number {
    return this.viewers.size
  }

  /** A codec configuration; the same one again is not repeated, for players would start afresh. */
  setHeader(type: number, time: number, payload: Buffer): void {
    const video = type === MESSAGE.video
    if ((video ? this.video_header : this.audio_header)?.equals(payload)) return
    this.flush()
    if (video) {
      this.video_header = payload
      this.dropGop()
    } else this.audio_header = payload
    this.headers++
    this.add(flvTag(type, time, payload), false, time)
    this.flush()
    for (const viewer of this.viewers.values())
      if (viewer.state === 'live') viewer.headers = this.headers
  }

  push(type: number, time: number, payload: Buffer, key: boolean): void {
    const starts = key || !this.video_header
    // A key frame always opens a batch, so that whoever skips can start with it.
    if (key) this.flush()
    this.add(flvTag(type, time, payload), starts, time)
  }

  /** Takes over an HTTP socket whose answer's head has been sent. */
  join(socket: Socket): void {
    const viewer: Viewer = { socket, state: 'fresh', skips: 0, behind_at: 0, headers: 0 }
    this.viewers.set(socket, viewer)
    socket.once('close', () => this.viewers.delete(socket))
    const first = this.gop[0]
    if (!first) return
    this.start(viewer, first.time)
    for (const batch of this.gop) socket.write(batch.bytes)
  }

  end(): void {
    this.flush()
    for (const { socket } of this.viewers.values()) {
      socket.end()
      socket.destroySoon()
    }
    this.viewers.clear()
    this.dropGop()
  }

  /** Drops who has stopped reading, also while nothing is being published. */
  sweep(now: number): void {
    for (const viewer of this.viewers.values())
      if (viewer.state === 'behind' && now - viewer.behind_at > RELAY_LIMITS.stuck_ms)
        viewer.socket.destroy()
  }

  private add(tag: Buffer, starts: boolean, time: number): void {
    if (this.pending.length === 0) {
      this.pending_starts = starts
      this.pending_time = time
      this.timer = setTimeout(() => this.flush(), RELAY_LIMITS.batch_ms)
    }
    this.pending.push(tag)
  }

  private flush(): void {
    clearTimeout(this.timer)
    if (this.pending.length === 0) return
    const bytes = Buffer.concat(this.pending)
    const batch: Batch = { bytes, starts: this.pending_starts, time: this.pending_time }
    this.pending = []
    this.remember(batch)
    for (const viewer of this.viewers.values()) this.send(viewer, batch)
  }

  private remember(batch: Batch): void {
    if (batch.starts) this.dropGop()
    else if (this.gop.length === 0) return
    this.gop.push(batch)
    this.gop_bytes += batch.bytes.length
    // Without key frames the cache would grow for ever: newcomers then wait for the next one.
    if (this.gop_bytes > RELAY_LIMITS.gop_bytes) this.dropGop()
  }

  private dropGop(): void {
    this.gop = []
    this.gop_bytes = 0
  }

  private send(viewer: Viewer, batch: Batch): void {
    const { socket } = viewer
    if (!socket.writable) return
    if (viewer.state === 'live' && socket.writableLength > RELAY_LIMITS.queued_bytes) {
      viewer.state = 'behind'
      viewer.behind_at = Date.now()
      if (++viewer.skips >= RELAY_LIMITS.skips) socket.destroy()
      return
    }
    if (viewer.state !== 'live') {
      if (!batch.starts || socket.writableLength > RELAY_LIMITS.queued_bytes / 2) return
      if (viewer.state === 'fresh') this.start(viewer, batch.time)
      else this.resume(viewer, batch.time)
    }
    socket.write(batch.bytes)
  }

  private start(viewer: Viewer, time: number): void {
    const has = { audio: this.audio_header !== undefined, video: this.video_header !== undefined }
    const { width, height, fps } = this.picture()
    const meta = {
      hasVideo: has.video,
      hasAudio: has.audio,
      width,
      height,
      framerate: fps,
      duration: 0,
    }
    // Players count from the first tag they get; cards are timed on the stream's own clock.
    const clock = { first_ms: time, at_ms: Date.now() }
    viewer.socket.write(
      Buffer.concat([
        flvHeader(has),
        flvTag(MESSAGE.data, time, writeAmf('onMetaData', meta)),
        flvTag(MESSAGE.data, time, writeAmf('onClock', clock)),
        ...this.headerTags(time),
      ]),
    )
    viewer.state = 'live'
    viewer.headers = this.headers
  }

  private resume(viewer: Viewer, time: number): void {
    if (viewer.headers !== this.headers) viewer.socket.write(Buffer.concat(this.headerTags(time)))
    viewer.headers = this.headers
    viewer.state = 'live'
  }

  private headerTags(time: number): Buffer[] {
    return [
      ...(this.video_header ? [flvTag(MESSAGE.video, time, this.video_header)] : []),
      ...(this.audio_header ? [flvTag(MESSAGE.audio, time, this.audio_header)] : []),
    ]
  }
}
