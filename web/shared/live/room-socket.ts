import type {
  Frame,
  FromServer,
  Hello,
  RoomEvent,
} from '../../../server/modules/live/live.protocol.ts'

/** How the line to the room stands; `lost` is for good (no such room, or not allowed). */
export type Line = 'connecting' | 'open' | 'reconnecting' | 'lost'

/** What the socket needs of the world; tests hand in their own. */
export type SocketWorld = {
  /** A fresh single-use ticket and the path to use it at. */
  ticket: () => Promise<{ ticket: string; socket_path: string }>
  open?: (address: string) => WebSocket
  random?: () => number
}

export type RoomSocketEvents = {
  onEvents: (events: RoomEvent[]) => void
  /** An instant of the platform's clock; `sent` is when it was asked for, by the page's steady clock. */
  onTime?: (at: string, sent?: number) => void
  /** What was missed is no longer kept: load the room again. */
  onResync: () => void
  onLine: (line: Line) => void
  onHello?: (hello: Hello['hello']) => void
  onRefused?: (refused: { code: string; title: string; of: string }) => void
}

const FOR_GOOD = new Set([4403, 4404])

/** Pause before try number `tries` (from 0): 0.5 s doubling to 10 s, of which half is chance, so that a crowd does not return as one. */
export const pauseBefore = (tries: number, random: number): number => {
  const most = Math.min(10_000, 500 * 2 ** tries)
  return most / 2 + (most / 2) * random
}

/** Keeps what was not seen yet: critical events at or below `since` came twice over a reconnect. */
export function unseen(frame: Frame, since: number): { events: RoomEvent[]; since: number } {
  const events = frame.ev.filter((event) => !('seq' in event) || event.seq > since)
  const last = Math.max(
    since,
    frame.seq ?? 0,
    ...events.map((event) => ('seq' in event ? event.seq : 0)),
  )
  return { events, since: last }
}

/**
 * The line to a room: comes back by itself with growing pauses and goes on where it stopped. Likes are added up and
 * sent once a second; a ping keeps middle boxes from closing a silent line.
 */
export function joinRoom(
  world: SocketWorld,
  start_seq: number,
  on: RoomSocketEvents,
): {
  say: (words: string) => boolean
  like: (count?: number) => void
  look: (item_id: string) => void
  close: () => void
} {
  let socket: WebSocket | undefined
  let since = start_seq
  let tries = 0
  let likes = 0
  let closed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  /** When the ping that has no answer yet was sent, and when the line was asked for. */
  let pinged: number | undefined
  let opened = 0
  const open = world.open ?? ((address: string) => new WebSocket(address))
  const random = world.random ?? Math.random
  const send = (what: object): boolean => {
    if (socket?.readyState !== 1) return false
    socket.send(JSON.stringify(what))
    return true
  }
  const again = (): void => {
    if (closed) return
    on.onLine('reconnecting')
    clearTimeout(timer)
    timer = setTimeout(() => void connect(), pauseBefore(tries++, random()))
  }
  const ping = (): void => {
    const sent = performance.now()
    if (send({ do: 'ping' })) pinged = sent
  }
  const hear = (message: FromServer): void => {
    if ('hello' in message) {
      tries = 0
      on.onTime?.(message.hello.t, opened)
      ping()
      on.onLine('open')
      on.onHello?.(message.hello)
      if (message.hello.resync) {
        since = message.hello.seq
        on.onResync()
      }
    } else if ('refused' in message) on.onRefused?.(message.refused)
    else {
      // A frame without events answers a ping: a round trip, which bounds the clock from both sides.
      const answers = message.ev.length === 0 ? pinged : undefined
      if (answers !== undefined) pinged = undefined
      on.onTime?.(message.t, answers)
      const fresh = unseen(message, since)
      since = fresh.since
      if (fresh.events.length > 0) on.onEvents(fresh.events)
    }
  }
  async function connect(): Promise<void> {
    let given: { ticket: string; socket_path: string }
    try {
      given = await world.ticket()
    } catch (error) {
      const status = (error as { status?: number }).status
      if (status === 404 || status === 403) return on.onLine('lost')
      return again()
    }
    if (closed) return
    opened = performance.now()
    pinged = undefined
    const own = open(
      `${given.socket_path}?ticket=${encodeURIComponent(given.ticket)}&since=${since}`,
    )
    socket = own
    own.onmessage = ({ data }) => socket === own && hear(JSON.parse(String(data)) as FromServer)
    own.onclose = ({ code }) => {
      if (socket !== own || closed) return
      socket = undefined
      if (FOR_GOOD.has(code)) on.onLine('lost')
      else again()
    }
  }
  const beat = setInterval(ping, 25_000)
  const flush = setInterval(() => {
    if (likes > 0 && send({ do: 'like', count: Math.min(likes, 50) })) likes = 0
  }, 1_000)
  // A phone that wakes up or finds its network again need not wait out the pause.
  const wake = (): void => {
    if (!closed && !socket && globalThis.document?.visibilityState === 'visible') {
      clearTimeout(timer)
      tries = 0
      timer = setTimeout(() => void connect(), 0)
    }
  }
  globalThis.addEventListener?.('online', wake)
  globalThis.document?.addEventListener('visibilitychange', wake)
  on.onLine('connecting')
  void connect()
  return {
    say: (words) => send({ do: 'chat', words }),
    like: (count = 1) => {
      likes += count
    },
    look: (item_id) => void send({ do: 'click', item_id }),
    close: () => {
      closed = true
      clearTimeout(timer)
      clearInterval(beat)
      clearInterval(flush)
      globalThis.removeEventListener?.('online', wake)
      globalThis.document?.removeEventListener('visibilitychange', wake)
      socket?.close(1000)
    },
  }
}
