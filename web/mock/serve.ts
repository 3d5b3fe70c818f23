/** A mock back end for the three apps: serves dist/ and canned answers, with a room socket that talks by itself. */
import { spawn } from 'node:child_process'
import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { WebSocketServer } from 'ws'
import { payments } from './mock-orders.ts'
import { roomScript, rooms } from './mock-rooms.ts'
import { from, me, Refused } from './mock-world.ts'
import { viewerRoutes } from './viewer-routes.ts'

const root = join(import.meta.dirname, '../..')
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
}
/** Cut short: the same words as the platform sends, so that what the apps may not do fails here too. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; media-src 'self' blob:; worker-src 'self' blob:; base-uri 'none'; form-action 'self'"
const OPEN =
  /^(GET \/v1\/(time|installation|demo|categories|products|shops|feed|rooms|people|carriers)|POST \/v1\/(session|registration|demo|rooms\/[^/]+\/ticket))/

const table = Object.entries(viewerRoutes).map(([route, handler]) => {
  const [method, path = ''] = route.split(' ')
  return {
    method,
    route,
    pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
    handler: handler as (ask: unknown) => unknown,
  }
})

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return request.headers['content-type']?.includes('json') && text ? JSON.parse(text) : {}
}

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
  const signed_in = /mock_session=1/.test(request.headers.cookie ?? '')
  const json = (status: number, what: unknown, headers: Record<string, string> = {}) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(what === null ? undefined : JSON.stringify(what))
  if (url.pathname === '/v1/aftersales/evidence') {
    await bodyOf(request)
    return void json(201, { id: 'pic_00000000000000000000000007', thumb_url: '/files/chair.jpg' })
  }
  if (url.pathname.startsWith('/v1/')) {
    const hit = table.find((one) => one.method === request.method && one.pattern.test(url.pathname))
    if (!hit) return void json(404, { code: 'not_found', title: 'not mocked', details: {} })
    if (!signed_in && !OPEN.test(`${request.method} ${url.pathname}`))
      return void json(401, { code: 'not_signed_in', title: 'Sign in first', details: {} })
    try {
      const what = hit.handler({
        params: hit.pattern.exec(url.pathname)?.groups ?? {},
        query: Object.fromEntries(url.searchParams),
        body: await bodyOf(request),
        signed_in,
      })
      const cookie: Record<string, string> = /session|registration/.test(hit.route)
        ? { 'set-cookie': `mock_session=${request.method === 'DELETE' ? '0' : '1'}; Path=/` }
        : {}
      json(what === null ? 204 : request.method === 'POST' ? 201 : 200, what, cookie)
    } catch (error) {
      if (error instanceof Refused)
        json(error.status, { code: error.code, title: error.code, details: {} })
      else json(500, { code: 'internal', title: String(error), details: {} })
    }
    return
  }
  if (url.pathname.startsWith('/mock/cashier/')) {
    const payment = payments.get(url.pathname.split('/').at(-1) ?? '')
    if (payment)
      payments.set(payment.id, {
        ...payment,
        state: 'succeeded',
        cashier_url: null,
        paid_at: from(0),
      })
    response.writeHead(302, { location: `/pay/${payment?.id}` }).end()
    return
  }
  if (url.pathname === '/mock/live.flv') {
    const ffmpeg = spawn(
      'ffmpeg',
      [
        '-v',
        'error',
        '-re',
        '-stream_loop',
        '-1',
        '-i',
        join(root, 'assets/demo-live.mp4'),
        '-c',
        'copy',
        '-f',
        'flv',
        '-',
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
    response.writeHead(200, { 'content-type': 'video/x-flv' })
    ffmpeg.stdout.pipe(response)
    ffmpeg.on('error', () => response.end())
    response.on('close', () => ffmpeg.kill())
    return
  }
  if (url.pathname.startsWith('/files/'))
    return sendFile(response, join(root, 'assets/photos', normalize(url.pathname.slice(7))))
  const app = /^\/(studio|ops)(\/|$)/.exec(url.pathname)?.[1] ?? 'viewer'
  const asset = /\/assets\/([\w.-]+)$/.exec(url.pathname)?.[1]
  if (asset) return sendFile(response, join(root, 'dist', app, 'assets', asset))
  if (url.pathname.includes('.')) return void response.writeHead(404).end()
  sendFile(response, join(root, 'dist', app, 'index.html'))
}

/** Starts the mock; `film` plays the demo clip through ffmpeg in the rooms on air. */
export async function startMock({
  port = 0,
  film = false,
}: {
  port?: number
  film?: boolean
} = {}) {
  if (film)
    for (const room of rooms)
      if (room.state === 'live') room.play = { ...room.play, flv: '/mock/live.flv' }
  const server = createServer((request, response) => void answer(request, response))
  const sockets = new WebSocketServer({ server })
  let seq = 10
  sockets.on('connection', (socket) => {
    let tick = 0
    const tell = (what: object) => socket.send(JSON.stringify(what))
    tell({ hello: { seq, t: from(0), resync: false, muted_until: null } })
    const timer = setInterval(() => {
      const ev = roomScript(tick++, () => ++seq)
      tell({ t: from(0), seq, ev })
    }, 1_000)
    socket.on('message', (data) => {
      if (/"ping"/.test(String(data))) return tell({ t: from(0), ev: [] })
      const { do: what, words } = JSON.parse(String(data)) as { do: string; words?: string }
      if (what === 'chat')
        tell({
          t: from(0),
          ev: [
            {
              e: 'chat',
              id: String(Date.now()),
              account_id: me.id,
              nickname: me.nickname,
              is_host: false,
              words,
              at: from(0),
            },
          ],
        })
    })
    socket.on('close', () => clearInterval(timer))
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Something happens in every room that is watched. */
    happen: (event: Record<string, unknown>) => {
      seq += 1
      for (const socket of sockets.clients)
        socket.send(JSON.stringify({ t: from(0), seq, ev: [{ ...event, seq }] }))
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

if (import.meta.main) {
  if (!existsSync(join(root, 'dist/viewer/index.html')))
    console.log('dist/ is empty: build with `node tools/build-web.ts` first')

  const { url } = await startMock({ port: Number(process.env.PORT ?? 5_180), film: true })
  console.log(`mock back end at ${url}`)
}
