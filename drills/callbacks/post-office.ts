import { createHash } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { Book } from './book.ts'
import type { Dice } from './dice.ts'
import type { Forgery } from './forgeries.ts'
import type { Keys } from './provider.ts'
import type { Callback } from './sayings.ts'
import { type Headers, signatureOf, signed } from './signature.ts'

/** A provider does not give up within a drill; whoever is away this long does not come back. */
const GIVES_UP_MS = 60_000
/** Providers hang up on a merchant who does not answer. */
const PATIENCE_MS = 5_000

export const digestOf = (body: string): string => createHash('sha256').update(body).digest('hex')

export type PostOffice = ReturnType<typeof openPostOffice>

/** Carries callbacks to the merchant, several at once, and writes down what it was answered. */
export function openPostOffice({
  url,
  book,
  keys,
  now,
  dice,
  sockets,
}: {
  url: string
  book: Book
  keys: Keys
  now: () => Date
  dice: Dice
  sockets: number
}) {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets })
  const answers: number[] = []
  let sent = 0

  const post = async (headers: Headers, body: string): Promise<number> => {
    sent += 1
    const began = performance.now()
    const status = await postOnce(agent, url, headers, body)
    if (status >= 200 && status < 300) answers.push(performance.now() - began)
    return status
  }

  /** By the newest key, the one before it, or both at once. */
  const sign = ({ id, body }: Callback): Headers => {
    const at = now()
    const at_s = Math.floor(at.getTime() / 1_000)
    const headers = signed(keys[dice.below(2)] as string, id, at, body)
    return dice.chance(0.2)
      ? {
          ...headers,
          'webhook-signature': keys.map((key) => signatureOf(key, { id, at_s, body })).join(' '),
        }
      : headers
  }

  /** Sends it, anew each time, until it is answered 2xx: what was heard is never sent again. */
  async function deliver(callback: Callback): Promise<void> {
    const end = performance.now() + GIVES_UP_MS
    for (;;) {
      const status = await post(sign(callback), callback.body)
      if (status >= 200 && status < 300)
        return book.note({ saw: 'heard', id: callback.id, digest: digestOf(callback.body) })
      if (status >= 400 && status < 500)
        return book.note({ saw: 'refused', id: callback.id, status })
      if (performance.now() > end)
        throw new Error(`a callback was not taken within ${GIVES_UP_MS / 1_000} s: ${status}`)
      await new Promise((done) => setTimeout(done, 30 + dice.below(150)))
    }
  }

  /** Sends it until it has an answer, whatever that is. */
  async function tryForgery({ how, id, headers, body }: Forgery): Promise<void> {
    for (;;) {
      const status = await post(headers, body)
      if (status !== 0 && status !== 503) return book.note({ saw: 'forged', id, how, status })
      await new Promise((done) => setTimeout(done, 100))
    }
  }

  return {
    deliver,
    tryForgery,
    sent: () => sent,
    /** Milliseconds within which 99 of 100 were answered. */
    p99_ms: () => {
      const sorted = answers.toSorted((one, other) => one - other)
      return Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0)
    },
    close: () => agent.destroy(),
  }
}

/** The status of the answer; 0 when there was none. */
const postOnce = (agent: Agent, url: string, headers: Headers, body: string): Promise<number> =>
  new Promise((done) => {
    const bytes = Buffer.from(body)
    const sending = request(
      `${url}/v1/providers/sandbox/callbacks`,
      {
        method: 'POST',
        agent,
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': bytes.length,
        },
        timeout: PATIENCE_MS,
      },
      (answer) => {
        answer.resume()
        answer.once('close', () => done(answer.complete ? (answer.statusCode ?? 0) : 0))
        answer.once('error', () => done(0))
      },
    )
    sending.once('timeout', () => sending.destroy())
    sending.once('error', () => done(0))
    sending.end(bytes)
  })
