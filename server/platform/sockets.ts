import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import type { Log } from './log.ts'

/** Who knocks at a socket path, as the upgrade request tells. */
export type Visit = {
  /** The groups of the door's path. */
  path: readonly string[]
  query: URLSearchParams
  cookie: string | undefined
  address: string
}
export type SocketDoor = {
  /** Matched against the whole path. */
  path: RegExp
  enter: (socket: WebSocket, visit: Visit) => void
}

type Limits = { per_address: number; all: number; message_bytes: number; headers: number }
const LIMITS: Limits = { per_address: 2_000, all: 50_000, message_bytes: 4_096, headers: 100 }
/** How long a socket may take to say goodbye before it is cut. */
const GOODBYE_MS = 2_000
const LOOPBACK = /^(::1|127\.|::ffff:127\.)/

/**
 * Lets WebSockets in at the doors: only from our own pages (or from programs, which send no Origin), at most so many
 * from one address, small messages, no compression. Returns how to close, telling everybody to come back.
 */
export function openSockets(
  server: Server,
  doors: readonly SocketDoor[],
  { public_url, log, limits = {} }: { public_url: string; log: Log; limits?: Partial<Limits> },
): { count: () => number; close: () => Promise<void> } {
  const { per_address, all, message_bytes, headers } = { ...LIMITS, ...limits }
  const acceptor = new WebSocketServer({
    noServer: true,
    maxPayload: message_bytes,
    perMessageDeflate: false,
    clientTracking: true,
    skipUTF8Validation: false,
  })
  const own = new URL(public_url).origin
  const by_address = new Map<string, number>()

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const address = request.socket.remoteAddress ?? ''
    const target = `http://host${request.url ?? ''}`
    const url = URL.canParse(target) ? new URL(target) : undefined
    const door = doors.find(({ path }) => url && path.test(url.pathname))
    const match = url && door?.path.exec(url.pathname)
    if (!url || !door || !match) return turnAway(socket, 404)
    if (request.rawHeaders.length / 2 > headers) return turnAway(socket, 431)
    if (!isOwnPage(request, own)) return turnAway(socket, 403)
    const here = by_address.get(address) ?? 0
    if (acceptor.clients.size >= all) return turnAway(socket, 503)
    if (here >= per_address && !LOOPBACK.test(address)) return turnAway(socket, 429)
    by_address.set(address, here + 1)
    const leave = () => {
      const left = (by_address.get(address) ?? 1) - 1
      if (left > 0) by_address.set(address, left)
      else by_address.delete(address)
    }
    socket.once('close', leave)
    acceptor.handleUpgrade(request, socket, head, (made) => {
      // Broken frames close the socket by themselves with the protocol's own code.
      made.on('error', (error) => log.debug({ err: error }, 'a socket broke the protocol'))
      try {
        door.enter(made, {
          path: match.slice(1),
          query: url.searchParams,
          cookie: request.headers.cookie,
          address,
        })
      } catch (error) {
        log.error({ err: error }, 'a socket could not be let in')
        made.close(1011)
      }
    })
  }
  server.on('upgrade', onUpgrade)
  return {
    count: () => acceptor.clients.size,
    close: async () => {
      server.off('upgrade', onUpgrade)
      for (const socket of acceptor.clients) sayGoodbye(socket, 1013)
      const end = Date.now() + GOODBYE_MS
      while (acceptor.clients.size > 0 && Date.now() < end)
        await new Promise((done) => setTimeout(done, 20))
      for (const socket of acceptor.clients) socket.terminate()
      acceptor.close()
    },
  }
}

function isOwnPage({ headers }: IncomingMessage, own: string): boolean {
  const { origin, host } = headers
  if (origin === undefined || origin === own) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

const WORDS: Record<number, string> = {
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
}
function turnAway(socket: Duplex, status: number): void {
  const retry = status === 429 || status === 503 ? 'Retry-After: 5\r\n' : ''
  socket.end(
    `HTTP/1.1 ${status} ${WORDS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n${retry}\r\n`,
  )
}

/** Closes with a code; a peer that does not answer, or cannot read that fast, is cut soon after. */
export function sayGoodbye(socket: WebSocket, code: number, reason = ''): void {
  if (socket.readyState >= WebSocket.CLOSING) return
  socket.close(code, reason)
  setTimeout(() => socket.terminate(), GOODBYE_MS).unref()
}

/** A text as one whole frame, made once for however many sockets. */
export function frameOf(text: string): Buffer {
  const body = Buffer.from(text)
  const head =
    body.length < 126 ? Buffer.alloc(2) : body.length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10)
  head[0] = 0x81
  if (head.length === 2) head[1] = body.length
  else if (head.length === 4) {
    head[1] = 126
    head.writeUInt16BE(body.length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(body.length), 2)
  }
  return Buffer.concat([head, body])
}

/**
 * Writes a ready frame. Without compression `ws` writes each message whole and at once, so a whole frame may stand
 * between two of its own; the same Buffer goes to every socket without being framed again.
 */
export function sendFrame(socket: WebSocket, frame: Buffer): void {
  if (socket.readyState !== WebSocket.OPEN) return
  ;(socket as unknown as { _socket: Duplex })._socket.write(frame)
}
