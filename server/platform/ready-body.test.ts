import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import Fastify from 'fastify'
import { packWith, readyBody, sendReady, sharedPart } from './ready-body.ts'

test('a shared beginning and an end of one’s own are one gzip file, whatever they hold', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1 }),
      fc.array(fc.record({ own: fc.string({ unit: 'binary', maxLength: 3_000 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
      (shared, owns) => {
        const part = sharedPart(shared)
        for (const own of owns) {
          const end = Buffer.from(`,${JSON.stringify(own).slice(1)}`)
          assert.deepEqual(gunzipSync(packWith(part, end)), Buffer.concat([part.head, end]))
        }
      },
    ),
    { numRuns: 100 },
  )
})

test('the same bytes stay the same body; others get another tag', () => {
  const first = readyBody({ tea: 1 })
  assert.equal(readyBody({ tea: 1 }, first), first)
  const second = readyBody({ tea: 2 }, first)
  assert.notEqual(second.tag, first.tag)
  assert.equal(readyBody({ tea: 1 }).tag, first.tag)
})

test('who unpacks gets it packed, who knows it gets nothing, everybody else gets it as it is', async () => {
  const big = readyBody({ words: 'tea '.repeat(1_000) })
  const small = readyBody({ words: 'tea' })
  const app = Fastify()
  app.get('/big', (request, reply) => sendReady(request, reply, big))
  app.get('/small', (request, reply) => sendReady(request, reply, small))
  const ask = async (url: string, headers: Record<string, string> = {}) => {
    const { statusCode, headers: told, rawPayload } = await app.inject({ url, headers })
    return { statusCode, encoding: told['content-encoding'], rawPayload }
  }
  for (const accepts of ['gzip', 'br;q=1, gzip;q=0.5', 'deflate, gzip, br'])
    assert.equal((await ask('/big', { 'accept-encoding': accepts })).encoding, 'gzip', accepts)
  for (const accepts of ['', 'identity', 'gzip;q=0', 'gzip; q=0.0, br', 'xgzipx'])
    assert.equal((await ask('/big', { 'accept-encoding': accepts })).encoding, undefined, accepts)
  const packed = await ask('/big', { 'accept-encoding': 'gzip' })
  assert.deepEqual(gunzipSync(packed.rawPayload), big.bytes)
  assert.equal((await ask('/small', { 'accept-encoding': 'gzip' })).encoding, undefined)
  const known = await ask('/big', { 'if-none-match': `W/"other", ${big.tag}` })
  assert.deepEqual([known.statusCode, known.rawPayload.length], [304, 0])
  assert.equal((await ask('/small', { 'if-none-match': big.tag })).statusCode, 200)
  await app.close()
})
