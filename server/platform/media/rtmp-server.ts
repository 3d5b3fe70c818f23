import { createServer, type Server, type Socket } from 'node:net'
import { RTMP_LIMITS } from './limits.ts'
import { type Admission, RtmpSession } from './rtmp-session.ts'

export type RtmpServerOptions = {
  max_kbps: number
  connections_per_address: number
  admit(stream_key: string, session: RtmpSession): Promise<Admission>
  onClosed(session: RtmpSession, code: string): void
  onFault(error: unknown): void
}

export type RtmpServer = { server: Server; close(): void }

/** Listens for publishers; an address may hold few connections and guess few keys. */
export function rtmpServer(options: RtmpServerOptions): RtmpServer {
  const open = new Map<string, number>()
  const sessions = new Set<RtmpSession>()
  const refusals = new Map<string, { count: number; since: number }>()

  const banned = (address: string): boolean => {
    const found = refusals.get(address)
    if (found && Date.now() - found.since > 60_000) refusals.delete(address)
    return (refusals.get(address)?.count ?? 0) >= RTMP_LIMITS.refusals_per_minute
  }

  const noteRefusal = (address: string): void => {
    if (refusals.size > 10_000) refusals.clear()
    const found = refusals.get(address) ?? { count: 0, since: Date.now() }
    found.count++
    refusals.set(address, found)
  }

  const server = createServer((socket: Socket) => {
    const address = socket.remoteAddress ?? 'unknown'
    const count = open.get(address) ?? 0
    if (
      count >= options.connections_per_address ||
      sessions.size >= RTMP_LIMITS.connections ||
      banned(address)
    ) {
      socket.on('error', () => socket.destroy())
      socket.destroy()
      return
    }
    open.set(address, count + 1)
    const session = new RtmpSession(socket, address, options.max_kbps, {
      async admit(stream_key, asking) {
        const answer = await options.admit(stream_key, asking)
        if (!answer.ok) noteRefusal(address)
        return answer
      },
      closed: options.onClosed,
      fault: options.onFault,
    })
    sessions.add(session)
    // Counted until the socket is really gone, not only until we have said goodbye.
    socket.once('close', () => {
      sessions.delete(session)
      const left = (open.get(address) ?? 1) - 1
      if (left > 0) open.set(address, left)
      else open.delete(address)
    })
  })

  return {
    server,
    close() {
      server.close()
      for (const session of sessions) session.close('server_stopping')
    },
  }
}
