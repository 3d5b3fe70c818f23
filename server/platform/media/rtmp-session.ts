import type { Socket } from 'node:net'
import { type AmfValue, readAmf, writeAmf } from './amf0.ts'
import { RTMP_LIMITS } from './limits.ts'
import {
  ChunkReader,
  controlMessage,
  MESSAGE,
  type RtmpMessage,
  writeChunks,
} from './rtmp-chunks.ts'
import { RtmpFault } from './rtmp-fault.ts'
import { ServerHandshake } from './rtmp-handshake.ts'

/** Where an admitted publisher's messages go. */
export type Sink = { message(message: RtmpMessage): void; gone(code: string): void }
export type Admission = { ok: true; sink: Sink } | { ok: false; code: string }

export type SessionHandlers = {
  /** Decides on a stream key. The session reads nothing more until the answer is there. */
  admit(stream_key: string, session: RtmpSession): Promise<Admission>
  closed(session: RtmpSession, code: string): void
  /** A fault of ours, met while serving this connection. */
  fault(error: unknown): void
}

const WINDOW = 2_500_000
const CHUNK_SIZE = 4_096
const REPLY_BACKLOG = 1024 * 1024
const APP = 'live'

let sessions = 0

/** One RTMP connection that may publish, from the handshake to its end. */
export class RtmpSession {
  readonly id = ++sessions
  readonly address: string
  private readonly socket: Socket
  private readonly handlers: SessionHandlers
  private readonly max_bytes_per_s: number
  private readonly handshake = new ServerHandshake()
  private readonly chunks = new ChunkReader()
  private phase: 'handshake' | 'connecting' | 'deciding' | 'publishing' | 'closed' = 'handshake'
  private connected = false
  private sink: Sink | undefined
  private deadline: NodeJS.Timeout
  private commands = 0
  private received = 0
  private acknowledged = 0
  private budget: { bytes: number; messages: number; at: number }

  constructor(socket: Socket, address: string, max_kbps: number, handlers: SessionHandlers) {
    this.socket = socket
    this.address = address
    this.handlers = handlers
    this.max_bytes_per_s = (max_kbps * 1_000) / 8
    this.budget = { bytes: 0, messages: 0, at: Date.now() }
    this.deadline = this.within(RTMP_LIMITS.handshake_ms, 'handshake_too_slow')
    socket.setNoDelay(true)
    socket.on('data', (data: Buffer) => this.guard(() => this.receive(data)))
    socket.on('error', () => this.finish('connection_lost'))
    socket.on('close', () => this.finish('connection_lost'))
  }

  /** Tells the publisher why and ends the connection. */
  close(code: string): void {
    if (this.phase === 'closed') return
    if (this.phase === 'publishing')
      this.status('error', 'NetStream.Publish.Denied', `The stream was closed: ${code}`)
    this.finish(code)
  }

  private guard(step: () => void): void {
    try {
      step()
    } catch (error) {
      // Our own fault ends this connection too, and only this one: others are on air beside it.
      if (!(error instanceof RtmpFault)) this.handlers.fault(error)
      this.finish(error instanceof RtmpFault ? error.code : 'fault')
    }
  }

  private within(ms: number, code: string): NodeJS.Timeout {
    clearTimeout(this.deadline)
    return setTimeout(() => this.finish(code), ms)
  }

  private finish(code: string): void {
    if (this.phase === 'closed') return
    this.phase = 'closed'
    clearTimeout(this.deadline)
    const { sink } = this
    this.sink = undefined
    this.socket.end()
    // The reason should still arrive, but nobody may keep the socket by not reading it.
    setTimeout(() => this.socket.destroy(), 500).unref()
    this.handlers.closed(this, code)
    sink?.gone(code)
  }

  private receive(data: Buffer): void {
    if (this.phase === 'closed') return
    this.spend(data.length, 0)
    this.received += data.length
    if (this.phase === 'handshake') {
      const answer = this.handshake.push(data)
      if (answer) this.socket.write(answer)
      const { done } = this.handshake
      if (!done) return
      this.phase = 'connecting'
      this.deadline = this.within(RTMP_LIMITS.publish_within_ms, 'publish_too_slow')
      this.chunks.push(done)
    } else this.chunks.push(data)
    if (this.received - this.acknowledged > WINDOW / 2) {
      this.acknowledged = this.received
      this.reply(controlMessage(MESSAGE.acknowledgement, this.received % 2 ** 32))
    }
    if (this.phase === 'publishing') this.deadline.refresh()
    this.drain()
  }

  private drain(): void {
    while (this.phase === 'connecting' || this.phase === 'publishing') {
      const message = this.chunks.next()
      if (!message) return
      this.spend(0, 1)
      this.handle(message)
    }
  }

  /** A bucket of five seconds: bursts after a bad network are fine, a flood is not. */
  private spend(bytes: number, messages: number): void {
    const now = Date.now()
    const passed = (now - this.budget.at) / 1_000
    this.budget.at = now
    this.budget.bytes = Math.max(0, this.budget.bytes - passed * this.max_bytes_per_s) + bytes
    this.budget.messages =
      Math.max(0, this.budget.messages - passed * RTMP_LIMITS.messages_per_second) + messages
    if (this.budget.bytes > 5 * this.max_bytes_per_s) throw new RtmpFault('bitrate_too_high')
    if (this.budget.messages > 5 * RTMP_LIMITS.messages_per_second)
      throw new RtmpFault('too_many_messages')
  }

  private handle(message: RtmpMessage): void {
    const { type, payload } = message
    if (type === MESSAGE.audio || type === MESSAGE.video) this.sink?.message(message)
    else if (type === MESSAGE.command) this.command(payload)
    else if (type === MESSAGE.command_amf3) this.command(payload.subarray(1))
    else if (type === MESSAGE.user_control) this.ping(payload)
  }

  private ping(payload: Buffer): void {
    if (payload.length < 6 || payload.readUInt16BE() !== 6) return
    const pong = Buffer.from(payload.subarray(0, 6))
    pong.writeUInt16BE(7)
    this.reply(
      writeChunks(2, { type: MESSAGE.user_control, timestamp: 0, stream: 0, payload: pong }, 128),
    )
  }

  private command(payload: Buffer): void {
    if (++this.commands > RTMP_LIMITS.commands) throw new RtmpFault('too_many_commands')
    const [name, id, ...rest] = readAmf(payload)
    const call = typeof id === 'number' && Number.isFinite(id) ? id : 0
    switch (name) {
      case 'connect':
        this.connect(call, rest[0])
        break
      case 'releaseStream':
      case '_checkbw':
        this.result(call, null, undefined)
        break
      case 'FCPublish':
        this.result(call, null, undefined)
        this.send(writeAmf('onFCPublish', 0, null, status('status', PUBLISH_START, '')))
        break
      case 'createStream':
        this.result(call, null, 1)
        break
      case 'publish':
        this.publish(rest[1])
        break
      case 'play':
      case 'play2':
        this.status('error', 'NetStream.Play.Failed', 'This door is for publishers')
        throw new RtmpFault('play_refused')
      case 'FCUnpublish':
      case 'closeStream':
      case 'deleteStream':
        if (this.phase !== 'publishing') return
        this.status('status', 'NetStream.Unpublish.Success', 'Unpublished')
        this.finish('stopped')
    }
  }

  private connect(call: number, options: AmfValue): void {
    const app =
      options && typeof options === 'object' && 'app' in options ? String(options.app) : ''
    if (app.split('?')[0]?.replace(/\/+$/, '') !== APP) {
      const refused = status('error', 'NetConnection.Connect.Rejected', 'Unknown application')
      this.send(writeAmf('_error', call, null, refused))
      throw new RtmpFault('unknown_app')
    }
    this.connected = true
    this.reply(
      Buffer.concat([
        controlMessage(MESSAGE.window_size, WINDOW),
        controlMessage(MESSAGE.peer_bandwidth, WINDOW, 2),
        controlMessage(MESSAGE.set_chunk_size, CHUNK_SIZE),
      ]),
    )
    const accepted = status('status', 'NetConnection.Connect.Success', 'Connection succeeded')
    this.result(
      call,
      { fmsVer: 'FMS/3,0,1,123', capabilities: 31 },
      { ...accepted, objectEncoding: 0 },
    )
  }

  private publish(key: AmfValue): void {
    if (!this.connected || this.phase !== 'connecting' || typeof key !== 'string')
      throw new RtmpFault('publish_out_of_order')
    this.phase = 'deciding'
    this.socket.pause()
    this.handlers.admit(key, this).then(
      (answer) => this.decided(answer),
      () => this.decided({ ok: false, code: 'not_decided' }),
    )
  }

  private decided(answer: Admission): void {
    // Somebody who left while we asked must not hold the stream.
    if (this.phase !== 'deciding') {
      if (answer.ok) answer.sink.gone('connection_lost')
      return
    }
    if (!answer.ok) {
      this.status('error', 'NetStream.Publish.BadName', `Publishing refused: ${answer.code}`)
      this.finish(answer.code)
      return
    }
    this.sink = answer.sink
    this.phase = 'publishing'
    this.deadline = this.within(RTMP_LIMITS.idle_ms, 'idle')
    const begin = Buffer.from([0, 0, 0, 0, 0, 1])
    this.reply(
      writeChunks(2, { type: MESSAGE.user_control, timestamp: 0, stream: 0, payload: begin }, 128),
    )
    this.status('status', PUBLISH_START, 'Publishing')
    this.socket.resume()
    this.guard(() => this.drain())
  }

  private status(level: string, code: string, description: string): void {
    this.send(writeAmf('onStatus', 0, null, status(level, code, description)), 1)
  }

  private result(call: number, ...values: AmfValue[]): void {
    this.send(writeAmf('_result', call, ...values))
  }

  private send(payload: Buffer, stream = 0): void {
    const message = { type: MESSAGE.command, timestamp: 0, stream, payload }
    this.reply(writeChunks(3, message, this.connected ? CHUNK_SIZE : 128))
  }

  private reply(bytes: Buffer): void {
    if (this.socket.writableLength > REPLY_BACKLOG) throw new RtmpFault('answers_not_read')
    if (!this.socket.destroyed) this.socket.write(bytes)
  }
}

const PUBLISH_START = 'NetStream.Publish.Start'

const status = (level: string, code: string, description: string) => ({ level, code, description })
