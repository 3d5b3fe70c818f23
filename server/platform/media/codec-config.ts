import { RtmpFault } from './rtmp-fault.ts'

export type VideoConfig = { record: Buffer; width: number; height: number; codec: string }
export type AudioConfig = { record: Buffer; sample_rate: number; channels: number }

/** Reads an AVCDecoderConfigurationRecord: the picture's size stands in its first parameter set. */
export function readAvcConfig(record: Buffer): VideoConfig {
  if (record.length < 11 || record[0] !== 1) throw new RtmpFault('video_config_unreadable')
  const sets = (record[5] as number) & 0x1f
  const length = record.readUInt16BE(6)
  if (sets < 1 || length < 4 || 8 + length > record.length)
    throw new RtmpFault('video_config_unreadable')
  const size = readSps(record.subarray(8, 8 + length))
  const codec = `avc1.${record.subarray(1, 4).toString('hex')}`
  return { record: Buffer.from(record), ...size, codec }
}

const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
]
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8]

/** Reads an AudioSpecificConfig. With SBR the core rate counts: a frame is 1024 samples of it. */
export function readAacConfig(record: Buffer): AudioConfig {
  if (record.length < 2) throw new RtmpFault('audio_config_unreadable')
  const bits = new Bits(record)
  if (bits.read(5) === 31) bits.read(6)
  const index = bits.read(4)
  const sample_rate = index === 15 ? bits.read(24) : RATES[index]
  const channels = CHANNELS[bits.read(4)]
  if (!sample_rate || channels === undefined) throw new RtmpFault('audio_config_unreadable')
  return { record: Buffer.from(record), sample_rate, channels: channels || 2 }
}

/** Profiles whose parameter set describes the chroma format. */
const WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])

/** The size in pixels that a sequence parameter set announces, after cropping. */
function readSps(unit: Buffer): { width: number; height: number } {
  const bits = new Bits(withoutEmulation(unit.subarray(1)))
  const profile = bits.read(8)
  bits.read(16)
  bits.unsigned()
  let chroma = 1
  let separate = 0
  if (WITH_CHROMA.has(profile)) {
    chroma = bits.unsigned()
    if (chroma === 3) separate = bits.read(1)
    bits.unsigned()
    bits.unsigned()
    bits.read(1)
    if (bits.read(1)) {
      const lists = chroma === 3 ? 12 : 8
      for (let index = 0; index < lists; index++)
        if (bits.read(1)) skipList(bits, index < 6 ? 16 : 64)
    }
  }
  bits.unsigned()
  const order = bits.unsigned()
  if (order === 0) bits.unsigned()
  else if (order === 1) {
    bits.read(1)
    bits.signed()
    bits.signed()
    const cycle = bits.unsigned()
    if (cycle > 255) throw new RtmpFault('video_config_unreadable')
    for (let index = 0; index < cycle; index++) bits.signed()
  }
  bits.unsigned()
  bits.read(1)
  const columns = bits.unsigned() + 1
  const rows = bits.unsigned() + 1
  const frames_only = bits.read(1)
  if (!frames_only) bits.read(1)
  bits.read(1)
  let [left, right, top, bottom] = [0, 0, 0, 0]
  if (bits.read(1)) {
    left = bits.unsigned()
    right = bits.unsigned()
    top = bits.unsigned()
    bottom = bits.unsigned()
  }
  const flat = separate === 1 || chroma === 0
  const step_x = flat || chroma === 3 ? 1 : 2
  const step_y = (!flat && chroma === 1 ? 2 : 1) * (2 - frames_only)
  const width = columns * 16 - step_x * (left + right)
  const height = rows * 16 * (2 - frames_only) - step_y * (top + bottom)
  if (!(width > 0 && height > 0)) throw new RtmpFault('video_config_unreadable')
  return { width, height }
}

function skipList(bits: Bits, size: number): void {
  let last = 8
  let next = 8
  for (let index = 0; index < size; index++) {
    if (next !== 0) next = (last + bits.signed() + 256) % 256
    last = next === 0 ? last : next
  }
}

function withoutEmulation(unit: Buffer): Buffer {
  const clean: number[] = []
  let zeros = 0
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    clean.push(byte)
  }
  return Buffer.from(clean)
}

class Bits {
  private readonly bytes: Buffer
  private at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  read(count: number): number {
    let value = 0
    for (let index = 0; index < count; index++) {
      const byte = this.bytes[this.at >> 3]
      if (byte === undefined) throw new RtmpFault('config_cut_short')
      value = value * 2 + ((byte >> (7 - (this.at & 7))) & 1)
      this.at++
    }
    return value
  }

  unsigned(): number {
    let zeros = 0
    while (this.read(1) === 0) if (++zeros > 31) throw new RtmpFault('config_cut_short')
    return 2 ** zeros - 1 + this.read(zeros)
  }

  signed(): number {
    const code = this.unsigned()
    return code % 2 ? (code + 1) / 2 : -code / 2
  }
}
