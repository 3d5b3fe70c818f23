import type { Segment } from './hls-packager.ts'
import { playlist, targetOf } from './hls-playlist.ts'
import { HLS_LIMITS } from './limits.ts'

type Held = Segment & { discontinuities: number }

/** A viewer counts while its player has asked for the list within this time. */
const PRESENT_MS = 10_000
const COUNTED_VIEWERS = 20_000

/** The newest segments of a stream, in memory, for live HLS. */
export class LiveWindow {
  private held: Held[] = []
  private readonly inits = new Map<number, Buffer>()
  private readonly seen = new Map<string, number>()
  private discontinuities = 0
  private target_s = 1
  private ended = false
  private waiting: (() => void)[] = []

  get viewers(): number {
    return this.seen.size
  }

  addInit(number: number, bytes: Buffer): void {
    this.inits.set(number, bytes)
  }

  addSegment(segment: Segment): void {
    if (segment.discontinuity) this.discontinuities++
    this.held.push({ ...segment, discontinuities: this.discontinuities })
    if (this.held.length > HLS_LIMITS.held) this.held.shift()
    // The format forbids a target duration that shrinks.
    this.target_s = Math.max(this.target_s, targetOf([segment]))
    const oldest = this.held[0]?.init ?? 0
    for (const number of this.inits.keys()) if (number < oldest) this.inits.delete(number)
    this.wake()
  }

  end(): void {
    this.ended = true
    this.wake()
  }

  /** Waits for the first segment; a player that asks early should not be sent away. */
  async ready(timeout_ms: number): Promise<boolean> {
    if (this.held.length === 0 && !this.ended)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeout_ms)
        this.waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    return this.held.length > 0
  }

  list(query: string): string {
    const listed = this.held.slice(-HLS_LIMITS.listed)
    return playlist(listed, {
      target_s: this.target_s,
      ended: this.ended,
      vod: false,
      discontinuities_before: listed[0]?.discontinuities ?? 0,
      query,
    })
  }

  init(number: number): Buffer | undefined {
    return this.inits.get(number)
  }

  segment(sequence: number): Buffer | undefined {
    return this.held.find((one) => one.sequence === sequence)?.bytes
  }

  see(viewer: string, now: number): void {
    if (this.seen.size < COUNTED_VIEWERS || this.seen.has(viewer)) this.seen.set(viewer, now)
  }

  sweep(now: number): void {
    for (const [viewer, at] of this.seen) if (now - at > PRESENT_MS) this.seen.delete(viewer)
  }

  private wake(): void {
    const { waiting } = this
    this.waiting = []
    for (const go of waiting) go()
  }
}
