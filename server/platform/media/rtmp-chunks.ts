import { RTMP_LIMITS } from './limits.ts'
import { RtmpFault } from './rtmp-fault.ts'

export type RtmpMessage = { type: number; timestamp: number; stream: number; payload: Buffer }

export const MESSAGE = {
  set_chunk_size: 1,
  abort: 2,
  acknowledgement: 3,
  user_control: 4,
  window_size: 5,
  peer_bandwidth: 6,
  audio: 8,
  video: 9,
  data_amf3: 15,
  command_amf3: 17,
  data: 18,
  command: 20,
  aggregate: 22,
} as const

type ChunkStream = {
  timestamp: number
  delta: number
  length: number
  type: number
  stream: number
  extended: boolean
  pieces: Buffer[]
  have: number
}

/**
 * Puts chunks together into messages. `push` bytes, then ask for `next` until it answers undefined:
 * the caller may stop in between to wait for an answer. Memory is bounded: a chunk is taken only
 * when its header keeps every limit, and unfinished messages share one budget.
 */
export class ChunkReader {
  chunk_size = 128
  private readonly streams = new Map<number, ChunkStream>()
  private held: Buffer = Buffer.alloc(0)
  private at = 0
  private assembling = 0

  push(data: Buffer): void {
    this.held =
      this.at < this.held.length ? Buffer.concat([this.held.subarray(this.at), data]) : data
    this.at = 0
    if (this.held.length > RTMP_LIMITS.connection_bytes) throw new RtmpFault('connection_too_large')
  }

  /** Bytes this connection makes us hold. */
  get bytes(): number {
    return this.held.length - this.at + this.assembling
  }

  next(): RtmpMessage | undefined {
    for (;;) {
      const message = this.chunk()
      if (message === 'more') return undefined
      if (message === 'part') continue
      if (message.type === MESSAGE.set_chunk_size) this.resize(message.payload)
      else if (message.type === MESSAGE.abort) this.abort(message.payload)
      else return message
    }
  }

  private resize(payload: Buffer): void {
    const size = payload.length >= 4 ? payload.readUInt32BE() : 0
    if (size < RTMP_LIMITS.chunk_size_min || size > RTMP_LIMITS.chunk_size_max)
      throw new RtmpFault('chunk_size_refused')
    this.chunk_size = size
  }

  private abort(payload: Buffer): void {
    const found = payload.length >= 4 ? this.streams.get(payload.readUInt32BE()) : undefined
    if (!found) return
    this.assembling -= found.have
    found.pieces = []
    found.have = 0
  }

  /** One chunk; nothing is changed until all of it is here. */
  private chunk(): RtmpMessage | 'more' | 'part' {
    const { held } = this
    let at = this.at
    const left = held.length - at
    if (left < 1) return 'more'
    const first = held[at++] as number
    const format = first >> 6
    let id = first & 0x3f
    const id_bytes = id === 0 ? 1 : id === 1 ? 2 : 0
    const head_bytes = [11, 7, 3, 0][format] as number
    if (left < 1 + id_bytes + head_bytes) return 'more'
    if (id_bytes === 1) id = 64 + (held[at] as number)
    if (id_bytes === 2) id = 64 + held.readUInt16LE(at)
    at += id_bytes

    const known = this.streams.get(id)
    if (!known && format !== 0 && format !== 1) throw new RtmpFault('chunk_without_header')
    if (!known && this.streams.size >= RTMP_LIMITS.chunk_streams)
      throw new RtmpFault('too_many_chunk_streams')
    const was = known ?? blank()
    if (was.have > 0 && format === 0) throw new RtmpFault('message_inside_message')

    let field = format === 3 ? 0 : held.readUIntBE(at, 3)
    const length = format <= 1 ? held.readUIntBE(at + 3, 3) : was.length
    const type = format <= 1 ? (held[at + 6] as number) : was.type
    const stream = format === 0 ? held.readUInt32LE(at + 7) : was.stream
    at += head_bytes
    const extended = format === 3 ? was.extended : field === 0xffffff
    if (extended) {
      if (held.length - at < 4) return 'more'
      if (format !== 3) field = held.readUInt32BE(at)
      at += 4
    }
    if (length > RTMP_LIMITS.message_bytes) throw new RtmpFault('message_too_long')
    if (was.have > 0 && length !== was.length) throw new RtmpFault('message_changed_length')
    const size = Math.min(this.chunk_size, length - was.have)
    if (this.assembling + size > RTMP_LIMITS.connection_bytes)
      throw new RtmpFault('connection_too_large')
    if (held.length - at < size) return 'more'

    const fresh = was.have === 0
    if (fresh) {
      const delta = format === 3 ? was.delta : field
      was.timestamp = format === 0 ? field : (was.timestamp + delta) >>> 0
      was.delta = delta
    }
    was.length = length
    was.type = type
    was.stream = stream
    was.extended = extended
    if (!known) this.streams.set(id, was)
    was.pieces.push(held.subarray(at, at + size))
    was.have += size
    this.assembling += size
    this.at = at + size
    if (was.have < length) return 'part'

    // The copy frees the socket's buffers, which the pieces would otherwise pin.
    const payload = Buffer.concat(was.pieces, length)
    this.assembling -= length
    was.pieces = []
    was.have = 0
    return { type, timestamp: was.timestamp, stream, payload }
  }
}

const blank = (): ChunkStream => ({
  timestamp: 0,
  delta: 0,
  length: 0,
  type: 0,
  stream: 0,
  extended: false,
  pieces: [],
  have: 0,
})

/** One message as chunks: a full header, then continuations. */
export function writeChunks(
  chunk_stream: number,
  message: RtmpMessage,
  chunk_size: number,
): Buffer {
  const { payload } = message
  const long = message.timestamp >= 0xffffff
  const extra = long ? 4 : 0
  const count = Math.max(1, Math.ceil(payload.length / chunk_size))
  const bytes = Buffer.allocUnsafe(payload.length + 12 + extra + (count - 1) * (1 + extra))
  bytes[0] = chunk_stream
  bytes.writeUIntBE(long ? 0xffffff : message.timestamp, 1, 3)
  bytes.writeUIntBE(payload.length, 4, 3)
  bytes[7] = message.type
  bytes.writeUInt32LE(message.stream, 8)
  let at = 12
  if (long) at = bytes.writeUInt32BE(message.timestamp >>> 0, at)
  for (let from = 0; from < payload.length; from += chunk_size) {
    if (from > 0) {
      bytes[at++] = 0xc0 | chunk_stream
      if (long) at = bytes.writeUInt32BE(message.timestamp >>> 0, at)
    }
    at += payload.copy(bytes, at, from, Math.min(from + chunk_size, payload.length))
  }
  return bytes
}

/** A protocol control message with one 32-bit number. */
export function controlMessage(type: number, value: number, ...more: number[]): Buffer {
  const payload = Buffer.alloc(4 + more.length)
  payload.writeUInt32BE(value >>> 0)
  more.forEach((one, index) => {
    payload[4 + index] = one
  })
  return writeChunks(2, { type, timestamp: 0, stream: 0, payload }, 128)
}
