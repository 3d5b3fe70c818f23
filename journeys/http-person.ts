import { randomUUID } from 'node:crypto'

/** Somebody who acts over HTTP, as an app of theirs would; throws with the refusal's words. */
export class HttpPerson {
  readonly base: string
  readonly name: string
  cookie = ''
  private credentials: { sign_in_name: string; password: string } | undefined

  constructor(base: string, name: string) {
    this.base = base
    this.name = name
  }

  async send(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
    const form = body instanceof FormData
    const answer = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        'idempotency-key': randomUUID(),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    })
    const set = answer.headers.getSetCookie()[0]
    if (set) this.cookie = set.split(';')[0] ?? ''
    const text = await answer.text()
    return {
      status: answer.status,
      body: text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
    }
  }

  /** Like `send`, but a refusal is an error. */
  async do(method: string, path: string, body?: unknown): Promise<any> {
    let answer = await this.send(method, path, body)
    // Moving the clock ends sessions; people sign in again.
    if (answer.status === 401 && this.credentials) {
      await this.signIn(this.credentials.sign_in_name, this.credentials.password)
      answer = await this.send(method, path, body)
    }
    if (answer.status >= 400)
      throw new Error(
        `${this.name}: ${method} ${path} → ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`,
      )
    return answer.body
  }

  async signIn(sign_in_name: string, password: string): Promise<this> {
    this.credentials = undefined
    await this.do('POST', '/v1/session', { sign_in_name, password })
    this.credentials = { sign_in_name, password }
    return this
  }
}

/** Asks again until `ready` says yes; the last answer is in the error. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  ready: (answer: T) => boolean,
  { every_ms = 250, limit_ms = 30_000 } = {},
): Promise<T> {
  const end = performance.now() + limit_ms
  for (;;) {
    const answer = await ask()
    if (ready(answer)) return answer
    if (performance.now() > end)
      throw new Error(
        `${what} did not happen within ${limit_ms / 1_000} s; last seen: ${JSON.stringify(answer)?.slice(0, 600)}`,
      )
    await new Promise((done) => setTimeout(done, every_ms))
  }
}
