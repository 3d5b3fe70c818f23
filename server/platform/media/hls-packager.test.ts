import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AudioConfig, VideoConfig } from './codec-config.ts'
import { HlsPackager, type Segment } from './hls-packager.ts'
import { playlist, targetOf } from './hls-playlist.ts'
import { LiveWindow } from './live-window.ts'

const video = (byte: number): VideoConfig => ({
  record: Buffer.from([1, 0x4d, 0x40, byte]),
  width: 540,
  height: 960,
  codec: 'avc1',
})
const audio: AudioConfig = { record: Buffer.from([0x11, 0x90]), sample_rate: 48_000, channels: 2 }

function begin() {
  const segments: Segment[] = []
  const inits: number[] = []
  const packager = new HlsPackager(
    { onInit: (number) => inits.push(number), onSegment: (one) => segments.push(one) },
    undefined,
  )
  /** Ten pictures a second, a key frame each `gop` pictures, from one time to another. */
  const pictures = (from: number, to: number, gop: number, wall = 0) => {
    for (let time = from; time < to; time += 100)
      packager.pushVideo(
        { time, shift: 0, key: (time / 100) % gop === 0, data: Buffer.alloc(9) },
        time + wall,
      )
  }
  return { packager, segments, inits, pictures }
}

const lengths = (segments: Segment[]) => segments.map(({ duration_ms }) => duration_ms)

test('segments follow the key frames and are never much shorter than a second', () => {
  const short = begin()
  short.packager.setVideo(video(1))
  short.pictures(0, 4_000, 5)
  assert.deepEqual(lengths(short.segments), [1_000, 1_000, 1_000])
  const long = begin()
  long.packager.setVideo(video(1))
  long.pictures(0, 6_000, 20)
  assert.deepEqual(lengths(long.segments), [2_000, 2_000])
})

test('without key frames a segment is cut all the same', () => {
  const { packager, segments, pictures } = begin()
  packager.setVideo(video(1))
  pictures(0, 61_000, 10_000)
  assert.deepEqual(lengths(segments), [10_000, 10_000, 10_000, 10_000, 10_000, 10_000])
})

test('other codecs close the segment and begin a new init; the same ones again do nothing', () => {
  const { packager, segments, inits, pictures } = begin()
  packager.setVideo(video(1))
  pictures(0, 1_500, 10)
  packager.setVideo(video(1))
  pictures(1_500, 2_500, 10)
  packager.setVideo(video(2))
  pictures(3_000, 4_100, 10)
  assert.deepEqual(inits, [0, 1])
  assert.deepEqual(
    segments.map(({ discontinuity }) => discontinuity),
    [false, false, false, true],
  )
  assert.deepEqual(lengths(segments), [1_000, 1_000, 500, 1_000])
})

test('sound announced right after the picture is in the first init segment', () => {
  const { packager, segments, inits, pictures } = begin()
  packager.setVideo(video(1))
  packager.setAudio(audio)
  pictures(0, 1_100, 10)
  packager.pushAudio({ time: 1_050, data: Buffer.alloc(5) }, 1_050)
  assert.deepEqual(inits, [0])
  assert.equal(segments[0]?.discontinuity, false)
})

test('sound alone makes segments too', () => {
  const { packager, segments } = begin()
  packager.setAudio(audio)
  for (let at = 0; at < 200; at++)
    packager.pushAudio({ time: Math.round(at * 21.333), data: Buffer.alloc(5) }, 0)
  assert.equal(segments.length, 4)
  assert.ok(targetOf(segments) === 1)
})

test('a pause shows in wall time, not in media time', () => {
  const { packager, segments, pictures } = begin()
  packager.setVideo(video(1))
  pictures(0, 2_000, 10)
  packager.flush()
  packager.seam()
  pictures(2_000, 3_100, 10, 7_000)
  assert.deepEqual(
    segments.map(({ start_ms }) => start_ms),
    [0, 1_000, 2_000],
  )
  assert.deepEqual(
    segments.map(({ at }) => at),
    [0, 1_000, 9_000],
  )
})

test('the live list keeps count of discontinuities that have left it', () => {
  const window = new LiveWindow()
  for (let sequence = 0; sequence < 10; sequence++)
    window.addSegment({
      sequence,
      init: sequence < 3 ? 0 : 1,
      start_ms: sequence * 1_000,
      duration_ms: 1_000,
      at: sequence * 1_000,
      discontinuity: sequence === 3 || sequence === 8,
      bytes: Buffer.alloc(1),
    })
  const list = window.list('?token=t')
  assert.match(list, /#EXT-X-MEDIA-SEQUENCE:4\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n/)
  assert.equal(list.match(/#EXT-X-DISCONTINUITY\n/g)?.length, 1)
  assert.equal(list.match(/#EXT-X-MAP/g)?.length, 1)
  assert.ok(window.segment(1) && !window.segment(77))
})

test('an empty list is a list', () => {
  const options = { target_s: 1, ended: false, vod: false, discontinuities_before: 0, query: '' }
  assert.match(playlist([], options), /^#EXTM3U\n/)
})
