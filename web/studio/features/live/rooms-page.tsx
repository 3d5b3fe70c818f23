import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { Mic, Plus, Radio } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { useMe } from '../../../shared/desk/session.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { liveWords } from './live.words.ts'
import { NewRoom } from './new-room.tsx'
import './live.css'

type Room = RowOf<'GET /v1/me/rooms'>

export function RoomStateTag({ state }: { state: Room['state'] }) {
  const t = useWords(liveWords)
  const tone = {
    preview: 'info',
    live: 'live',
    paused: 'warning',
    ended: 'neutral',
    banned: 'danger',
  } as const
  return (
    <StatusTag tone={tone[state]} dot={state === 'live'}>
      {t(`state_${state}`)}
    </StatusTag>
  )
}

export function RoomsPage() {
  const t = useWords(liveWords)
  const format = useFormat()
  const me = useMe()
  const navigate = useNavigate()
  const [making, setMaking] = useState(false)
  const become = useAct(() => call('PATCH /v1/me', { body: { is_creator: true } }), {
    done: t('became_creator'),
    refresh: ['GET /v1/me'],
  })
  if (!me.is_creator)
    return (
      <Page title={t('my_rooms')}>
        <Panel>
          <StateCard icon={Mic} title={t('become_creator_title')} words={t('become_creator_words')}>
            <Button type="primary" loading={become.busy} onClick={() => void become.run()}>
              {t('become_creator')}
            </Button>
          </StateCard>
        </Panel>
      </Page>
    )
  const newRoom = (
    <Button type="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setMaking(true)}>
      {t('new_room')}
    </Button>
  )
  return (
    <Page title={t('my_rooms')} acts={newRoom}>
      <Panel flush>
        <DataTable
          route="GET /v1/me/rooms"
          label={t('my_rooms')}
          rowKey="id"
          every_ms={15_000}
          min_width={760}
          onOpen={(room) => void navigate(paths.desk(room.id))}
          empty={
            <StateCard icon={Radio} title={t('no_rooms')} words={t('no_rooms_words')}>
              {newRoom}
            </StateCard>
          }
          columns={[
            {
              title: t('title'),
              key: 'title',
              minWidth: 240,
              render: (_, room) => (
                <GoodsCell
                  url={room.cover_url}
                  title={<Link {...paths.desk(room.id)}>{room.title}</Link>}
                  words={room.has_replay ? t('replay') : undefined}
                />
              ),
            },
            {
              title: t('state'),
              key: 'state',
              width: 110,
              render: (_, room) => <RoomStateTag state={room.state} />,
            },
            {
              title: t('started'),
              key: 'started',
              width: 170,
              render: (_, room) => <DateText at={room.started_at ?? room.scheduled_at} />,
            },
            {
              title: t('viewers'),
              key: 'viewers',
              width: 100,
              align: 'right',
              render: (_, room) => <span className="num">{format.compact(room.viewers)}</span>,
            },
            {
              title: t('items'),
              key: 'items',
              width: 90,
              align: 'right',
              render: (_, room) => <span className="num">{room.items_count}</span>,
            },
            {
              title: t('acts'),
              key: 'acts',
              width: 130,
              render: (_, room) => (
                <Link className="studio-link" {...paths.desk(room.id)}>
                  {t('open_desk')}
                </Link>
              ),
            },
          ]}
        />
      </Panel>
      <NewRoom open={making} onClose={() => setMaking(false)} />
    </Page>
  )
}
