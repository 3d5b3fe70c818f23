import { rm } from 'node:fs/promises'
import type { AddressInfo, Server } from 'node:net'
import { PUBLISH_LIMITS, RTMP_LIMITS } from './limits.ts'
import { LiveStream } from './live-stream.ts'
import {
  type MediaHandlers,
  type MediaLog,
  type MediaOptions,
  REPLAY_MINUTES,
  RESUME_MS,
} from './media.ts'
import { mediaHttp } from './media-http.ts'
import { Recorder, readRecording, recordingDir } from './recorder.ts'
import { rtmpServer } from './rtmp-server.ts'
import type { Admission, RtmpSession } from './rtmp-session.ts'
import { mediaTokens, STREAM_ID } from './tokens.ts'

/** The engine proper, without an opinion about the process it runs in. */
export type MediaCore = {
  rtmp_port: number
  http_port: number
  kick(stream_id: string, code: string): Promise<void>
  end(stream_id: string): Promise<void>
  forget(stream_id: string): Promise<void>
  setClock(offset_ms: number): void
  close(): Promise<void>
}

const HEALTH_MS = 2_000
const TICK_MS = 1_000
/** How long players may still fetch the end of a stream's live list. */
const LINGER_MS = 60_000
const ENDED_REMEMBERED = 10_000

/** Opens both ports and runs streams until closed. */
export async function startMediaCore(
  options: MediaOptions,
  handlers: MediaHandlers,
  log: MediaLog,
): Promise<MediaCore> {
  const tokens = mediaTokens(options)
  const streams = new Map<string, LiveStream>()
  const since = new Map<string, Date>()
  /** Sessions that are over, and are refused from then on. */
  const ended = new Set<string>()
  /** One admission at a time for a stream, so that two pushes at once can't both find it free. */
  const opening = new Map<string, Promise<unknown>>()
  const resume_ms = options.resume_ms ?? RESUME_MS
  const keep_ms = (options.replay_minutes ?? REPLAY_MINUTES) * 60_000
  let clock_ms = 0
  const platformNow = (at = Date.now()): Date => new Date(at + clock_ms)

  const onChange: ConstructorParameters<typeof LiveStream>[3] = (stream, change) => {
    const { stream_id, session_id, offset_ms } = stream
    const at = platformNow(stream.changed_at)
    if (change.type === 'publishing') since.set(stream_id, at)
    log('info', `stream ${change.type}`, { stream_id, session_id, code: change.code })
    handlers.onStream({ ...change, stream_id, session_id, at, offset_ms })
  }

  const endStream = async (stream: LiveStream, code: string): Promise<void> => {
    if (ended.size > ENDED_REMEMBERED) ended.clear()
    ended.add(sessionKey(stream))
    await stream.end(code, Date.now())
    setTimeout(() => {
      if (streams.get(stream.stream_id) === stream) streams.delete(stream.stream_id)
    }, LINGER_MS).unref()
  }

  const place = async (stream_id: string, session_id: string): Promise<LiveStream | string> => {
    if (ended.has(sessionKey({ stream_id, session_id }))) return 'session_ended'
    const found = streams.get(stream_id)
    if (found && found.status !== 'ended') {
      if (found.taken(Date.now())) return 'already_publishing'
      if (found.session_id === session_id) return found
      await endStream(found, 'replaced_by_session')
    }
    const dir = recordingDir(options.data_dir, stream_id)
    const recorder = await Recorder.open(dir, session_id, keep_ms, log)
    // A restart forgets who has ended; the recording does not.
    if (recorder.found?.ended) return 'session_ended'
    const stream = new LiveStream({ stream_id, session_id }, recorder, Date.now(), onChange)
    streams.set(stream_id, stream)
    return stream
  }

  const decide = async (stream_key: string, session: RtmpSession): Promise<Admission> => {
    const read = tokens.readPublishKey(stream_key, platformNow())
    if (!read.ok) return read
    const { stream_id, session_id } = read
    if (ended.has(sessionKey(read))) return { ok: false, code: 'session_ended' }
    if (streams.get(stream_id)?.taken(Date.now())) return { ok: false, code: 'already_publishing' }
    const answer = await handlers.authorizePublish({ stream_key, address: session.address })
    if (!answer.ok) return answer
    if (answer.stream_id !== stream_id || answer.session_id !== session_id)
      return { ok: false, code: 'key_for_another_stream' }
    const before = opening.get(stream_id)
    const turn = Promise.resolve(before).then(() => place(stream_id, session_id))
    const settled = turn.catch(() => undefined)
    opening.set(stream_id, settled)
    const stream = await turn.finally(() => {
      if (opening.get(stream_id) === settled) opening.delete(stream_id)
    })
    if (typeof stream === 'string') return { ok: false, code: stream }
    // Asked again without a pause in between: the place may have been taken while the disk was slow.
    if (stream.status === 'ended') return { ok: false, code: 'session_ended' }
    if (stream.taken(Date.now())) return { ok: false, code: 'already_publishing' }
    stream.attach(session, Date.now())
    return {
      ok: true,
      sink: {
        message: (message) => stream.message(session, message, Date.now()),
        gone: (code) => stream.detach(session, code, Date.now()),
      },
    }
  }

  const fault = (error: unknown): void => {
    log('error', 'media fault', { error: error instanceof Error ? error.stack : String(error) })
  }
  const rtmp = rtmpServer({
    onFault: fault,
    max_kbps: options.max_kbps ?? PUBLISH_LIMITS.max_kbps,
    connections_per_address: options.connections_per_address ?? RTMP_LIMITS.connections_per_address,
    admit: decide,
    onClosed: ({ id, address }, code) => log('info', 'publisher left', { id, address, code }),
  })
  const http = mediaHttp({
    fault,
    stream: (stream_id) => streams.get(stream_id),
    readPlayToken: (token) => tokens.readPlayToken(token, platformNow()),
    async recording(stream_id) {
      await streams.get(stream_id)?.settled()
      return recordingDir(options.data_dir, stream_id)
    },
    viewers: () => [...streams.values()].reduce((sum, { relay }) => sum + relay.count, 0),
  })
  const rtmp_port = await listen(rtmp.server, options.rtmp_port, options.host)
  const http_port = await listen(http, options.http_port, options.host).catch((error: unknown) => {
    rtmp.close()
    throw error
  })

  const tick = setInterval(
    () => {
      const now = Date.now()
      for (const stream of streams.values()) {
        stream.tick(now)
        if (stream.taken(now) || now - stream.changed_at <= resume_ms) continue
        // Never came alive, so nobody was told of it and nothing ends.
        if (stream.status === 'opening') streams.delete(stream.stream_id)
        if (stream.status === 'interrupted')
          endStream(stream, 'not_back').catch((error: unknown) =>
            log('error', 'a stream could not be ended', { error: String(error) }),
          )
      }
    },
    Math.min(TICK_MS, Math.max(50, resume_ms / 4)),
  )
  const health = setInterval(() => {
    for (const stream of streams.values())
      if (stream.status === 'publishing')
        handlers.onStream(stream.health(Date.now(), since.get(stream.stream_id) ?? platformNow()))
  }, HEALTH_MS)

  /** Ids come from callers here, and name a directory. */
  const known = (stream_id: string): string => {
    if (!STREAM_ID.test(stream_id)) throw new Error('this is not a stream id')
    return stream_id
  }

  const end = async (stream_id: string): Promise<void> => {
    const stream = streams.get(known(stream_id))
    if (stream && stream.status !== 'ended') await endStream(stream, 'ended')
    await stream?.settled()
    if (!stream) await closeRecording(stream_id)
  }

  /** The stream of an earlier process: its recording is closed, its session is over. */
  const closeRecording = async (stream_id: string): Promise<void> => {
    const dir = recordingDir(options.data_dir, stream_id)
    const found = await readRecording(dir)
    if (!found) return
    ended.add(sessionKey({ stream_id, session_id: found.session_id }))
    if (!found.ended) await (await Recorder.open(dir, found.session_id, keep_ms, log)).end()
  }

  return {
    rtmp_port,
    http_port,
    kick: async (stream_id, code) => streams.get(stream_id)?.kick(code),
    end,
    async forget(stream_id) {
      await end(stream_id)
      streams.delete(stream_id)
      await rm(recordingDir(options.data_dir, stream_id), { recursive: true, force: true })
    },
    setClock(offset_ms) {
      clock_ms = offset_ms
    },
    async close() {
      clearInterval(tick)
      clearInterval(health)
      rtmp.close()
      http.close()
      await Promise.all([...streams.values()].map((stream) => stream.suspend()))
      http.closeAllConnections()
    },
  }
}

const sessionKey = (ids: { stream_id: string; session_id: string }): string =>
  `${ids.stream_id}|${ids.session_id}`

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
