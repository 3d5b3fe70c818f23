import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type AmfValue, readAmf, writeAmf } from './amf0.ts'
import { RtmpFault } from './rtmp-fault.ts'

const value: fc.Arbitrary<AmfValue> = fc.letrec<{ value: AmfValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), tie('value'), {
      maxKeys: 4,
      noNullPrototype: false,
    }),
  ),
})).value

const plain = (one: unknown): unknown =>
  JSON.parse(JSON.stringify(one, (_, v) => (v === undefined ? 'undef' : Object.is(v, -0) ? 0 : v)))

test('what is written reads back the same', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (values) => {
      assert.deepEqual(plain(readAmf(writeAmf(...values))), plain(values))
    }),
    { numRuns: 300 },
  )
})

test('any bytes are read or refused with a fault, nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      try {
        readAmf(Buffer.from(bytes))
      } catch (error) {
        assert.ok(error instanceof RtmpFault)
      }
    }),
    { numRuns: 5_000 },
  )
})

test('an object’s own keys cannot reach a prototype', () => {
  const key = Buffer.from('__proto__')
  const inner = writeAmf({ polluted: true })
  const bytes = Buffer.concat([Buffer.from([3, 0, key.length]), key, inner, Buffer.from([0, 0, 9])])
  const [found] = readAmf(bytes)
  assert.equal(Object.getPrototypeOf(found), null)
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})

test('depth, string length, counts and unknown markers that lie are refused', () => {
  const deep = Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.from([3, 0, 1, 0x61])))
  const lies = [
    deep,
    Buffer.from([0x0c, 0xff, 0xff, 0xff, 0xff, 0x61]),
    Buffer.from([0x02, 0x40, 0x00]),
    Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([0x11]),
    Buffer.from([0x07, 0, 0]),
    Buffer.alloc(4_000, 0x05),
  ]
  for (const lie of lies) assert.throws(() => readAmf(lie), RtmpFault)
})
