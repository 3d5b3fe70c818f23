/** Distance put between the last frame before and the first after an interruption: about one frame. */
const SEAM_MS = 40
/** A jump larger than this on both tracks is a fault of the sender, not a pause worth showing. */
const AHEAD_MS = 1_500
const BACK_MS = 3_000

/**
 * Turns a publisher's timestamps into the stream's own: they start at a given time, never run
 * backwards on a track, survive the 32-bit wrap and go on without a hole when a publisher returns or
 * its clock jumps. Players hang on holes, so a hole is never shown to them.
 */
export class Timeline {
  private last_in: number | undefined
  private offset = 0
  private newest: number
  private readonly last = { audio: -1, video: -1 }
  private started = false

  constructor(start_ms: number) {
    this.newest = start_ms
  }

  /** The latest time given out. */
  get now_ms(): number {
    return this.newest
  }

  /** The next message is of another connection. */
  seam(): void {
    this.last_in = undefined
  }

  next(track: 'audio' | 'video', timestamp: number): number {
    const unwrapped =
      this.last_in === undefined
        ? timestamp
        : this.last_in + ((timestamp - (this.last_in >>> 0)) | 0)
    const target = unwrapped + this.offset
    if (
      this.last_in === undefined ||
      target > this.newest + AHEAD_MS ||
      target < this.newest - BACK_MS
    )
      this.offset = this.newest + (this.started ? SEAM_MS : 0) - unwrapped
    this.started = true
    this.last_in = unwrapped
    const floor = this.last[track] + (track === 'video' ? 1 : 0)
    const out = Math.max(unwrapped + this.offset, floor, 0)
    this.last[track] = out
    this.newest = Math.max(this.newest, out)
    return out
  }
}
