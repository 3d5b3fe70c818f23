/** A mock back end for the studio: dist/studio, canned answers, and a room that talks by itself. */
import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { WebSocketServer } from 'ws'
import { allianceRoutes } from './alliance-routes.ts'
import { roomScript } from './mock-rooms.ts'
import { from, Refused } from './mock-world.ts'
import { studioRoutes } from './studio-routes.ts'
import { viewerRoutes } from './viewer-routes.ts'

const root = join(import.meta.dirname, '../..')
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
}
/** The platform's own words, cut short: what it forbids fails here too. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; media-src 'self' blob:; worker-src 'self' blob:; base-uri 'none'; form-action 'self'"
const OPEN = /^(GET \/v1\/(time|installation|demo)|POST \/v1\/(session|demo\/session))/

const table = Object.entries({ ...viewerRoutes, ...studioRoutes, ...allianceRoutes }).map(
  ([route, handler]) => {
    const [method, path = ''] = route.split(' ')
    return {
      method,
      pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
      handler: handler as (ask: unknown) => unknown,
    }
  },
)

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
      .end(what === null && status === 204 ? undefined : JSON.stringify(what))
  if (url.pathname.startsWith('/files/'))
    return sendFile(response, join(root, 'assets/photos', normalize(url.pathname.slice(7))))
  const asset = /^\/studio\/assets\/([\w.-]+)$/.exec(url.pathname)?.[1]
  if (asset) return sendFile(response, join(root, 'dist/studio/assets', asset))
  if (!url.pathname.startsWith('/v1/'))
    return sendFile(response, join(root, 'dist/studio/index.html'))
  const signed_in = /studio=1/.test(request.headers.cookie ?? '')
  if (!signed_in && !OPEN.test(`${request.method} ${url.pathname}`))
    return void json(401, { code: 'not_signed_in', title: 'Sign in first', details: {} })
  // `/categories` before `/:id` and the like: the longest literal path wins.
  const hit = table
    .filter((one) => one.method === request.method && one.pattern.test(url.pathname))
    .sort((a, b) => b.pattern.source.length - a.pattern.source.length)[0]
  if (!hit) return void json(404, { code: 'not_found', title: 'not mocked', details: {} })
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const is_json = request.headers['content-type']?.includes('json') && chunks.length > 0
  try {
    const what = hit.handler({
      params: hit.pattern.exec(url.pathname)?.groups ?? {},
      query: Object.fromEntries(url.searchParams),
      body: is_json ? JSON.parse(Buffer.concat(chunks).toString()) : {},
      signed_in,
    })
    const cookie: Record<string, string> = /session$/.test(url.pathname)
      ? { 'set-cookie': `studio=${request.method === 'DELETE' ? '0' : '1'}; Path=/` }
      : {}
    const empty = what === null && request.method !== 'GET'
    json(empty ? 204 : request.method === 'POST' ? 201 : 200, what, cookie)
  } catch (error) {
    if (error instanceof Refused)
      json(error.status, { code: error.code, title: error.code, details: {} })
    else json(500, { code: 'internal', title: String(error), details: {} })
  }
}

/** Starts the mock on a free port, or the one asked for; `sockets: false` is a room without a line. */
export async function startStudioMock({
  port = 0,
  sockets = true,
}: {
  port?: number
  sockets?: boolean
} = {}) {
  const server = createServer((request, response) => void answer(request, response))
  const rooms = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (!sockets) return socket.destroy()
    rooms.handleUpgrade(request, socket, head, (line) => {
      let seq = 10
      let tick = 0
      const tell = (what: object) => line.send(JSON.stringify(what))
      tell({ hello: { seq, t: from(0), resync: false, muted_until: null } })
      const timer = setInterval(
        () => tell({ t: from(0), ev: roomScript(tick++, () => ++seq), seq }),
        1_000,
      )
      line.on('close', () => clearInterval(timer))
    })
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const line of rooms.clients) line.terminate()
      rooms.close()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

if (import.meta.main) {
  const { url } = await startStudioMock({ port: Number(process.env.PORT ?? 5_181) })
  console.log(`mock back end of the studio at ${url}/studio/`)
}
