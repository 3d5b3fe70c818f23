import { Clapperboard, Users } from 'lucide-react'
import { Link } from 'wouter'
import type { Answer } from '../../../shared/api/client.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Picture } from '../../../shared/ui/picture.tsx'
import { paths } from '../../paths.ts'
import { shellWords } from '../../shell/shell.words.ts'
import './person.css'

/** A room as a tile in a grid. */
export function RoomTile({ room }: { room: Answer<'GET /v1/feed/rooms'>['data'][number] }) {
  const t = useWords(shellWords)
  const format = useFormat()
  const live = room.state === 'live' || room.state === 'paused'
  return (
    <Link href={paths.room(room.id)} className="room-tile">
      {room.cover_url ? (
        <Picture src={room.cover_url} alt="" className="room-tile-cover" />
      ) : (
        <span className="ui-picture room-tile-cover">
          <Clapperboard size={28} strokeWidth={1.5} aria-hidden />
        </span>
      )}
      <span className={`room-tile-tag${live ? ' room-tile-live' : ''}`}>
        {live ? t('live') : room.state === 'preview' ? t('upcoming') : t('replay')}
      </span>
      <span className="room-tile-words">
        <span className="two-lines">{room.title}</span>
        <span className="num">
          <Users size={12} aria-hidden /> {format.compact(room.viewers)}
        </span>
      </span>
    </Link>
  )
}
