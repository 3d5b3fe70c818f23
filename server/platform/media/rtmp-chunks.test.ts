import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
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

const readAll = (reader: ChunkReader): RtmpMessage[] => {
  const found: RtmpMessage[] = []
  for (let message = reader.next(); message; message = reader.next()) found.push(message)
  return found
}

const message = fc.record(
  {
    type: fc.constantFrom<number>(MESSAGE.audio, MESSAGE.video, MESSAGE.command),
    timestamp: fc.oneof(fc.nat(0xffffff - 1), fc.integer({ min: 0xffffff, max: 0xffffffff })),
    stream: fc.nat(10),
    payload: fc.uint8Array({ maxLength: 700 }).map((bytes) => Buffer.from(bytes)),
  },
  { noNullPrototype: true },
)

test('messages survive any chunk size and any cut of the stream', () => {
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 6 }),
      fc.integer({ min: 128, max: 512 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }),
      (messages, size, cuts) => {
        const bytes = Buffer.concat([
          controlMessage(MESSAGE.set_chunk_size, size),
          ...messages.map((one, index) => writeChunks(3 + (index % 5), one, size)),
        ])
        const reader = new ChunkReader()
        const found: RtmpMessage[] = []
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const step = cuts[turn % cuts.length] as number
          reader.push(bytes.subarray(at, at + step))
          found.push(...readAll(reader))
          at += step
        }
        assert.deepEqual(found, messages)
        assert.equal(reader.bytes, 0)
      },
    ),
    { numRuns: 300 },
  )
})

test('short headers repeat what stood before: deltas, lengths, interleaved streams', () => {
  const reader = new ChunkReader()
  const first = writeChunks(
    4,
    { type: 8, timestamp: 1_000, stream: 1, payload: Buffer.alloc(200, 1) },
    128,
  )
  const other = writeChunks(
    6,
    { type: 9, timestamp: 1_000, stream: 1, payload: Buffer.alloc(10, 2) },
    128,
  )
  reader.push(
    Buffer.concat([
      first.subarray(0, 12 + 128),
      other,
      first.subarray(12 + 128),
      // Type 1: delta 23, length 3, type 8.
      Buffer.from([0x44, 0, 0, 23, 0, 0, 3, 8, 7, 7, 7]),
      // Type 2: delta 20. Type 3: the same again.
      Buffer.from([0x84, 0, 0, 20, 8, 8, 8]),
      Buffer.from([0xc4, 9, 9, 9]),
    ]),
  )
  const found = readAll(reader).map(({ type, timestamp, payload }) => [
    type,
    timestamp,
    payload.length,
  ])
  assert.deepEqual(found, [
    [9, 1_000, 10],
    [8, 1_000, 200],
    [8, 1_023, 3],
    [8, 1_043, 3],
    [8, 1_063, 3],
  ])
})

test('limits hold before anything is buffered', () => {
  const refused = (bytes: Buffer) => {
    const reader = new ChunkReader()
    assert.throws(() => {
      reader.push(bytes)
      readAll(reader)
    }, RtmpFault)
    assert.ok(reader.bytes < 100_000)
  }
  for (const size of [0, 1, 127, 65_537, 2 ** 31 - 1])
    refused(controlMessage(MESSAGE.set_chunk_size, size))
  refused(Buffer.from([0x03, 0, 0, 0, 0xff, 0xff, 0xff, 20, 0, 0, 0, 0]))
  refused(Buffer.from([0xc3, 1, 2, 3]))
  const begun = (id: number) =>
    Buffer.concat([Buffer.from([id, 0, 0, 0, 0, 1, 0, 9, 0, 0, 0, 0]), Buffer.alloc(128)])
  refused(
    Buffer.concat(
      Array.from({ length: RTMP_LIMITS.chunk_streams }, (_, i) => begun(3 + i))
        .slice(0, 61)
        .concat(
          Array.from({ length: 4 }, (_, i) =>
            Buffer.concat([Buffer.from([0, i + 1]), begun(0).subarray(1)]),
          ),
        ),
    ),
  )
})

test('any bytes after a handshake end in messages or a fault, in bounded memory', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 12 }),
      (pieces) => {
        const reader = new ChunkReader()
        let fed = 0
        try {
          for (const piece of pieces) {
            fed += piece.length
            reader.push(Buffer.from(piece))
            readAll(reader)
            assert.ok(reader.bytes <= fed)
          }
        } catch (error) {
          assert.ok(error instanceof RtmpFault)
        }
      },
    ),
    { numRuns: 5_000 },
  )
})

test('a TLS hello or an HTTP request is known by its first byte', () => {
  for (const hello of [Buffer.from([0x16, 3, 1]), Buffer.from('GET / HTTP/1.1\r\n')])
    assert.throws(() => new ServerHandshake().push(hello), RtmpFault)
})
