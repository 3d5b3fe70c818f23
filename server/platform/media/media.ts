/**
 * The media engine as the rest of the platform sees it. Two shapes stand behind the same door: in a
 * child process (`startMediaEngine`) or in this one (`startMediaHere`).
 */
export type MediaEngine = {
  readonly rtmp_port: number
  readonly http_port: number
  /** Cuts the publisher off; the stream is interrupted and may be taken up again with a good key. */
  kick(stream_id: string, code: string): Promise<void>
  /** Ends the stream for good: the replay is closed and later pushes of its session are refused. */
  end(stream_id: string): Promise<void>
  /** Ends the stream if need be and deletes its replay. */
  forget(stream_id: string): Promise<void>
  state(stream_id: string): StreamState | undefined
  streams(): StreamState[]
  /** Milliseconds on the stream's own timeline: its recording's clock, which stands still in pauses. */
  offsetMs(stream_id: string): number | undefined
  /** What is kept of a stream; `start_ms` is on the clock of `offsetMs`, so a position is found by subtraction. */
  replay(stream_id: string): Promise<Replay | undefined>
  /** The platform's clock runs this much ahead of the machine's. */
  setClock(offset_ms: number): void
  close(): Promise<void>
}

export type Replay = {
  start_ms: number
  duration_ms: number
  /** When the first second of it was live. */
  at: Date
  ended: boolean
}

export type MediaOptions = {
  data_dir: string
  /** 0 takes a free port. */
  rtmp_port: number
  http_port: number
  host: string
  publish_secrets: string[]
  play_secrets: string[]
  /** How long a publisher may be away before its stream ends. 30 s when left out. */
  resume_ms?: number
  /** How much of a stream is kept for replay. 15 minutes when left out. */
  replay_minutes?: number
  max_kbps?: number
  connections_per_address?: number
}

export type MediaLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Record<string, unknown>,
) => void

export type PublishRequest = { stream_key: string; address: string }
export type PublishAnswer =
  | { ok: true; stream_id: string; session_id: string }
  | { ok: false; code: string }

export type MediaHandlers = {
  /** Asked for keys with a good signature only, before anything of the stream is touched. */
  authorizePublish(request: PublishRequest): Promise<PublishAnswer>
  onStream(event: StreamEvent): void
}

export type StreamChange = {
  type: 'publishing' | 'interrupted' | 'resumed' | 'ended'
  stream_id: string
  session_id: string
  at: Date
  /** The stream's own time at that moment. */
  offset_ms: number
  /** Why, in a word: `silent`, `dropped`, `not_back`, the code of a kick … */
  code?: string
}

export type StreamHealth = {
  type: 'health'
  stream_id: string
  kbps: number
  fps: number
  width: number
  height: number
  /** Distance of the last two key frames; the console warns above 2,000. */
  gop_ms: number
  viewers: number
  since: Date
}

export type StreamEvent = StreamChange | StreamHealth

export type StreamState = {
  stream_id: string
  session_id: string
  status: 'publishing' | 'interrupted' | 'ended'
  /** When it took this status. */
  at: Date
  offset_ms: number
  health?: StreamHealth
}

export const RESUME_MS = 30_000
export const REPLAY_MINUTES = 15
