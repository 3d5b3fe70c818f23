/** A mock back end for the ops desk alone: dist/ops, canned answers, and a person with the duties asked for. */
import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { Answer } from '../shared/api/client.ts'
import { Refused } from './mock-world.ts'
import { opsRoutes } from './ops-routes.ts'

const root = join(import.meta.dirname, '../..')
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
}
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self'"
const OPEN = /^(GET \/v1\/(time|installation|demo)|POST \/v1\/(session|demo\/session))/

const table = Object.entries(opsRoutes).map(([route, handler]) => {
  const [method, path = ''] = route.split(' ')
  return {
    method,
    pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
    handler: handler as (ask: unknown) => unknown,
  }
})

function sendFile(response: ServerResponse, file: string): void {
  if (!existsSync(file)) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    ...(file.endsWith('.html') ? { 'content-security-policy': CSP } : {}),
    // As the platform sends them: named after what is in them, and kept.
    ...(/dist\/\w+\/assets\//.test(file)
      ? { 'cache-control': 'public, max-age=31536000, immutable' }
      : {}),
  })
  createReadStream(file).pipe(response)
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://mock')
  const json = (status: number, what: unknown, headers: Record<string, string> = {}) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(what === null ? undefined : JSON.stringify(what))
  if (url.pathname.startsWith('/files/'))
    return sendFile(response, join(root, 'assets/photos', normalize(url.pathname.slice(7))))
  const asset = /^\/ops\/assets\/([\w.-]+)$/.exec(url.pathname)?.[1]
  if (asset) return sendFile(response, join(root, 'dist/ops/assets', asset))
  if (!url.pathname.startsWith('/v1/')) return sendFile(response, join(root, 'dist/ops/index.html'))
  // The cookie names the duties: `ops=admin`, `ops=reviewer+judge`, `ops=none`.
  const held = /\bops=([a-z+]+)/.exec(request.headers.cookie ?? '')?.[1]
  const duties = (held ?? 'admin').split('+').filter((duty) => duty !== 'none')
  if (held === undefined && !OPEN.test(`${request.method} ${url.pathname}`))
    return void json(401, { code: 'not_signed_in', title: 'Sign in first', details: {} })
  const hit = table.find((one) => one.method === request.method && one.pattern.test(url.pathname))
  if (!hit) return void json(404, { code: 'not_found', title: 'not mocked', details: {} })
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  try {
    const what = hit.handler({
      params: hit.pattern.exec(url.pathname)?.groups ?? {},
      query: Object.fromEntries(url.searchParams),
      body: chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {},
      duties: duties as Answer<'GET /v1/me'>['duties'],
    })
    const cookie: Record<string, string> = /session$/.test(url.pathname)
      ? {
          'set-cookie':
            request.method === 'DELETE' ? 'ops=; Path=/; Max-Age=0' : 'ops=admin; Path=/',
        }
      : {}
    json(what === null ? 204 : request.method === 'POST' ? 201 : 200, what, cookie)
  } catch (error) {
    if (error instanceof Refused)
      json(error.status, { code: error.code, title: error.code, details: {} })
    else json(500, { code: 'internal', title: String(error), details: {} })
  }
}

/** Starts the mock on a free port, or the one asked for. */
export async function startOpsMock(port = 0) {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

if (import.meta.main) {
  const { url } = await startOpsMock(Number(process.env.PORT ?? 5_182))
  console.log(`mock back end of the ops desk at ${url}/ops/`)
}
