import { Pause, Play } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { countdown } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { PlayerHandle } from '../../../shared/live/player.tsx'
import { IconButton } from '../../../shared/ui/button.tsx'
import { roomWords } from './room.words.ts'

const WHOLE = 1_000

/** Where the replay stands, and a way to another place in it. */
export function ReplayBar({ player }: { player: RefObject<PlayerHandle | null> }) {
  const t = useWords(roomWords)
  const [at, setAt] = useState({ time: 0, duration: 0, paused: false })
  useEffect(() => {
    const timer = setInterval(() => {
      const video = player.current?.video()
      if (video)
        setAt({
          time: video.currentTime,
          duration: Number.isFinite(video.duration) ? video.duration : 0,
          paused: video.paused,
        })
    }, 250)
    return () => clearInterval(timer)
  }, [player])
  return (
    <fieldset className="replay-bar" aria-label={t('settings')}>
      <IconButton
        label={at.paused ? t('play') : t('pause')}
        onClick={() => {
          const video = player.current?.video()
          if (video?.paused) void video.play()
          else video?.pause()
        }}
      >
        {at.paused ? <Play size={20} aria-hidden /> : <Pause size={20} aria-hidden />}
      </IconButton>
      <input
        type="range"
        min={0}
        max={WHOLE}
        value={at.duration > 0 ? Math.round((at.time / at.duration) * WHOLE) : 0}
        aria-label={t('progress')}
        aria-valuetext={countdown(at.time * 1_000)}
        onChange={({ target }) =>
          player.current?.seek((Number(target.value) / WHOLE) * at.duration)
        }
      />
      <span className="num">
        {countdown(Math.floor(at.time) * 1_000)} / {countdown(Math.floor(at.duration) * 1_000)}
      </span>
    </fieldset>
  )
}
