import type { FastifyRequest } from 'fastify'
import { malformed, Refusal, unreadable } from '../../kernel/refusal.ts'
import { type DocumentKind, documentTooBig, notADocument } from './shop.ts'

export type Upload = {
  kind: DocumentKind
  file_name: string
  media_type: string
  extension: string
  bytes: Buffer
}

const MAX_BYTES = 10 * 1024 * 1024
const KINDS: readonly string[] = ['business_licence', 'identity', 'brand_licence', 'other']

/** What a file is by its first bytes; what its sender calls it is only compared with that. */
const FORMS: readonly { media_type: string; extension: string; is: (bytes: Buffer) => boolean }[] =
  [
    {
      media_type: 'image/jpeg',
      extension: 'jpg',
      is: (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
    },
    {
      media_type: 'image/png',
      extension: 'png',
      is: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')),
    },
    {
      media_type: 'image/webp',
      extension: 'webp',
      is: (bytes) =>
        bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
    },
    {
      media_type: 'application/pdf',
      extension: 'pdf',
      is: (bytes) => bytes.toString('latin1', 0, 5) === '%PDF-',
    },
  ]

/** The form of a file whose declared type and first bytes agree, or undefined. */
export const formOf = (
  declared: string,
  bytes: Buffer,
): { media_type: string; extension: string } | undefined =>
  FORMS.find(({ media_type, is }) => media_type === declared.toLowerCase() && is(bytes))

/**
 * A file's name fit to be shown and offered as a download: no folders, no control or direction signs, no reserved
 * characters, no trailing dots, at most 120 characters.
 */
export function cleanFileName(name: string | undefined, extension: string): string {
  const plain = (name ?? '')
    .normalize('NFC')
    .replace(/^.*[\\/]/s, '')
    .replace(/[\p{C}\p{Zl}\p{Zp}"*:<>?|]/gu, '')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  const signs = [...plain]
  if (signs.length === 0) return `document.${extension}`
  return signs.length <= 120 ? plain : `${signs.slice(0, 110).join('')}.${extension}`
}

/**
 * Reads the multipart form of a document: field `kind` and file `file`, in any order, nothing else. Refuses
 * `not_a_document`, `document_too_big`, `malformed`; what is no multipart at all is `unreadable`.
 */
export async function readDocument(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) throw unreadable({ why: 'a multipart form is expected' })
  let kind: string | undefined
  let file: { name: string | undefined; declared: string; bytes: Buffer } | undefined
  try {
    for await (const part of request.parts({
      limits: { fileSize: MAX_BYTES, files: 1, fields: 4, fieldSize: 200 },
    })) {
      if (part.type === 'file') {
        if (part.fieldname !== 'file') throw wrong(part.fieldname, 'is not a field here')
        file = { name: part.filename, declared: part.mimetype, bytes: await part.toBuffer() }
      } else {
        if (part.fieldname !== 'kind' || kind !== undefined)
          throw wrong(part.fieldname, 'is not a field here')
        kind = String(part.value)
      }
    }
  } catch (error) {
    // What is still coming runs out unread; otherwise the connection would hang half used.
    request.raw.unpipe()
    request.raw.resume()
    if (error instanceof Refusal) throw error
    const { code } = error as { code?: string }
    if (code === 'FST_REQ_FILE_TOO_LARGE') throw documentTooBig({ max_bytes: MAX_BYTES })
    if (code === 'FST_FILES_LIMIT' || code === 'FST_FIELDS_LIMIT' || code === 'FST_PARTS_LIMIT')
      throw wrong('file', 'one file and its kind are expected')
    // Whatever else the parser stumbles over (no boundary, a part cut short) is the sender's.
    throw unreadable()
  }
  if (kind === undefined || !KINDS.includes(kind))
    throw wrong('kind', `must be one of ${KINDS.join(', ')}`)
  if (!file) throw wrong('file', 'is missing')
  const form = formOf(file.declared, file.bytes)
  if (!form) throw notADocument({ declared: file.declared.slice(0, 60) })
  return {
    kind: kind as DocumentKind,
    file_name: cleanFileName(file.name, form.extension),
    media_type: form.media_type,
    extension: form.extension,
    bytes: file.bytes,
  }
}

const wrong = (field: string, message: string) =>
  malformed({ errors: [{ path: `/${field.slice(0, 60)}`, message }] })
