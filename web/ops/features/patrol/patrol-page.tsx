import { Button, Skeleton } from 'antd'
import { Ban, ExternalLink, RadioTower } from 'lucide-react'
import { useState } from 'react'
import { type Answer, call } from '../../../shared/api/client.ts'
import { usePages } from '../../../shared/api/query.ts'
import { AgoText } from '../../../shared/desk/deadline-text.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, StateCard } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useMay } from '../../duties.tsx'
import { viewerPaths } from '../../paths.ts'
import { ReasonDialog } from '../review/reason-dialog.tsx'
import { patrolWords } from './patrol.words.ts'
import './patrol.css'

type Room = Answer<'GET /v1/live-rooms'>['data'][number]

/** Every room on air; a reviewer may cut one off, with a reason. */
export function PatrolPage() {
  const t = useWords(patrolWords)
  const may = useMay()
  const rooms = usePages(
    'GET /v1/live-rooms',
    { query: { limit: 40 } },
    { refetchInterval: 15_000 },
  )
  const [banning, setBanning] = useState<Room | null>(null)
  const ban = useAct(
    async (reason: string) => {
      if (!banning) return
      await call('POST /v1/rooms/:room_id/ban', {
        params: { room_id: banning.id },
        body: { reason },
      })
      setBanning(null)
    },
    { done: t('banned'), refresh: ['GET /v1/live-rooms'] },
  )
  return (
    <Page title={t('title')} meta={t('meta')}>
      {rooms.error && rooms.rows.length === 0 ? (
        <Panel>
          <FailureState error={rooms.error} onRetry={() => void rooms.refetch()} />
        </Panel>
      ) : rooms.isPending ? (
        <Panel>
          <Skeleton active paragraph={{ rows: 6 }} />
        </Panel>
      ) : rooms.rows.length === 0 ? (
        <Panel>
          <StateCard icon={RadioTower} title={t('none')} words={t('none_words')} />
        </Panel>
      ) : (
        <ul className="patrol-rooms">
          {rooms.rows.map((room) => (
            <RoomCard
              key={room.id}
              room={room}
              {...(may('reviewer') ? { onBan: () => setBanning(room) } : {})}
            />
          ))}
        </ul>
      )}
      {rooms.hasNextPage && (
        <Button
          type="text"
          loading={rooms.isFetchingNextPage}
          onClick={() => void rooms.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
      {banning && (
        <ReasonDialog
          danger
          title={t('ban_title', { title: banning.title })}
          words={t('ban_words')}
          label={t('ban_reason')}
          act={t('ban')}
          busy={ban.busy}
          onCancel={() => setBanning(null)}
          onAct={(reason) => void ban.run(reason)}
        />
      )}
    </Page>
  )
}

function RoomCard({ room, onBan }: { room: Room; onBan?: () => void }) {
  const t = useWords(patrolWords)
  const format = useFormat()
  return (
    <li>
      <div className="patrol-cover">
        {room.cover_url ? (
          <img src={room.cover_url} alt="" loading="lazy" />
        ) : (
          <RadioTower size={32} strokeWidth={1.4} aria-hidden />
        )}
        <StatusTag tone={room.state === 'paused' ? 'warning' : 'live'} dot>
          {t(room.state === 'paused' ? 'paused' : 'live')}
        </StatusTag>
      </div>
      <div className="patrol-words">
        <h2>{room.title}</h2>
        <p className="desk-quiet">
          {room.host.nickname}
          {room.started_at && (
            <>
              {' · '}
              {t('since')} <AgoText at={room.started_at} />
            </>
          )}
        </p>
        <dl>
          {(['viewers', 'likes', 'items_count'] as const).map((word) => (
            <div key={word}>
              <dt>{t(word === 'viewers' ? 'watching' : word === 'likes' ? 'likes' : 'goods')}</dt>
              <dd className="num">{format.compact(room[word])}</dd>
            </div>
          ))}
        </dl>
        {room.explaining && (
          <GoodsCell
            size={36}
            url={room.explaining.picture_url}
            title={room.explaining.title}
            words={
              <>
                {t('explaining')} <MoneyText fen={room.explaining.price} />
              </>
            }
          />
        )}
        <div className="patrol-acts">
          <Button
            href={viewerPaths.room(room.id)}
            target="_blank"
            icon={<ExternalLink size={14} aria-hidden />}
          >
            {t('open')}
          </Button>
          {onBan && (
            <Button danger icon={<Ban size={14} aria-hidden />} onClick={onBan}>
              {t('ban')}
            </Button>
          )}
        </div>
      </div>
    </li>
  )
}
