import type { AudioConfig, VideoConfig } from './codec-config.ts'

/**
 * Fragmented MP4 as CMAF wants it: one init segment with the tracks, then segments of `moof` and
 * `mdat`. Video runs in milliseconds, which is all RTMP knows; audio in its own sample rate.
 */
export type Tracks = { video?: VideoConfig | undefined; audio?: AudioConfig | undefined }
export type Sample = { data: Buffer; duration: number; shift: number; key: boolean }
export type Run = { base: number; samples: Sample[] }

export const VIDEO_TIMESCALE = 1_000
const VIDEO_TRACK = 1
const AUDIO_TRACK = 2
const KEY_FLAGS = 0x02000000
const DELTA_FLAGS = 0x01010000

const box = (type: string, ...parts: Buffer[]): Buffer => {
  const length = parts.reduce((sum, part) => sum + part.length, 8)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, ...parts], length)
}

const full = (type: string, version: number, flags: number, ...parts: Buffer[]): Buffer =>
  box(type, u32(version * 2 ** 24 + flags), ...parts)

const u8 = (...values: number[]): Buffer => Buffer.from(values)

const u16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, index) => {
    bytes.writeUInt16BE(value, index * 2)
  })
  return bytes
}

const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value >>> 0, index * 4)
  })
  return bytes
}

const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
const text = (value: string): Buffer => Buffer.from(value, 'latin1')

/** The init segment of a codec configuration. */
export function initSegment(tracks: Tracks): Buffer {
  const traks: Buffer[] = []
  const trexs: Buffer[] = []
  if (tracks.video) {
    const { width, height } = tracks.video
    const media = full('vmhd', 0, 1, Buffer.alloc(8))
    traks.push(
      trak(VIDEO_TRACK, 'vide', VIDEO_TIMESCALE, media, videoEntry(tracks.video), width, height),
    )
    trexs.push(full('trex', 0, 0, u32(VIDEO_TRACK, 1, 0, 0, 0)))
  }
  if (tracks.audio) {
    const media = full('smhd', 0, 0, Buffer.alloc(4))
    const entry = audioEntry(tracks.audio)
    traks.push(trak(AUDIO_TRACK, 'soun', tracks.audio.sample_rate, media, entry, 0, 0))
    trexs.push(full('trex', 0, 0, u32(AUDIO_TRACK, 1, 0, 0, 0)))
  }
  const mvhd = full(
    'mvhd',
    0,
    0,
    u32(0, 0, 1_000, 0, 0x10000),
    u16(0x0100, 0),
    Buffer.alloc(8),
    MATRIX,
    Buffer.alloc(24),
    u32(AUDIO_TRACK + 1),
  )
  return Buffer.concat([
    box('ftyp', text('iso6'), u32(1), text('iso6cmfcmp42')),
    box('moov', mvhd, ...traks, box('mvex', ...trexs)),
  ])
}

function trak(
  id: number,
  handler: string,
  timescale: number,
  media: Buffer,
  entry: Buffer,
  width: number,
  height: number,
): Buffer {
  const tkhd = full(
    'tkhd',
    0,
    7,
    u32(0, 0, id, 0, 0, 0, 0),
    u16(0, 0, handler === 'soun' ? 0x0100 : 0, 0),
    MATRIX,
    u32(width * 0x10000, height * 0x10000),
  )
  const mdhd = full('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(0x55c4, 0))
  const hdlr = full('hdlr', 0, 0, u32(0), text(handler), Buffer.alloc(12), u8(0))
  const dinf = box('dinf', full('dref', 0, 0, u32(1), full('url ', 0, 1)))
  const stbl = box(
    'stbl',
    full('stsd', 0, 0, u32(1), entry),
    full('stts', 0, 0, u32(0)),
    full('stsc', 0, 0, u32(0)),
    full('stsz', 0, 0, u32(0, 0)),
    full('stco', 0, 0, u32(0)),
  )
  return box('trak', tkhd, box('mdia', mdhd, hdlr, box('minf', media, dinf, stbl)))
}

const videoEntry = ({ width, height, record }: VideoConfig): Buffer =>
  box(
    'avc1',
    Buffer.alloc(6),
    u16(1),
    Buffer.alloc(16),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(0x18, 0xffff),
    box('avcC', record),
  )

function audioEntry({ record, channels, sample_rate }: AudioConfig): Buffer {
  const described = descriptor(
    3,
    u16(AUDIO_TRACK),
    u8(0),
    descriptor(4, u8(0x40, 0x15, 0, 0, 0), u32(0, 0), descriptor(5, record)),
    descriptor(6, u8(2)),
  )
  return box(
    'mp4a',
    Buffer.alloc(6),
    u16(1),
    Buffer.alloc(8),
    u16(channels, 16, 0, 0),
    u32(Math.min(sample_rate, 65_535) * 0x10000),
    full('esds', 0, 0, described),
  )
}

function descriptor(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length = body.length
  return Buffer.concat([
    u8(tag, 0x80 | (length >> 21), 0x80 | ((length >> 14) & 0x7f), 0x80 | ((length >> 7) & 0x7f)),
    u8(length & 0x7f),
    body,
  ])
}

/** One media segment: the samples of both tracks in one fragment. */
export function mediaSegment(sequence: number, video?: Run, audio?: Run): Buffer {
  const runs = [
    ...(video?.samples.length ? [{ track: VIDEO_TRACK, run: video }] : []),
    ...(audio?.samples.length ? [{ track: AUDIO_TRACK, run: audio }] : []),
  ]
  // A table's size does not depend on its offsets, so it is built twice: to measure, then for good.
  const build = (offset: number): Buffer => {
    let at = offset
    const trafs = runs.map(({ track, run }) => {
      const traf = trackFragment(track, run, at)
      at += run.samples.reduce((sum, sample) => sum + sample.data.length, 0)
      return traf
    })
    return box('moof', full('mfhd', 0, 0, u32(sequence)), ...trafs)
  }
  const head = build(build(0).length + 8)
  const datas = runs.flatMap(({ run }) => run.samples.map((sample) => sample.data))
  return Buffer.concat([head, box('mdat', ...datas)])
}

function trackFragment(track: number, run: Run, offset: number): Buffer {
  const base = Buffer.alloc(8)
  base.writeBigUInt64BE(BigInt(run.base))
  const table = Buffer.alloc(run.samples.length * 16)
  run.samples.forEach((sample, index) => {
    const at = index * 16
    table.writeUInt32BE(sample.duration, at)
    table.writeUInt32BE(sample.data.length, at + 4)
    table.writeUInt32BE(sample.key ? KEY_FLAGS : DELTA_FLAGS, at + 8)
    table.writeInt32BE(sample.shift, at + 12)
  })
  return box(
    'traf',
    full('tfhd', 0, 0x020000, u32(track)),
    full('tfdt', 1, 0, base),
    full('trun', 1, 0xf01, u32(run.samples.length, offset), table),
  )
}
