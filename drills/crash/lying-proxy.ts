import { randomUUID } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId, showId } from '../../server/kernel/ids.ts'

/** What a broken server would do: say yes before anything is written, or try again under another key. */
export type Lie = 'acknowledge' | 'repeat'

/** Stands between buyers and the server and treats every checkout as the named fault would. */
export async function openLyingProxy(
  target: string,
  lie: Lie,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(async (request, reply) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    if (lie === 'acknowledge')
      return reply
        .writeHead(201, { 'content-type': 'application/json' })
        .end(JSON.stringify({ id: showId('chk', newId()) }))
    const first = await pass(target, request.url ?? '/', request.headers, body)
    await pass(target, request.url ?? '/', request.headers, body, randomUUID())
    reply.writeHead(first.status, { 'content-type': 'application/json' }).end(await first.text())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

const pass = (
  target: string,
  path: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
  key = String(headers['idempotency-key'] ?? ''),
): Promise<Response> =>
  fetch(`${target}${path}`, {
    method: 'POST',
    headers: {
      cookie: headers.cookie ?? '',
      'content-type': headers['content-type'] ?? '',
      'idempotency-key': key,
    },
    body: new Uint8Array(body),
  })
