import type { FastifyRequest } from 'fastify'
import { malformed, Refusal, unreadable } from '../../kernel/refusal.ts'

export type Upload = {
  fields: Record<string, string>
  file: { name: string; type: string; bytes: Buffer }
}

const refuse = (path: string, message: string) => malformed({ errors: [{ path, message }] })

/**
 * Reads a multipart body with the file `file` and the named text fields, before or after it; anything else
 * in it is refused. The file's name loses its folders and whatever is not printable.
 * @throws malformed, 413 for a file beyond `max_bytes`, 415 for another content type
 */
export async function readUpload(
  request: FastifyRequest,
  { fields: known, max_bytes }: { fields: readonly string[]; max_bytes: number },
): Promise<Upload> {
  const type = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type))
    throw new Refusal('unsupported_media_type', 415, 'This route takes multipart/form-data', {})
  const boundary = /boundary="?([^";]*)"?/i.exec(type)?.[1] ?? ''
  if (boundary.length === 0 || boundary.length > 70)
    throw refuse('content-type', 'has no boundary of at most 70 signs')
  try {
    return await readParts(request, known, max_bytes)
  } catch (error) {
    // A body that breaks off or is no multipart at all: the parser says so without a status.
    if (error instanceof Refusal || (error as { statusCode?: number }).statusCode) throw error
    throw unreadable()
  }
}

async function readParts(
  request: FastifyRequest,
  known: readonly string[],
  max_bytes: number,
): Promise<Upload> {
  const fields: Record<string, string> = {}
  let file: Upload['file'] | undefined
  for await (const part of request.parts({
    limits: { fileSize: max_bytes, files: 2, fields: 10, parts: 12, fieldSize: 1_000 },
  })) {
    if (part.type === 'file') {
      const bytes = await part.toBuffer()
      if (part.fieldname !== 'file' || file) throw refuse('file', 'exactly one file, named `file`')
      file = { name: plainName(part.filename), type: part.mimetype, bytes }
    } else {
      if (!known.includes(part.fieldname) || Object.hasOwn(fields, part.fieldname))
        throw refuse(part.fieldname.slice(0, 60), 'is not a field here')
      fields[part.fieldname] = String(part.value)
    }
  }
  if (!file) throw refuse('file', 'is missing')
  return { fields, file }
}

function plainName(name: string | undefined): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, 120)
  return plain === '' ? 'file' : plain
}
