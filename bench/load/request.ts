/** Stands in a request where each sending gets a key of its own: 32 characters, as long as the keys are. */
export const KEY = '{{a key of its own, 32 letters}}'

/**
 * One HTTP/1.1 request as it goes over the wire, one byte a character. `KEY` may stand anywhere in it; the length of
 * the body is the same before and after.
 */
export function requestText({
  method,
  path,
  headers = {},
  body,
}: {
  method: string
  path: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
}): string {
  const bytes = body === undefined ? '' : Buffer.from(JSON.stringify(body)).toString('latin1')
  const all = {
    host: '127.0.0.1',
    ...headers,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(bytes.length) }),
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${bytes}`
}
