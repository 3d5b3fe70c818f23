import { CirclePause, CirclePlay, Clock, Radio } from 'lucide-react'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Room, RoomItem } from '../../../shared/live/room-state.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Picture } from '../../../shared/ui/picture.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import { replayPlace } from './replay-place.ts'
import { roomWords } from './room.words.ts'

/** What stands in the picture's place when there is none: paused, broken, not begun, over. */
export function RoomNotice({
  room,
  replaying,
  onReplay,
  onShow,
}: {
  room: Room
  replaying: boolean
  onReplay: () => void
  onShow: (item: RoomItem) => void
}) {
  const t = useWords(roomWords)
  const format = useFormat()
  if (room.state === 'ended') {
    if (replaying) return null
    const shown = room.items.filter((item) => replayPlace(item, room.play) !== undefined)
    return (
      <div className="room-over">
        <p className="room-over-title">{t('ended')}</p>
        <p className="room-over-words num">
          {t('ended_hint', { likes: format.compact(room.likes), goods: room.items_count })}
        </p>
        {room.has_replay && (
          <Button size="l" icon={<CirclePlay size={20} aria-hidden />} onClick={onReplay}>
            {t('watch_replay')}
          </Button>
        )}
        {room.has_replay && shown.length > 0 && (
          <ul className="room-over-items" aria-label={t('goods_of_room')}>
            {shown.slice(0, 4).map((item) => (
              <li key={item.id}>
                <Picture src={item.product.picture_url} alt="" className="room-over-picture" />
                <span className="grow">
                  <span className="clip room-over-name">{item.product.title}</span>
                  <Price
                    fen={item.product.price_from}
                    currency={item.product.currency}
                    tone="inherit"
                  />
                </span>
                <Button
                  tone="dark"
                  size="s"
                  onClick={() => onShow(item)}
                  aria-label={`${t('see_explaining')} ${item.product.title}`}
                >
                  {t('see_explaining')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    )
  }
  if (replaying) return null
  if (room.state === 'live' && room.stream === 'on_air') return null
  const [Icon, title, words] =
    room.state === 'paused'
      ? [CirclePause, t('paused'), t('paused_hint')]
      : room.state === 'preview'
        ? [
            Clock,
            t('not_started'),
            room.scheduled_at
              ? t('not_started_hint', { at: format.dateTime(room.scheduled_at) })
              : t('not_started_soon'),
          ]
        : [Radio, t('interrupted'), t('paused_hint')]
  return (
    <div className="room-notice" role="status">
      <Icon size={36} strokeWidth={1.5} aria-hidden />
      <p className="room-over-title">{title}</p>
      <p className="room-over-words">{words}</p>
    </div>
  )
}
