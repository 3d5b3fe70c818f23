import { Button } from 'antd'
import { MonitorPlay } from 'lucide-react'
import { Thumb } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Player } from '../../../shared/live/player.tsx'
import type { Desk } from './desk-state.ts'
import { liveWords } from './live.words.ts'

/** What viewers see, with the goods being explained laid over it. */
export function DeskPreview({ desk, onPush }: { desk: Desk; onPush: () => void }) {
  const t = useWords(liveWords)
  const { room, health } = desk
  const index = room.items.findIndex(({ is_explaining }) => is_explaining)
  const item = room.items[index]
  const playing = room.stream === 'on_air' || room.stream === 'interrupted'
  const replay = room.state === 'ended' && room.has_replay
  return (
    <section className="live-preview" aria-label={t('preview')}>
      {playing || replay ? (
        <Player
          room_id={room.id}
          kind={replay ? 'replay' : 'live'}
          play={room.play}
          poster={room.cover_url}
          muted
          label={t('preview')}
        />
      ) : (
        <div className="live-preview-none">
          <MonitorPlay size={30} strokeWidth={1.5} aria-hidden />
          <p>{room.state === 'ended' ? t('over') : t('no_picture')}</p>
          {room.state !== 'ended' && room.state !== 'banned' && (
            <Button size="small" onClick={onPush}>
              {t('push')}
            </Button>
          )}
        </div>
      )}
      <p className="live-preview-tags">
        <span data-stream={room.stream}>
          <i aria-hidden />
          {t(`stream_${room.stream}`)}
        </span>
        {health && room.stream === 'on_air' && (
          <span className="num">{Math.round(health.fps)} fps</span>
        )}
      </p>
      {item && (
        <div className="live-preview-card">
          <Thumb url={item.product.picture_url} size={40} />
          <div>
            <b>
              {t('explaining_now')} · <span className="num">{index + 1}</span>
            </b>
            <p>{item.product.title}</p>
          </div>
          <MoneyText
            fen={item.flash?.state === 'open' ? item.flash.price : item.product.price_from}
          />
        </div>
      )}
    </section>
  )
}
