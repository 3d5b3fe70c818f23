import { Link } from '@tanstack/react-router'
import { RadioTower } from 'lucide-react'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { AgoText } from '../../../shared/desk/deadline-text.tsx'
import { Thumb } from '../../../shared/desk/goods-cell.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, StateCard } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { overviewWords } from './overview.words.ts'

/** The rooms that are on air now, most watched first. */
export function OnAirPanel() {
  const t = useWords(overviewWords)
  const format = useFormat()
  const rooms = useRoute(
    'GET /v1/live-rooms',
    { query: { limit: 100 } },
    { refetchInterval: 20_000 },
  )
  const shown = [...(rooms.data?.data ?? [])].sort((a, b) => b.viewers - a.viewers).slice(0, 6)
  return (
    <Panel
      flush
      title={t('on_air')}
      meta={t('on_air_words')}
      acts={
        <Link {...paths.patrol()} className="ops-link">
          {t('patrol')}
        </Link>
      }
    >
      {rooms.error && !rooms.data ? (
        <FailureState error={rooms.error} onRetry={() => void rooms.refetch()} />
      ) : rooms.isPending ? (
        <TableSkeleton rows={3} />
      ) : shown.length === 0 ? (
        <StateCard icon={RadioTower} title={t('none_on_air')} />
      ) : (
        <ul className="overview-rooms">
          {shown.map((room) => (
            <li key={room.id}>
              <Thumb url={room.cover_url} size={40} />
              <div>
                <b>{room.title}</b>
                <small>
                  {room.host.nickname}
                  {room.started_at && (
                    <>
                      {' · '}
                      <AgoText at={room.started_at} />
                    </>
                  )}
                </small>
              </div>
              <span className="num">{t('watching', { count: format.compact(room.viewers) })}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
