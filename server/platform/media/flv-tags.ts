export type VideoTag = {
  kind: 'config' | 'frame' | 'end' | 'other'
  /** `avc1` for plain FLV; the four letters of Enhanced RTMP otherwise. */
  codec: string
  key: boolean
  /** Presentation minus decoding time, in ms. */
  shift: number
  body: Buffer
}

export type AudioTag = { kind: 'config' | 'frame' | 'other'; codec: string; body: Buffer }

const FOURCC = /^[a-zA-Z0-9]{4}$/

/** What a video message carries, or undefined when it is none we could pass on. */
export function readVideoTag(payload: Buffer): VideoTag | undefined {
  const first = payload[0]
  if (first === undefined) return undefined
  if (first & 0x80) return readEnhancedVideo(payload, first)
  if ((first & 0x0f) !== 7 || payload.length < 5) return undefined
  const kind = (['config', 'frame', 'end'] as const)[payload[1] as number]
  if (!kind) return undefined
  const key = first >> 4 === 1
  return { kind, codec: 'avc1', key, shift: payload.readIntBE(2, 3), body: payload.subarray(5) }
}

function readEnhancedVideo(payload: Buffer, first: number): VideoTag | undefined {
  const codec = payload.toString('latin1', 1, 5)
  if (!FOURCC.test(codec)) return undefined
  const key = ((first >> 4) & 0x07) === 1
  const packet = first & 0x0f
  if (packet === 0) return { kind: 'config', codec, key, shift: 0, body: payload.subarray(5) }
  if (packet === 2) return { kind: 'end', codec, key, shift: 0, body: payload.subarray(5) }
  if (packet === 3) return { kind: 'frame', codec, key, shift: 0, body: payload.subarray(5) }
  if (packet !== 1) return { kind: 'other', codec, key: false, shift: 0, body: payload.subarray(5) }
  if (codec !== 'hvc1' && codec !== 'avc1')
    return { kind: 'frame', codec, key, shift: 0, body: payload.subarray(5) }
  if (payload.length < 8) return undefined
  return { kind: 'frame', codec, key, shift: payload.readIntBE(5, 3), body: payload.subarray(8) }
}

/** What an audio message carries; `mp4a` is AAC, every other codec is passed on unread. */
export function readAudioTag(payload: Buffer): AudioTag | undefined {
  const first = payload[0]
  if (first === undefined) return undefined
  const format = first >> 4
  if (format !== 10) return { kind: 'other', codec: `flv${format}`, body: payload.subarray(1) }
  if (payload.length < 2) return undefined
  const kind = payload[1] === 0 ? 'config' : 'frame'
  return { kind, codec: 'mp4a', body: payload.subarray(2) }
}

/** The nine bytes a FLV file starts with, and the size of the tag before the first: none. */
export const flvHeader = (has: { audio: boolean; video: boolean }): Buffer =>
  Buffer.from([
    0x46,
    0x4c,
    0x56,
    1,
    (has.audio ? 4 : 0) | (has.video ? 1 : 0),
    0,
    0,
    0,
    9,
    0,
    0,
    0,
    0,
  ])

/** One FLV tag of an RTMP message. Time is 32 bits in FLV; it wraps after 49 days. */
export function flvTag(type: number, timestamp: number, payload: Buffer): Buffer {
  const tag = Buffer.allocUnsafe(15 + payload.length)
  const time = timestamp >>> 0
  tag[0] = type
  tag.writeUIntBE(payload.length, 1, 3)
  tag.writeUIntBE(time & 0xffffff, 4, 3)
  tag[7] = time >>> 24
  tag.writeUIntBE(0, 8, 3)
  payload.copy(tag, 11)
  tag.writeUInt32BE(11 + payload.length, 11 + payload.length)
  return tag
}

export type FlvTag = { type: number; timestamp: number; payload: Buffer }

/** The tags of whole FLV bytes; a cut-off tag at the end is left out. Tests and probes use it. */
export function readFlv(bytes: Buffer): FlvTag[] {
  const tags: FlvTag[] = []
  let at = 13
  while (at + 15 <= bytes.length) {
    const length = bytes.readUIntBE(at + 1, 3)
    if (at + 15 + length > bytes.length) break
    const timestamp = bytes.readUIntBE(at + 4, 3) + (bytes[at + 7] as number) * 2 ** 24
    const payload = bytes.subarray(at + 11, at + 11 + length)
    if (bytes.readUInt32BE(at + 11 + length) !== length + 11) throw new Error('broken FLV tag')
    tags.push({ type: bytes[at] as number, timestamp, payload })
    at += 15 + length
  }
  return tags
}
