import { randomBytes, randomUUID } from 'node:crypto'
import type { App } from '../app.ts'

export type DemoBrowser = {
  call: (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ) => Promise<any>
  upload: (
    path: string,
    file: { name: string; type: string; bytes: Uint8Array },
    fields?: Record<string, string>,
  ) => Promise<any>
}

/** A signed-in person of the demo, acting through the platform's own front door. Throws on a refusal. */
export async function browserOf(
  app: App,
  sign_in_name: string,
  password: string,
): Promise<DemoBrowser> {
  let cookie = ''
  const send = async (method: string, path: string, payload?: string | Buffer, type?: string) => {
    const answer = await app.http.app.inject({
      method: method as 'GET',
      url: path,
      headers: {
        cookie,
        'idempotency-key': randomUUID(),
        ...(type ? { 'content-type': type } : {}),
      },
      ...(payload === undefined ? {} : { payload }),
    })
    if (answer.statusCode >= 400)
      throw new Error(`the demo could not ${method} ${path}: ${answer.body}`)
    const set = answer.headers['set-cookie']
    if (set) cookie = String([set].flat()[0]).split(';')[0] ?? ''
    return answer.body ? answer.json() : null
  }
  await send('POST', '/v1/session', JSON.stringify({ sign_in_name, password }), 'application/json')
  return {
    call: (method, path, body) =>
      send(
        method,
        path,
        body === undefined ? undefined : JSON.stringify(body),
        body === undefined ? undefined : 'application/json',
      ),
    upload: (path, file, fields = {}) => {
      const boundary = `----${randomBytes(12).toString('hex')}`
      const parts = Object.entries(fields).map(
        ([name, value]) =>
          `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      )
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: ${file.type}\r\n\r\n`
      return send(
        'POST',
        path,
        Buffer.concat([
          Buffer.from(parts.join('') + head),
          file.bytes,
          Buffer.from(`\r\n--${boundary}--\r\n`),
        ]),
        `multipart/form-data; boundary=${boundary}`,
      )
    },
  }
}
