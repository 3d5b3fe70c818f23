import { CircleOff } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import type { RoomEvent } from '../../../../server/modules/live/live.protocol.ts'
import { Problem } from '../../../shared/api/client.ts'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { problemWords } from '../../../shared/i18n/problem.ts'
import type { Room } from '../../../shared/live/room-state.ts'
import { type RoomNews, useRoom } from '../../../shared/live/use-room.ts'
import { buttonClass } from '../../../shared/ui/button.tsx'
import { Late } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure } from '../../../shared/ui/states.tsx'
import { useToast } from '../../../shared/ui/toast.tsx'
import { paths } from '../../paths.ts'
import { shellWords } from '../../shell/shell.words.ts'
import type { HeartsHandle } from './hearts.tsx'
import './room.css'
import { roomWords } from './room.words.ts'
import { RoomStage } from './room-stage.tsx'

/** A room: everything one needs to enter it, then its socket. */
export function RoomPage({ room_id }: { room_id: string }) {
  const t = useWords(roomWords)
  const shell = useWords(shellWords)
  const { language } = useLanguage()
  const toast = useToast()
  const hearts = useRef<HeartsHandle>(null)
  const [news, setNews] = useState<RoomNews>()
  const likes = useRef<number>(undefined)
  const key = useRef(0)
  const onEvent = useCallback((event: RoomEvent, room: Room) => {
    if (event.e === 'sold' || event.e === 'joined')
      setNews({
        key: key.current++,
        kind: event.e,
        nickname: event.e === 'sold' ? event.buyer : event.nickname,
        position:
          event.e === 'sold' ? room.items.findIndex(({ id }) => id === event.item_id) + 1 : 0,
      })
    if (event.e === 'crowd') {
      const fresh = likes.current === undefined ? 0 : event.likes - likes.current
      likes.current = event.likes
      if (fresh > 0) hearts.current?.rise(Math.min(4, fresh))
    }
  }, [])
  const live = useRoom(room_id, onEvent)
  const { room, refused } = live
  useEffect(() => {
    if (room) document.title = `${room.title} · ${shell('app')}`
  }, [room?.title, shell, room])
  useEffect(() => {
    if (refused) toast(problemWords(new Problem(409, refused.code, refused.title), language), 'bad')
  }, [refused, toast, language])

  if (live.error && !room)
    return (
      <div className="room room-state">
        <h1 className="sr-only">{t('room')}</h1>
        {live.error.status === 404 ? (
          <Empty icon={CircleOff} title={shell('not_found')} words={shell('not_found_hint')}>
            <Link href={paths.home()} className={buttonClass()}>
              {shell('go_home')}
            </Link>
          </Empty>
        ) : (
          <Failure error={live.error} onRetry={() => void live.retry()} />
        )}
      </div>
    )
  if (!room)
    return (
      <div className="room">
        <h1 className="sr-only">{t('room')}</h1>
        <Late>
          <div className="room-wait" role="status" aria-label={t('room')}>
            <span />
            <span />
            <span />
          </div>
        </Late>
      </div>
    )
  if (room.state === 'banned')
    return (
      <div className="room room-state">
        <h1 className="sr-only">{room.title}</h1>
        <Empty icon={CircleOff} title={t('banned')} words={t('banned_hint')}>
          <Link href={paths.home()} className={buttonClass()}>
            {shell('go_home')}
          </Link>
        </Empty>
      </div>
    )
  return <RoomStage room={room} live={live} news={news} hearts={hearts} />
}
