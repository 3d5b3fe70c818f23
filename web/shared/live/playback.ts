import { chase } from './chase.ts'

/** Addresses as `GET /v1/rooms/:room_id/play` gives them. */
export type Addresses = {
  flv: string | null
  hls: string | null
  replay: string | null
  expires_at: string
}
export type PlaybackState = 'loading' | 'playing' | 'reconnecting' | 'ended'
type Engine = { stop: () => void }

const RENEW_BEFORE_MS = 30_000
const STALLED_MS = 6_000

/** FLV over HTTP: the shortest way from the host's picture to the viewer's. */
async function playFlv(video: HTMLVideoElement, url: string, failed: () => void): Promise<Engine> {
  const { default: mpegts } = await import('mpegts.js')
  if (!mpegts.getFeatureList().mseLivePlayback) throw new Error('no live playback here')
  mpegts.LoggingControl.enableAll = false
  const player = mpegts.createPlayer(
    { type: 'flv', isLive: true, url: new URL(url, location.href).href },
    { enableStashBuffer: false, autoCleanupSourceBuffer: true },
  )
  player.on(mpegts.Events.ERROR, failed)
  player.on(mpegts.Events.LOADING_COMPLETE, failed)
  player.attachMediaElement(video)
  player.load()
  return { stop: () => player.destroy() }
}

/** HLS where FLV does not go (iPhones), and for replays. */
async function playHls(
  video: HTMLVideoElement,
  url: string,
  live: boolean,
  failed: () => void,
): Promise<Engine> {
  const { default: Hls } = await import('hls.js/light')
  // Chromium says it plays HLS itself and then does it badly: ask for Media Source first.
  if (Hls.isSupported()) {
    const hls = new Hls(
      live ? { liveSyncDurationCount: 2, maxLiveSyncPlaybackRate: 1.1 } : { startPosition: 0 },
    )
    hls.on(Hls.Events.ERROR, (_, { fatal }) => fatal && failed())
    hls.loadSource(url)
    hls.attachMedia(video)
    return { stop: () => hls.destroy() }
  }
  if (!video.canPlayType('application/vnd.apple.mpegurl')) throw new Error('no HLS here')
  video.src = url
  video.addEventListener('error', failed)
  return {
    stop: () => {
      video.removeEventListener('error', failed)
      video.removeAttribute('src')
      video.load()
    },
  }
}

/**
 * Plays a room on a video element: FLV, else HLS; fresh addresses before the old ones end; back by itself with growing
 * pauses when the line or the publisher drops; a little hurry when behind, but only after the first picture.
 */
export function playRoom(
  video: HTMLVideoElement,
  {
    kind,
    first,
    renew,
    onState,
  }: {
    kind: 'live' | 'replay'
    /** Addresses at hand already, if they are still good. */
    first?: Addresses | undefined
    renew: () => Promise<Addresses>
    onState: (state: PlaybackState) => void
  },
): { stop: () => void } {
  let engine: Engine | undefined
  let addresses = first
  let stopped = false
  let tries = 0
  let flv_fails = 0
  let seen = false
  let turn = 0
  let moved_at = performance.now()
  let timer: ReturnType<typeof setTimeout> | undefined

  const again = (own: number): void => {
    if (stopped || own !== turn) return
    turn++
    engine?.stop()
    engine = undefined
    onState(seen ? 'reconnecting' : 'loading')
    clearTimeout(timer)
    const pause = Math.min(8_000, 400 * 2 ** tries++)
    timer = setTimeout(() => void start(), pause / 2 + Math.random() * (pause / 2))
  }

  async function start(): Promise<void> {
    const own = turn
    try {
      if (!addresses || new Date(addresses.expires_at).getTime() - Date.now() < RENEW_BEFORE_MS)
        addresses = await renew()
      if (stopped || own !== turn) return
      const failed = () => again(own)
      moved_at = performance.now()
      let made: Engine
      if (kind === 'replay') {
        if (!addresses.replay) return onState('ended')
        made = await playHls(video, addresses.replay, false, failed)
      } else if (addresses.flv && (flv_fails < 3 || !addresses.hls)) {
        try {
          made = await playFlv(video, addresses.flv, () => {
            if (!seen) flv_fails++
            // What ended may have been the token, or the stream: the next address knows.
            addresses = undefined
            failed()
          })
        } catch (error) {
          flv_fails = 3
          throw error
        }
      } else if (addresses.hls) made = await playHls(video, addresses.hls, true, failed)
      else return again(own)
      if (stopped || own !== turn) return made.stop()
      engine = made
      await video.play().catch(() => {})
    } catch {
      addresses = undefined
      again(own)
    }
  }

  const onTime = (): void => {
    moved_at = performance.now()
    if (video.currentTime > 0 && !video.paused) {
      if (tries > 0 || !seen) onState('playing')
      seen = true
      tries = 0
    }
  }
  const onEnded = () => kind === 'replay' && onState('ended')
  const watch = setInterval(() => {
    if (kind !== 'live' || !seen || video.paused || document.hidden) return
    if (performance.now() - moved_at > STALLED_MS && engine) return again(turn)
    const { buffered } = video
    if (buffered.length === 0 || flv_fails >= 3) return
    const end = buffered.end(buffered.length - 1)
    const { rate, jump_to } = chase(end - video.currentTime, video.playbackRate > 1)
    if (jump_to !== undefined) video.currentTime = end - jump_to
    if (video.playbackRate !== rate) video.playbackRate = rate
  }, 500)
  const onShow = () => {
    if (!document.hidden && kind === 'live' && engine) void video.play().catch(() => {})
  }
  video.addEventListener('timeupdate', onTime)
  video.addEventListener('ended', onEnded)
  document.addEventListener('visibilitychange', onShow)
  onState('loading')
  void start()
  return {
    stop: () => {
      stopped = true
      turn++
      clearTimeout(timer)
      clearInterval(watch)
      video.removeEventListener('timeupdate', onTime)
      video.removeEventListener('ended', onEnded)
      document.removeEventListener('visibilitychange', onShow)
      engine?.stop()
      video.playbackRate = 1
    },
  }
}
