import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { call } from '../api/client.ts'
import './player.css'
import { type Addresses, type PlaybackState, playRoom } from './playback.ts'

/** What the page may do to the picture. */
export type PlayerHandle = {
  /** Jump to a place of the replay, in seconds. */
  seek: (seconds: number) => void
  video: () => HTMLVideoElement | null
}

/**
 * A room's picture: starts muted (browsers allow nothing else) and unmutes by `muted={false}` from a tap. The poster
 * stays until the first picture moves.
 */
export function Player({
  room_id,
  kind,
  play,
  poster,
  muted,
  fit = 'cover',
  onState,
  label,
  ref,
}: {
  room_id: string
  kind: 'live' | 'replay'
  play?: Addresses | undefined
  poster?: string | null | undefined
  muted: boolean
  fit?: 'cover' | 'contain'
  onState?: (state: PlaybackState) => void
  label: string
  ref?: Ref<PlayerHandle>
}) {
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<PlaybackState>('loading')
  const [seen, setSeen] = useState(false)
  const tell = useRef(onState)
  tell.current = onState
  const first = useRef(play)
  first.current = play
  useImperativeHandle(
    ref,
    () => ({
      seek: (seconds) => {
        const element = video.current
        if (!element) return
        element.currentTime = Math.min(seconds, (element.duration || seconds + 1) - 0.5)
        void element.play().catch(() => {})
      },
      video: () => video.current,
    }),
    [],
  )
  useEffect(() => {
    const element = video.current
    if (!element) return
    setSeen(false)
    const playing = playRoom(element, {
      kind,
      first: first.current,
      renew: () => call('GET /v1/rooms/:room_id/play', { params: { room_id } }),
      onState: (next) => {
        setState(next)
        if (next === 'playing') setSeen(true)
        tell.current?.(next)
      },
    })
    return () => playing.stop()
  }, [room_id, kind])
  return (
    <div className={`live-player live-player-${fit}`} data-state={state}>
      <video ref={video} muted={muted} playsInline autoPlay aria-label={label} />
      {poster && !seen && <img className="live-poster" src={poster} alt="" />}
    </div>
  )
}
