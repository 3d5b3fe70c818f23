import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call, Problem } from '../../../shared/api/client.ts'
import { noteServerTime } from '../../../shared/api/clock.ts'
import { keyOf, useRoute } from '../../../shared/api/query.ts'
import { useSay } from '../../../shared/desk/say.ts'
import { joinRoom, type Line } from '../../../shared/live/room-socket.ts'
import { type Desk, deskAfter, deskWith, movedTo, type Pending } from './desk-state.ts'

const ROUTE = 'GET /v1/rooms/:room_id/desk'
const REFRESH_MS = 5_000
const AGAIN_MS = 2_500

/**
 * The desk as it stands: asked every few seconds, kept fresh by the room socket between, with the host's own wishes
 * laid over it until the platform answers. A wish that meets no network waits and is tried again.
 */
export function useDesk(room_id: string) {
  const client = useQueryClient()
  const say = useSay()
  const options = { params: { room_id } }
  const found = useRoute(ROUTE, options)
  const [line, setLine] = useState<Line>('connecting')
  const [pending, setPending] = useState<Pending>({})
  const { refetch } = found
  const there = found.data !== undefined
  const over = found.data?.room.state === 'ended' || found.data?.room.state === 'banned'

  useEffect(() => {
    if (!there || over) return
    const key = keyOf(ROUTE, { params: { room_id } })
    const start = client.getQueryData<Desk>(key)
    if (start) noteServerTime(start.room.server_time)
    const socket = joinRoom(
      { ticket: () => call('POST /v1/rooms/:room_id/ticket', { params: { room_id } }) },
      start?.room.event_seq ?? 0,
      {
        onLine: setLine,
        onResync: () => void refetch(),
        onTime: noteServerTime,
        onEvents: (events) => {
          client.setQueryData<Desk>(key, (desk) => desk && events.reduce(deskAfter, desk))
        },
      },
    )
    return () => socket.close()
  }, [there, over, room_id, client, refetch])

  // A clock of its own: the cache's would begin anew with every frame that is laid over it, and never ring.
  useEffect(() => {
    if (over) return
    const timer = setInterval(() => void refetch(), REFRESH_MS)
    return () => clearInterval(timer)
  }, [over, refetch])

  // The newest wish of a kind wins; an older one that comes back late changes nothing.
  const wishes = useRef({ explaining: 0, order: 0 })
  const wish = useCallback(
    async (kind: 'explaining' | 'order', asked: Pending, send: () => Promise<unknown>) => {
      const own = ++wishes.current[kind]
      setPending((now) => ({ ...now, ...asked }))
      for (;;)
        try {
          await send()
          break
        } catch (error) {
          if (own !== wishes.current[kind]) return
          if (error instanceof Problem && error.status === 0) {
            await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
            if (own !== wishes.current[kind]) return
            continue
          }
          say.problem(error)
          break
        }
      if (own !== wishes.current[kind]) return
      await refetch()
      setPending(({ [kind]: _, ...others }) => others)
    },
    [refetch, say],
  )
  const explain = useCallback(
    (item_id: string | null) =>
      void wish('explaining', { explaining: item_id }, () =>
        call('PUT /v1/rooms/:room_id/explaining', { params: { room_id }, body: { item_id } }),
      ),
    [wish, room_id],
  )
  const desk = found.data && deskWith(found.data, pending)
  const move = (item_id: string, place: number) => {
    if (!desk) return
    const item_ids = movedTo(
      desk.room.items.map(({ id }) => id),
      item_id,
      place,
    )
    void wish('order', { order: item_ids }, () =>
      call('PUT /v1/rooms/:room_id/items/order', { params: { room_id }, body: { item_ids } }),
    )
  }
  return {
    desk,
    error: found.error,
    refetch,
    line,
    pending,
    explain,
    move,
    /** Takes the desk that a room act answered with. */
    take: (fresh: Desk) => client.setQueryData(keyOf(ROUTE, options), fresh),
  }
}
export type DeskHandle = ReturnType<typeof useDesk>
