import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RoomEvent } from '../../../server/modules/live/live.protocol.ts'
import { call, Problem } from '../api/client.ts'
import { noteServerTime } from '../api/clock.ts'
import { keyOf, useRoute } from '../api/query.ts'
import { joinRoom, type Line } from './room-socket.ts'
import { type Room, roomAfter } from './room-state.ts'

/** One “somebody bought” or “somebody came” line. */
export type RoomNews = { key: number; kind: 'sold' | 'joined'; nickname: string; position: number }

/**
 * A room that stays true: loaded once, then kept by its socket, loaded again when too much was missed. `onEvent` sees
 * every event as it comes, for what passes (hearts, news, warnings).
 */
export function useRoom(room_id: string, onEvent?: (event: RoomEvent, room: Room) => void) {
  const client = useQueryClient()
  const route = 'GET /v1/rooms/:room_id'
  const found = useRoute(route, { params: { room_id } }, { staleTime: 10_000 })
  // Before anything is drawn: a countdown's first digits are the platform's already. What is said late does no harm.
  if (found.data) noteServerTime(found.data.server_time)
  const { refetch } = found
  const [line, setLine] = useState<Line>('connecting')
  const [muted_until, setMutedUntil] = useState<string | null>(null)
  const [refused, setRefused] = useState<{ code: string; title: string; of: string }>()
  const hear = useRef(onEvent)
  hear.current = onEvent
  const joined = useRef<ReturnType<typeof joinRoom>>(undefined)
  const there = found.data !== undefined && found.data.state !== 'banned'

  useEffect(() => {
    if (!there) return
    const key = keyOf(route, { params: { room_id } })
    const start = client.getQueryData<Room>(key)
    const socket = joinRoom(
      { ticket: () => call('POST /v1/rooms/:room_id/ticket', { params: { room_id } }) },
      start?.event_seq ?? 0,
      {
        onLine: setLine,
        onHello: (hello) => setMutedUntil(hello.muted_until),
        onRefused: setRefused,
        onResync: () => void refetch(),
        onTime: noteServerTime,
        onEvents: (events) => {
          const before = client.getQueryData<Room>(key)
          if (!before) return
          let room = before
          for (const event of events) {
            room = roomAfter(room, event)
            hear.current?.(event, room)
          }
          client.setQueryData(key, room)
        },
      },
    )
    joined.current = socket
    return () => socket.close()
  }, [there, room_id, client, refetch])

  const say = useCallback(
    async (words: string) => {
      const said = await call('POST /v1/rooms/:room_id/chat', {
        params: { room_id },
        body: { words },
      })
      const key = keyOf(route, { params: { room_id } })
      const room = client.getQueryData<Room>(key)
      if (room) client.setQueryData(key, roomAfter(room, { e: 'chat', ...said }))
    },
    [room_id, client],
  )
  return {
    room: found.data,
    error: found.error instanceof Problem ? found.error : undefined,
    retry: refetch,
    line,
    muted_until,
    refused,
    /** Says it in the room; throws the refusal. */
    say,
    /** Counted here, sent once a second. */
    like: useCallback((count = 1) => joined.current?.like(count), []),
    /** Somebody looks at an item of the cart: the desk counts it. Lost while the line is down. */
    look: useCallback((item_id: string) => joined.current?.look(item_id), []),
  }
}
