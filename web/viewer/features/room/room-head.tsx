import { ChevronRight, Users, Volume2, VolumeX, WifiOff, X } from 'lucide-react'
import { Link, useLocation } from 'wouter'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { PlaybackState } from '../../../shared/live/playback.ts'
import type { Line } from '../../../shared/live/room-socket.ts'
import type { Room } from '../../../shared/live/room-state.ts'
import { IconButton } from '../../../shared/ui/button.tsx'
import { Avatar } from '../../../shared/ui/picture.tsx'
import { paths } from '../../paths.ts'
import { FollowButton } from '../person/follow-button.tsx'
import { roomWords } from './room.words.ts'

/** Host, crowd and the way out; under it what one should know about sound and line. */
export function RoomHead({
  room,
  line,
  picture,
  muted,
  onMute,
  replaying,
}: {
  room: Room
  line: Line
  picture: PlaybackState | undefined
  muted: boolean | undefined
  onMute: (muted: boolean) => void
  replaying: boolean
}) {
  const t = useWords(roomWords)
  const format = useFormat()
  const [, go] = useLocation()
  const cut = line === 'reconnecting' || picture === 'reconnecting'
  return (
    <header className="room-head">
      <div className="row">
        <div className="host-chip">
          <Link href={paths.person(room.host.id)} className="host-chip-link">
            <Avatar name={room.host.nickname} src={room.host.avatar_url} size={34} />
            <span className="host-chip-words">
              <b className="clip">{room.host.nickname}</b>
              <span className="clip num">{t('likes', { count: format.compact(room.likes) })}</span>
            </span>
          </Link>
          <FollowButton
            account_id={room.host.id}
            nickname={room.host.nickname}
            is_followed={room.is_followed}
            hide_when_followed
          />
        </div>
        <span
          className="chip chip-viewers num"
          role="img"
          aria-label={t('viewers', { count: format.compact(room.viewers) })}
        >
          <Users size={14} aria-hidden />
          {format.compact(room.viewers)}
        </span>
        <IconButton label={t('close')} className="room-close" onClick={() => go(paths.home())}>
          <X size={24} aria-hidden />
        </IconButton>
      </div>
      <div className="row room-chips">
        {cut && (
          <span className="chip chip-cut" role="status">
            <span className="ui-ring" aria-hidden />
            {t('reconnecting')}
          </span>
        )}
        {line === 'lost' && (
          <span className="chip chip-cut" role="status">
            <WifiOff size={14} aria-hidden />
            {t('line_lost')}
          </span>
        )}
        {replaying && <span className="chip">{t('replay')}</span>}
        {muted !== undefined && (
          <button type="button" className="chip chip-tap" onClick={() => onMute(!muted)}>
            {muted ? <VolumeX size={16} aria-hidden /> : <Volume2 size={16} aria-hidden />}
            {muted ? t('unmute') : t('mute')}
          </button>
        )}
        <Link href={paths.home()} className="chip chip-tap chip-more">
          {t('more_rooms')}
          <ChevronRight size={14} aria-hidden />
        </Link>
      </div>
    </header>
  )
}
