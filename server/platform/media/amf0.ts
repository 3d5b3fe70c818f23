import { RtmpFault } from './rtmp-fault.ts'

/** AMF0, the value language of RTMP commands. Objects have no prototype, so no key can poison one. */
export type AmfObject = { [key: string]: AmfValue }
export type AmfValue = number | boolean | string | null | undefined | Date | AmfObject | AmfValue[]

const LIMITS = { depth: 8, values: 1_024, string_bytes: 16_384 } as const

/** All values of a command or data message; a lie about length, depth or kind is a fault. */
export function readAmf(bytes: Buffer): AmfValue[] {
  const reader = new AmfReader(bytes)
  const values: AmfValue[] = []
  while (!reader.done) values.push(reader.value(0))
  return values
}

class AmfReader {
  private readonly bytes: Buffer
  private at = 0
  private left: number = LIMITS.values

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get done(): boolean {
    return this.at >= this.bytes.length
  }

  value(depth: number): AmfValue {
    if (depth > LIMITS.depth || --this.left < 0) throw new RtmpFault('amf_too_deep')
    const marker = this.take(1)[0]
    switch (marker) {
      case 0x00:
        return this.take(8).readDoubleBE()
      case 0x01:
        return this.take(1)[0] !== 0
      case 0x02:
        return this.text(this.take(2).readUInt16BE())
      case 0x03:
        return this.members(depth)
      case 0x05:
        return null
      case 0x06:
      case 0x0d:
        return undefined
      case 0x08:
        // The announced count is advice only; the end marker decides.
        this.take(4)
        return this.members(depth)
      case 0x0a:
        return this.list(depth)
      case 0x0b: {
        const ms = this.take(10).readDoubleBE()
        return new Date(ms)
      }
      case 0x0c:
      case 0x0f:
        return this.text(this.take(4).readUInt32BE())
      case 0x10:
        this.text(this.take(2).readUInt16BE())
        return this.members(depth)
      default:
        throw new RtmpFault('amf_unknown_marker')
    }
  }

  private take(length: number): Buffer {
    if (length > this.bytes.length - this.at) throw new RtmpFault('amf_cut_short')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  private text(length: number): string {
    if (length > LIMITS.string_bytes) throw new RtmpFault('amf_string_too_long')
    return this.take(length).toString('utf8')
  }

  private members(depth: number): AmfObject {
    const found: AmfObject = Object.create(null)
    for (;;) {
      const key = this.text(this.take(2).readUInt16BE())
      if (key === '' && this.bytes[this.at] === 0x09) {
        this.at++
        return found
      }
      found[key] = this.value(depth + 1)
    }
  }

  private list(depth: number): AmfValue[] {
    const count = this.take(4).readUInt32BE()
    // Every value takes at least a byte, so a larger count is a lie.
    if (count > this.bytes.length - this.at) throw new RtmpFault('amf_cut_short')
    const found: AmfValue[] = []
    for (let index = 0; index < count; index++) found.push(this.value(depth + 1))
    return found
  }
}

/** The bytes of a row of values. */
export const writeAmf = (...values: AmfValue[]): Buffer => Buffer.concat(values.map(writeValue))

function writeValue(value: AmfValue): Buffer {
  if (value === null) return Buffer.from([0x05])
  if (value === undefined) return Buffer.from([0x06])
  if (typeof value === 'boolean') return Buffer.from([0x01, value ? 1 : 0])
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9)
    bytes.writeDoubleBE(value, 1)
    return bytes
  }
  if (typeof value === 'string') {
    const text = Buffer.from(value)
    if (text.length < 65_536) return Buffer.concat([Buffer.from([0x02]), short(text)])
    const head = Buffer.alloc(5)
    head[0] = 0x0c
    head.writeUInt32BE(text.length, 1)
    return Buffer.concat([head, text])
  }
  if (value instanceof Date) {
    const bytes = Buffer.alloc(11)
    bytes[0] = 0x0b
    bytes.writeDoubleBE(value.getTime(), 1)
    return bytes
  }
  if (Array.isArray(value)) {
    const head = Buffer.alloc(5)
    head[0] = 0x0a
    head.writeUInt32BE(value.length, 1)
    return Buffer.concat([head, ...value.map(writeValue)])
  }
  const parts: Buffer[] = [Buffer.from([0x03])]
  for (const [key, one] of Object.entries(value))
    parts.push(short(Buffer.from(key)), writeValue(one))
  parts.push(Buffer.from([0x00, 0x00, 0x09]))
  return Buffer.concat(parts)
}

function short(text: Buffer): Buffer {
  const head = Buffer.alloc(2)
  head.writeUInt16BE(text.length)
  return Buffer.concat([head, text])
}
