import type { AudioConfig, VideoConfig } from './codec-config.ts'
import { initSegment, mediaSegment, type Run, type Sample, VIDEO_TIMESCALE } from './fmp4.ts'
import { HLS_LIMITS } from './limits.ts'

/** A finished segment. `start_ms` is on the stream's own timeline; `at` is the wall clock. */
export type Segment = {
  sequence: number
  init: number
  start_ms: number
  duration_ms: number
  at: number
  /** The picture's description changed here: players must start afresh. */
  discontinuity: boolean
  bytes: Buffer
}

export type PackagerHandlers = {
  onInit(number: number, bytes: Buffer): void
  onSegment(segment: Segment): void
}

type VideoFrame = { time: number; shift: number; key: boolean; data: Buffer }
type AudioFrame = { time: number; data: Buffer }

const SAMPLES_PER_FRAME = 1_024
/** Rounding of RTMP's milliseconds stays far below this; a real hole is above. */
const AUDIO_SLACK_MS = 60
const WALL_DRIFT_MS = 500

/**
 * Cuts one stream into segments that begin with a key frame. Codec configurations are collected
 * first; a different one closes the open segment and begins a new init segment.
 */
export class HlsPackager {
  private readonly handlers: PackagerHandlers
  private video: VideoConfig | undefined
  private audio: AudioConfig | undefined
  private init: number
  private init_current = false
  private sequence: number
  private discontinuity: boolean
  private frames: VideoFrame[] = []
  private sounds: AudioFrame[] = []
  private bytes = 0
  private audio_next: number | undefined
  private wall: number | undefined

  constructor(handlers: PackagerHandlers, from: { sequence: number; init: number } | undefined) {
    this.handlers = handlers
    this.sequence = from?.sequence ?? 0
    this.init = from?.init ?? -1
    this.discontinuity = from !== undefined
  }

  setVideo(config: VideoConfig): void {
    if (this.video?.record.equals(config.record)) return
    this.flush()
    this.discontinuity ||= this.video !== undefined
    this.video = config
    this.init_current = false
  }

  setAudio(config: AudioConfig): void {
    if (this.audio?.record.equals(config.record)) return
    // Sound that is announced just after the picture belongs to the segment already begun.
    if (this.audio || this.init_current) {
      this.flush()
      this.discontinuity ||= this.init >= 0
    }
    this.audio = config
    this.audio_next = undefined
    this.init_current = false
  }

  pushVideo(frame: VideoFrame, now: number): void {
    if (!this.video) return
    const first = this.frames[0]
    if (!first && !frame.key) return
    this.watchWall(frame.time, now)
    if (first) {
      const length = frame.time - first.time
      const due = frame.key && length >= HLS_LIMITS.segment_ms
      if (due || length >= HLS_LIMITS.forced_cut_ms || this.bytes > HLS_LIMITS.segment_bytes)
        this.cut(frame.time)
    }
    this.frames.push(frame)
    this.bytes += frame.data.length
  }

  pushAudio(frame: AudioFrame, now: number): void {
    if (!this.audio) return
    this.watchWall(frame.time, now)
    if (!this.video) {
      const first = this.sounds[0]
      if (first && frame.time - first.time >= HLS_LIMITS.segment_ms) this.cut(frame.time)
    } else if (this.frames.length === 0) return
    if (this.bytes > HLS_LIMITS.segment_bytes) return
    this.sounds.push(frame)
    this.bytes += frame.data.length
  }

  /** Closes the open segment; the publisher is gone or the description changes. */
  flush(): void {
    const { frames, sounds } = this
    const last = frames.at(-1)
    const before = frames.at(-2)
    if (last) this.cut(last.time + (before ? last.time - before.time : SAMPLE_GUESS_MS))
    else if (sounds.length > 0 && this.audio && !this.video)
      this.cut((sounds.at(-1)?.time ?? 0) + (SAMPLES_PER_FRAME * 1_000) / this.audio.sample_rate)
    this.frames = []
    this.sounds = []
    this.bytes = 0
  }

  /** The wall clock is read anew at the next frame: there was a pause. */
  seam(): void {
    this.wall = undefined
    this.audio_next = undefined
  }

  private watchWall(time: number, now: number): void {
    const wall = now - time
    if (this.wall === undefined || Math.abs(wall - this.wall) > WALL_DRIFT_MS) this.wall = wall
  }

  private cut(end: number): void {
    const first = this.frames[0]
    const start = first?.time ?? this.sounds[0]?.time
    if (start === undefined || end <= start) return
    const sounds = this.sounds.filter((sound) => sound.time < end)
    if (!this.init_current) {
      this.init++
      const tracks = { video: this.video, audio: this.audio }
      this.handlers.onInit(this.init, initSegment(tracks))
      this.init_current = true
    }
    const video = first ? this.videoRun(end) : undefined
    const audio = this.audioRun(sounds)
    const segment: Segment = {
      sequence: this.sequence,
      init: this.init,
      start_ms: start,
      duration_ms: Math.round(end - start),
      at: Math.round(start + (this.wall ?? 0)),
      discontinuity: this.discontinuity,
      bytes: mediaSegment(this.sequence + 1, video, audio),
    }
    this.sequence++
    this.discontinuity = false
    this.frames = []
    this.sounds = this.sounds.slice(sounds.length)
    this.bytes = this.sounds.reduce((sum, sound) => sum + sound.data.length, 0)
    this.handlers.onSegment(segment)
  }

  private videoRun(end: number): Run {
    const scale = VIDEO_TIMESCALE / 1_000
    const samples: Sample[] = this.frames.map((frame, index) => {
      const next = this.frames[index + 1]?.time ?? end
      const duration = (next - frame.time) * scale
      return { data: frame.data, duration, shift: frame.shift * scale, key: frame.key }
    })
    return { base: (this.frames[0]?.time ?? 0) * scale, samples }
  }

  private audioRun(sounds: AudioFrame[]): Run | undefined {
    const rate = this.audio?.sample_rate
    const first = sounds[0]
    if (!rate || !first) return undefined
    const claimed = Math.round((first.time * rate) / 1_000)
    const slack = (AUDIO_SLACK_MS * rate) / 1_000
    // Counting samples hides the rounding of milliseconds, which would be heard as clicks.
    const counted = this.audio_next
    const base = counted !== undefined && Math.abs(claimed - counted) < slack ? counted : claimed
    this.audio_next = base + sounds.length * SAMPLES_PER_FRAME
    const samples = sounds.map(({ data }) => {
      return { data, duration: SAMPLES_PER_FRAME, shift: 0, key: true }
    })
    return { base, samples }
  }
}

/** The length of a picture that stands alone, when nothing tells its real one. */
const SAMPLE_GUESS_MS = 33
