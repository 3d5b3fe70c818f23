import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { playlist, targetOf } from './hls-playlist.ts'
import { RELAY_LIMITS } from './limits.ts'
import type { LiveStream } from './live-stream.ts'
import { readRecording } from './recorder.ts'
import type { PlayTokenRead } from './tokens.ts'

export type MediaHttpDoors = {
  stream(stream_id: string): LiveStream | undefined
  readPlayToken(token: string): PlayTokenRead
  /** The directory of a stream's recording, after what is under way is written. */
  recording(stream_id: string): Promise<string>
  viewers(): number
  fault(error: unknown): void
}

const PATH =
  /^\/(?:(live)\/([\w-]{1,64})\.flv|(hls|replay)\/([\w-]{1,64})\/(?:(index\.m3u8)|init-(\d{1,6})\.mp4|(\d{1,9})\.m4s))$/

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': '*',
  'access-control-max-age': '86400',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
} as const

const TYPES = {
  flv: 'video/x-flv',
  list: 'application/vnd.apple.mpegurl',
  media: 'video/mp4',
  json: 'application/json',
} as const

const streaming = new WeakSet<object>()

/** A player may ask a little before the first segment is cut. */
const FIRST_SEGMENT_MS = 6_000
const ANSWER_MS = 20_000

class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

/** Serves FLV, live HLS and replays. The path is matched whole, so no other file can be named. */
export function mediaHttp(doors: MediaHttpDoors): Server {
  const server = createServer({ connectionsCheckingInterval: 5_000 }, (request, response) => {
    answer(doors, request, response).catch((error: unknown) => {
      if (!(error instanceof Refused)) doors.fault(error)
      const refused = error instanceof Refused ? error : new Refused(500, 'media_fault')
      if (response.headersSent) response.destroy()
      else refuse(request, response, refused)
    })
  })
  server.headersTimeout = 5_000
  server.requestTimeout = 10_000
  server.keepAliveTimeout = 15_000
  server.maxHeadersCount = 64
  server.maxConnections = 2 * RELAY_LIMITS.viewers
  return server
}

async function answer(
  doors: MediaHttpDoors,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Its connection already carries a stream without an end; nothing could follow it.
  if (streaming.has(request.socket)) {
    request.socket.destroy()
    return
  }
  if (request.method === 'OPTIONS') {
    response.writeHead(204, CORS).end()
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new Refused(405, 'method_not_allowed')
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  const match = PATH.exec(path)
  if (!match) throw new Refused(404, 'not_found')
  const [, live, live_id, kind, kind_id, list, init, sequence] = match
  const stream_id = (live ? live_id : kind_id) as string
  const token = new URLSearchParams(query).get('token') ?? ''
  const viewer = admit(doors, token, stream_id)

  if (live) return flv(doors, request, response, stream_id)
  const suffix = `?token=${token}`
  if (kind === 'replay') {
    if (open(doors.stream(stream_id))) throw new Refused(404, 'stream_still_live')
    const dir = await doors.recording(stream_id)
    if (list) return replayList(request, response, dir, suffix)
    const name = init === undefined ? `${sequence}.m4s` : `init-${init}.mp4`
    const bytes = await readFile(join(dir, name)).catch(() => undefined)
    return send(request, response, TYPES.media, bytes)
  }
  const stream = doors.stream(stream_id)
  if (!stream) throw new Refused(404, 'stream_not_live')
  if (list) {
    stream.window.see(viewer, Date.now())
    if (!(await stream.window.ready(FIRST_SEGMENT_MS))) throw new Refused(404, 'stream_not_ready')
    return send(request, response, TYPES.list, Buffer.from(stream.window.list(suffix)))
  }
  const bytes =
    init === undefined ? stream.window.segment(Number(sequence)) : stream.window.init(Number(init))
  return send(request, response, TYPES.media, bytes)
}

/** Who watches; refuses whoever has no good token for this very stream. */
function admit(doors: MediaHttpDoors, token: string, stream_id: string): string {
  if (token === '') throw new Refused(401, 'token_missing')
  const read = doors.readPlayToken(token)
  if (!read.ok) throw new Refused(read.code === 'token_expired' ? 401 : 403, read.code)
  if (read.stream_id !== stream_id) throw new Refused(403, 'token_for_another_stream')
  return `${read.subject}|${read.nonce}`
}

const open = (stream: LiveStream | undefined): stream is LiveStream =>
  stream !== undefined && stream.status !== 'ended'

function flv(
  doors: MediaHttpDoors,
  request: IncomingMessage,
  response: ServerResponse,
  stream_id: string,
): void {
  const stream = doors.stream(stream_id)
  if (!open(stream)) throw new Refused(404, 'stream_not_live')
  if (doors.viewers() >= RELAY_LIMITS.viewers) throw new Refused(503, 'too_many_viewers')
  const { socket } = request
  // Without a length and without chunks the body ends with the connection: nothing is added to it.
  response.useChunkedEncodingByDefault = false
  response.shouldKeepAlive = false
  response.writeHead(200, {
    ...CORS,
    'content-type': TYPES.flv,
    'cache-control': 'no-store',
    connection: 'close',
  })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  response.flushHeaders()
  streaming.add(socket)
  socket.setTimeout(0)
  socket.on('error', () => socket.destroy())
  stream.relay.join(socket)
}

async function replayList(
  request: IncomingMessage,
  response: ServerResponse,
  dir: string,
  query: string,
): Promise<void> {
  const found = await readRecording(dir)
  if (!found || found.segments.length === 0) throw new Refused(404, 'no_replay')
  const options = { target_s: targetOf(found.segments), ended: true, vod: true, query }
  const text = playlist(found.segments, { ...options, discontinuities_before: 0 })
  send(request, response, TYPES.list, Buffer.from(text))
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  type: string,
  bytes: Buffer | undefined,
): void {
  if (!bytes) throw new Refused(404, 'not_found')
  const cache = type === TYPES.list ? 'no-store' : 'private, max-age=3600, immutable'
  response.setTimeout(ANSWER_MS, () => response.destroy())
  response.writeHead(200, {
    ...CORS,
    'content-type': type,
    'content-length': bytes.length,
    'cache-control': cache,
  })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

function refuse(request: IncomingMessage, response: ServerResponse, refused: Refused): void {
  const { code, status } = refused
  const message = SENTENCES[code] ?? 'This is not possible'
  const body = Buffer.from(JSON.stringify({ error: { code, message, details: {} } }))
  response.writeHead(status, {
    ...CORS,
    'content-type': TYPES.json,
    'content-length': body.length,
    'cache-control': 'no-store',
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

const SENTENCES: Record<string, string> = {
  not_found: 'There is no such thing here',
  method_not_allowed: 'Only GET, HEAD and OPTIONS are answered',
  token_missing: 'A play token is needed',
  token_malformed: 'This is not a play token',
  token_wrong: 'This play token is not ours',
  token_expired: 'This play token has expired; ask for a new one',
  token_for_another_stream: 'This play token is for another stream',
  stream_not_live: 'This stream is not live',
  stream_not_ready: 'This stream has no segment yet',
  stream_still_live: 'The replay is there when the stream has ended',
  no_replay: 'There is no replay of this stream',
  too_many_viewers: 'No more viewers fit; try again shortly',
  media_fault: 'Something went wrong on our side',
}
