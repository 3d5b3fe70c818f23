import type { StreamChange, StreamEvent, StreamState } from './media.ts'

/** How long an ended stream can still be asked about. */
const REMEMBER_MS = 60 * 60 * 1_000

/** What is known of all streams, kept up by their events; answers at once, in any process. */
export class StreamBook {
  private readonly known = new Map<string, StreamState>()
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  note(event: StreamEvent): void {
    const { stream_id } = event
    const was = this.known.get(stream_id)
    if (event.type === 'health') {
      if (was) was.health = event
      return
    }
    const status = event.type === 'resumed' ? 'publishing' : event.type
    const { session_id, at, offset_ms } = event
    const state: StreamState = { stream_id, session_id, status, at, offset_ms }
    if (was?.health && was.session_id === session_id) state.health = was.health
    this.known.set(stream_id, state)
    for (const [id, one] of this.known)
      if (one.status === 'ended' && this.now() - one.at.getTime() > REMEMBER_MS)
        this.known.delete(id)
  }

  state(stream_id: string): StreamState | undefined {
    const found = this.known.get(stream_id)
    return found && { ...found, offset_ms: this.offset(found) }
  }

  streams(): StreamState[] {
    return [...this.known.keys()].flatMap((id) => this.state(id) ?? [])
  }

  /** The change that says an open stream stops here, for when the process that ran it is gone. */
  change(type: 'interrupted' | 'ended', stream_id: string, code: string): StreamChange | undefined {
    const found = this.state(stream_id)
    if (!found || found.status === 'ended' || found.status === type) return undefined
    const { session_id, offset_ms } = found
    return { type, stream_id, session_id, at: new Date(this.now()), offset_ms, code }
  }

  private offset(state: StreamState): number {
    const passed = state.status === 'publishing' ? this.now() - state.at.getTime() : 0
    return Math.max(0, Math.round(state.offset_ms + passed))
  }
}
