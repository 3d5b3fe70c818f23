import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Headers } from '../../provider.ts'

export type Arrived = { raw: Buffer; headers: Headers }

/** Where a merchant's callbacks arrive in tests: keeps the bytes, and answers as told. */
export async function openMailbox() {
  const arrived: Arrived[] = []
  const mailbox = { status: 200, body: '{"code":"success"}' }
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    arrived.push({ raw: Buffer.concat(chunks), headers: request.headers })
    reply.writeHead(mailbox.status).end(mailbox.body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/providers/any/callbacks`,
    arrived,
    /** How the merchant answers from now on. */
    answer: (status: number, body: string): void => {
      mailbox.status = status
      mailbox.body = body
    },
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

export type Mailbox = Awaited<ReturnType<typeof openMailbox>>
