import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Faults } from './faults.ts'

export type Asked = {
  method: string
  /** Path with query, as it was signed. */
  path: string
  url: URL
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}
export type Said = {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer
}

/** A provider's front door on loopback: every call may suffer a mishap before or after it was done. */
export async function serve(
  faults: Faults,
  answer: (asked: Asked, wrong_key: boolean) => Said | Promise<Said>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const path = request.url ?? '/'
    const mishap = faults.draw()
    if (mishap === 'silent') return
    if (mishap === 'lost_before') return request.socket.destroy()
    if (mishap === 'failed_before') return reply.writeHead(503).end()
    const said = await answer(
      {
        method: request.method ?? 'GET',
        path,
        url: new URL(path, 'http://127.0.0.1'),
        headers: request.headers,
        body: Buffer.concat(chunks),
      },
      mishap === 'wrong_signature',
    )
    if (mishap === 'lost_after') return request.socket.destroy()
    if (mishap === 'failed_after') return reply.writeHead(500).end()
    reply.writeHead(said.status, said.headers).end(said.body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}
