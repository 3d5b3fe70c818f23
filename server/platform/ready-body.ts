import { createHash } from 'node:crypto'
import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** An answer that many get alike: made into bytes once, compressed once, known by its tag. */
export type ReadyBody = { bytes: Buffer; tag: string; gzip: Buffer | undefined }

const JSON_TYPE = 'application/json; charset=utf-8'
/** Smaller answers go as they are, as everywhere on this platform. */
const WORTH_PACKING = 1_024
const LEVEL = 6

/** `shown` is plain JSON as its route's schema presents it. `was` is kept when it says the same. */
export function readyBody(shown: unknown, was?: ReadyBody): ReadyBody {
  const bytes = Buffer.from(JSON.stringify(shown))
  if (was?.bytes.equals(bytes)) return was
  const tag = createHash('sha1').update(bytes).digest('base64url')
  return { bytes, tag: `W/"${tag}"`, gzip: undefined }
}

/** Does this caller unpack gzip? Every browser does. */
const takesGzip = (header: string | undefined): boolean =>
  header !== undefined && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$))/.test(header)

/**
 * Sends what everybody gets alike. Copies on the way may keep it, and have to ask each time whether it is still so:
 * what was taken off sale is gone within a second, whoever stands between.
 */
export function sendReady(
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  body: ReadyBody,
): FastifyReply {
  reply.header('etag', body.tag).header('cache-control', 'public, no-cache')
  if (headers['if-none-match']?.includes(body.tag)) return reply.code(304).send()
  reply.header('content-type', JSON_TYPE).header('vary', 'accept-encoding')
  if (body.bytes.length < WORTH_PACKING || !takesGzip(headers['accept-encoding']))
    return reply.send(body.bytes)
  body.gzip ??= gzipSync(body.bytes, { level: LEVEL })
  return reply.header('content-encoding', 'gzip').send(body.gzip)
}

/**
 * The part of an object's JSON that many share, to which each reader's own fields are added. The compressed form is kept
 * up to a byte's border, so that nothing is compressed for a single reader.
 */
export type SharedPart = {
  /** `{"…":…` without the closing brace. */
  head: Buffer
  packed: { head: Buffer; crc: number } | undefined
}

/** `shown` is plain JSON with at least one field. */
export const sharedPart = (shown: object): SharedPart => ({
  head: Buffer.from(JSON.stringify(shown).slice(0, -1)),
  packed: undefined,
})

const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
const STORED_MOST = 65_535

/** A gzip file of a shared beginning and an end of one's own: the end stands in it as it is, uncompressed. */
export function packWith(part: SharedPart, end: Buffer): Buffer {
  part.packed ??= {
    // Flushed, not finished: what follows begins on a byte of its own.
    head: Buffer.concat([
      GZIP_HEAD,
      deflateRawSync(part.head, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH }),
    ]),
    crc: crc32(part.head),
  }
  const { head, crc } = part.packed
  const packed = Buffer.allocUnsafe(head.length + 5 + end.length + 8)
  head.copy(packed)
  let at = head.length
  packed[at] = 1 // The last block, and it is stored.
  packed.writeUInt16LE(end.length, at + 1)
  packed.writeUInt16LE(~end.length & 0xffff, at + 3)
  at += 5
  end.copy(packed, at)
  at += end.length
  packed.writeUInt32LE(crc32(end, crc), at)
  packed.writeUInt32LE((part.head.length + end.length) >>> 0, at + 4)
  return packed
}

/** Sends a shared part with this reader's own fields; nobody on the way may keep it. */
export function sendShared(
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  part: SharedPart,
  own: object,
): FastifyReply {
  const end = Buffer.from(`,${JSON.stringify(own).slice(1)}`)
  reply
    .header('content-type', JSON_TYPE)
    .header('cache-control', 'private, no-cache')
    .header('vary', 'accept-encoding, cookie, authorization')
  if (
    end.length > STORED_MOST ||
    part.head.length + end.length < WORTH_PACKING ||
    !takesGzip(headers['accept-encoding'])
  )
    return reply.send(Buffer.concat([part.head, end]))
  return reply.header('content-encoding', 'gzip').send(packWith(part, end))
}
