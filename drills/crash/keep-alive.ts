import { Agent, request } from 'node:http'

export type Answer = { status: number; retry_after: string | undefined; body: any }

/** Longer than the server's own limits: who waits this long was left hanging. */
export const HANGS_MS = 25_000

export class LeftHanging extends Error {
  override name = 'LeftHanging'
}

export type Line = {
  post: (
    url: string,
    headers: Record<string, string>,
    body: unknown,
  ) => Promise<Answer & { ms: number }>
  close: () => void
}

/** Connections that stay open between requests, as a browser's do. A broken one is the caller's to hear of: nothing is sent twice. */
export function openLine(): Line {
  const agent = new Agent({ keepAlive: true, maxSockets: 4_096 })
  return {
    close: () => agent.destroy(),
    post: (url, headers, body) =>
      new Promise((done, fail) => {
        const bytes = Buffer.from(JSON.stringify(body))
        const began = performance.now()
        const sent = request(
          url,
          {
            method: 'POST',
            agent,
            headers: {
              ...headers,
              'content-type': 'application/json',
              'content-length': bytes.length,
            },
          },
          (answer) => {
            let text = ''
            answer.setEncoding('utf8')
            answer.on('data', (part) => (text += part))
            answer.once('error', fail)
            answer.once('close', () => {
              clearTimeout(limit)
              if (!answer.complete) return fail(new Error('the answer broke off'))
              try {
                done({
                  status: answer.statusCode ?? 0,
                  retry_after: answer.headers['retry-after'],
                  body: text === '' ? undefined : JSON.parse(text),
                  ms: performance.now() - began,
                })
              } catch (error) {
                fail(error as Error)
              }
            })
          },
        )
        const limit = setTimeout(() => sent.destroy(new LeftHanging()), HANGS_MS)
        sent.once('error', (error) => {
          clearTimeout(limit)
          fail(error)
        })
        sent.end(bytes)
      }),
  }
}
