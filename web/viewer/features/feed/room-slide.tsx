import { Eye, ShoppingBag } from 'lucide-react'
import { Link } from 'wouter'
import type { Answer } from '../../../shared/api/client.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Player } from '../../../shared/live/player.tsx'
import { Avatar, Picture } from '../../../shared/ui/picture.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import { paths } from '../../paths.ts'
import { feedWords } from './feed.words.ts'

type Card = Answer<'GET /v1/feed/rooms'>['data'][number]

/** One room as a whole screen: the current one shows its live picture, the others their cover. */
export function RoomSlide({
  room,
  place,
  count,
  current,
  near,
}: {
  room: Card
  place: number
  count: number
  current: boolean
  /** Close enough to load its cover. */
  near: boolean
}) {
  const t = useWords(feedWords)
  const format = useFormat()
  const live = room.state === 'live' || room.state === 'paused'
  const upcoming = room.state === 'preview'
  return (
    <article
      className="slide"
      data-room={room.id}
      aria-posinset={place + 1}
      aria-setsize={count}
      aria-label={room.title}
    >
      {near && room.cover_url && <img className="slide-cover" src={room.cover_url} alt="" />}
      {current && room.state === 'live' && (
        <Player
          room_id={room.id}
          kind="live"
          poster={room.cover_url}
          muted
          label={t('preview', { title: room.title })}
        />
      )}
      <div className="slide-scrim" />
      <Link
        href={paths.room(room.id)}
        className="slide-link"
        aria-label={`${live ? t('enter') : t('watch_replay')} ${room.title}`}
      />
      <div className="slide-words">
        <div className="slide-tags">
          <span className={`slide-live${live ? '' : ' slide-replay'}`}>
            {live && <span className="bars" aria-hidden />}
            {live
              ? t('live')
              : upcoming && room.scheduled_at
                ? t('starts', { at: format.dateTime(room.scheduled_at) })
                : t('replay')}
          </span>
          {live && room.viewers > 0 && (
            <span className="slide-tag num">
              <Eye size={14} aria-hidden />
              {t('watching', { count: format.compact(room.viewers) })}
            </span>
          )}
          <span className="slide-tag num">
            <ShoppingBag size={14} aria-hidden />
            {t('goods', { count: room.items_count })}
          </span>
        </div>
        <p className="slide-host clip">
          <Avatar name={room.host.nickname} src={room.host.avatar_url} size={32} />
          <b className="clip">{room.host.nickname}</b>
        </p>
        <h2 className="slide-title two-lines">{room.title}</h2>
        {room.explaining && (
          <div className="slide-goods">
            <Picture src={room.explaining.picture_url} alt="" className="slide-goods-picture" />
            <span className="grow">
              <span className="slide-goods-tag">{t('explaining')}</span>
              <span className="clip slide-goods-title">{room.explaining.title}</span>
            </span>
            <Price fen={room.explaining.price} tone="inherit" />
          </div>
        )}
        <span className="slide-enter" aria-hidden>
          {live || upcoming ? t('enter') : t('watch_replay')}
        </span>
      </div>
    </article>
  )
}
