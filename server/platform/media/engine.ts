import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { ALIVE_MS, type FromChild, type MediaCall } from './child-words.ts'
import {
  type MediaEngine,
  type MediaHandlers,
  type MediaLog,
  type MediaOptions,
  RESUME_MS,
  type StreamEvent,
} from './media.ts'
import { forkMedia, type MediaProcess } from './media-process.ts'
import { replayOf } from './recorder.ts'
import { StreamBook } from './stream-book.ts'

export type {
  MediaEngine,
  MediaHandlers,
  MediaLog,
  MediaOptions,
  PublishAnswer,
  PublishRequest,
  Replay,
  StreamChange,
  StreamEvent,
  StreamHealth,
  StreamState,
} from './media.ts'

/** The engine in a child, whose process id operators and drills may want to know. */
export type ForkedMediaEngine = MediaEngine & { readonly pid: number | undefined }

const BACK_OFF = { first_ms: 200, most_ms: 10_000, calm_after_ms: 30_000 } as const
const SILENT_MS = 10 * ALIVE_MS

/**
 * Starts the media engine in a child process and keeps it running: a child that dies or hangs is
 * replaced on the same ports, its streams count as interrupted and are taken up again when their
 * publishers return. Rejects only when the very first start fails.
 */
export async function startMediaEngine(
  options: MediaOptions & { log?: MediaLog },
  handlers: MediaHandlers,
): Promise<ForkedMediaEngine> {
  const { log = () => {}, ...plain } = options
  const engine = new ForkedEngine({ ...plain, data_dir: resolve(plain.data_dir) }, handlers, log)
  await engine.start()
  return engine
}

type PendingCall = { call: MediaCall; resolve(): void; reject(error: Error): void }

class ForkedEngine implements ForkedMediaEngine {
  rtmp_port: number
  http_port: number
  private readonly options: MediaOptions
  private readonly handlers: MediaHandlers
  private readonly log: MediaLog
  private readonly book: StreamBook
  private readonly calls = new Map<number, PendingCall>()
  private readonly farewells = new Map<string, NodeJS.Timeout>()
  private next_call = 1
  private clock_ms = 0
  private child: MediaProcess | undefined
  private running = false
  private closing = false
  private back_off: number = BACK_OFF.first_ms
  private again: NodeJS.Timeout | undefined

  constructor(options: MediaOptions, handlers: MediaHandlers, log: MediaLog) {
    this.options = options
    this.handlers = handlers
    this.log = log
    this.rtmp_port = options.rtmp_port
    this.http_port = options.http_port
    this.book = new StreamBook(() => Date.now() + this.clock_ms)
  }

  get pid(): number | undefined {
    return this.running ? this.child?.pid : undefined
  }

  start(): Promise<void> {
    mkdirSync(this.options.data_dir, { recursive: true })
    return new Promise((resolve, reject) => this.fork(resolve, reject))
  }

  async kick(stream_id: string, code: string): Promise<void> {
    await this.call({ method: 'kick', stream_id, code })
  }

  async end(stream_id: string): Promise<void> {
    await this.call({ method: 'end', stream_id })
    this.farewell(stream_id, 'ended')
  }

  async forget(stream_id: string): Promise<void> {
    await this.call({ method: 'forget', stream_id })
    this.farewell(stream_id, 'ended')
  }

  state = (stream_id: string) => this.book.state(stream_id)

  streams = () => this.book.streams()

  offsetMs = (stream_id: string) => this.book.state(stream_id)?.offset_ms

  replay = (stream_id: string) => replayOf(this.options.data_dir, stream_id)

  setClock(offset_ms: number): void {
    this.clock_ms = offset_ms
    if (this.running) this.child?.say({ type: 'clock', offset_ms })
  }

  async close(): Promise<void> {
    this.closing = true
    clearTimeout(this.again)
    for (const timer of this.farewells.values()) clearTimeout(timer)
    await this.child?.stop()
    for (const { reject } of this.calls.values()) reject(new Error('the media engine is closed'))
    this.calls.clear()
  }

  private fork(started?: () => void, failed?: (error: Error) => void): void {
    const child = forkMedia(this.options.data_dir, SILENT_MS, {
      heard: (message) => {
        if (message.type === 'started') {
          this.up(message)
          started?.()
        } else if (message.type === 'failed') {
          this.log('error', 'the media engine did not start', { error: message.error })
          failed?.(new Error(message.error))
        } else this.hear(message, child)
      },
      wrote: (text) => this.log('error', 'media child wrote', { text }),
      gone: (how) => {
        failed?.(new Error(`the media engine did not start: ${how}`))
        if (!failed || this.running) this.down(how)
      },
    })
    this.child = child
    const { rtmp_port, http_port, clock_ms } = this
    child.say({ type: 'start', options: { ...this.options, rtmp_port, http_port }, clock_ms })
  }

  private up(ports: { rtmp_port: number; http_port: number }): void {
    this.running = true
    this.rtmp_port = ports.rtmp_port
    this.http_port = ports.http_port
    const { child } = this
    setTimeout(() => {
      if (this.child === child && this.running) this.back_off = BACK_OFF.first_ms
    }, BACK_OFF.calm_after_ms).unref()
    // What was asked while the child was away, or of the one that died before it could answer.
    for (const [id, { call }] of this.calls) child?.say({ type: 'call', id, ...call })
  }

  private down(how: string): void {
    this.running = false
    if (this.closing) return
    this.log('error', 'the media child ended, a new one starts', { how, in_ms: this.back_off })
    for (const { stream_id } of this.book.streams()) {
      const change = this.book.change('interrupted', stream_id, 'engine_restarted')
      if (change) this.tell(change)
      if (this.book.state(stream_id)?.status === 'interrupted') this.awaitReturn(stream_id)
    }
    this.again = setTimeout(() => this.fork(), this.back_off)
    this.back_off = Math.min(this.back_off * 2, BACK_OFF.most_ms)
  }

  /** The new child knows nothing of the stream, so the end of its grace is watched from here. */
  private awaitReturn(stream_id: string): void {
    clearTimeout(this.farewells.get(stream_id))
    const timer = setTimeout(() => {
      this.farewells.delete(stream_id)
      if (this.book.state(stream_id)?.status !== 'interrupted') return
      this.call({ method: 'end', stream_id })
        .then(() => this.farewell(stream_id, 'not_back'))
        .catch((error: unknown) => this.log('warn', 'end not passed on', { error: String(error) }))
    }, this.options.resume_ms ?? RESUME_MS)
    timer.unref()
    this.farewells.set(stream_id, timer)
  }

  private farewell(stream_id: string, code: string): void {
    const change = this.book.change('ended', stream_id, code)
    if (change) this.tell(change)
  }

  private call(call: MediaCall): Promise<void> {
    if (this.closing) return Promise.reject(new Error('the media engine is closed'))
    const id = this.next_call++
    return new Promise((resolve, reject) => {
      this.calls.set(id, { call, resolve, reject })
      if (this.running) this.child?.say({ type: 'call', id, ...call })
    })
  }

  private hear(message: FromChild, child: MediaProcess): void {
    switch (message.type) {
      case 'event':
        this.tell(this.asSeenFromHere(message.event))
        break
      case 'log':
        this.log(message.level, message.message, message.fields)
        break
      case 'authorize': {
        const { id, request } = message
        this.handlers.authorizePublish(request).then(
          (answer) => child.say({ type: 'authorized', id, answer }),
          (error: unknown) => {
            this.log('error', 'a publisher could not be judged', { error: String(error) })
            child.say({ type: 'authorized', id, answer: { ok: false, code: 'not_decided' } })
          },
        )
        break
      }
      case 'answered': {
        const pending = this.calls.get(message.id)
        this.calls.delete(message.id)
        if (message.error === undefined) pending?.resolve()
        else pending?.reject(new Error(message.error))
      }
    }
  }

  /** A fresh child calls a stream new that to everybody else has only been away. */
  private asSeenFromHere(event: StreamEvent): StreamEvent {
    if (event.type !== 'publishing') return event
    const was = this.book.state(event.stream_id)
    const back = was?.status === 'interrupted' && was.session_id === event.session_id
    return back ? { ...event, type: 'resumed' } : event
  }

  private tell(event: StreamEvent): void {
    this.book.note(event)
    if (event.type !== 'health' && event.type !== 'interrupted') {
      clearTimeout(this.farewells.get(event.stream_id))
      this.farewells.delete(event.stream_id)
    }
    this.handlers.onStream(event)
  }
}
