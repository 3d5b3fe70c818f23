import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { PlaybackState } from '../../../shared/live/playback.ts'
import { Player, type PlayerHandle } from '../../../shared/live/player.tsx'
import type { Room, RoomItem } from '../../../shared/live/room-state.ts'
import type { RoomNews, useRoom } from '../../../shared/live/use-room.ts'
import { useSheetInAddress } from '../../shell/sheet-in-address.ts'
import { Hearts, type HeartsHandle } from './hearts.tsx'
import { PinnedCard } from './pinned-card.tsx'
import { ReplayBar } from './replay-bar.tsx'
import { replayPlace } from './replay-place.ts'
import { roomWords } from './room.words.ts'
import { RoomBar } from './room-bar.tsx'
import { RoomChat } from './room-chat.tsx'
import { RoomHead } from './room-head.tsx'
import { RoomNotice } from './room-notice.tsx'

const CartSheet = lazy(async () => ({
  default: (await import('../cart/cart-sheet.tsx')).CartSheet,
}))
const CartPanel = lazy(async () => ({
  default: (await import('../cart/cart-panel.tsx')).CartPanel,
}))
const BuySheet = lazy(async () => ({
  default: (await import('../checkout/buy-sheet.tsx')).BuySheet,
}))

/** The layers of a room, back to front: picture, scrims, hearts, chat and card, bar, sheets. */
export function RoomStage({
  room,
  live,
  news,
  hearts,
}: {
  room: Room
  live: ReturnType<typeof useRoom>
  news: RoomNews | undefined
  hearts: RefObject<HeartsHandle | null>
}) {
  const t = useWords(roomWords)
  const [muted, setMuted] = useState(true)
  const [replaying, setReplaying] = useState(false)
  const [picture, setPicture] = useState<PlaybackState>('loading')
  const player = useRef<PlayerHandle>(null)
  const cart = useSheetInAddress('sheet')
  const buy = useSheetInAddress('buy')
  const over = room.state === 'ended'
  const onAir = room.state === 'live' && room.stream !== 'none'
  const explained = room.items.find(
    ({ is_explaining, state }) => is_explaining && state === 'listed',
  )
  const bought = room.items.find(({ id }) => id === buy.value)
  const pick = (item: RoomItem) => {
    live.look(item.id)
    buy.open(item.id)
  }
  const replayFrom = (seconds: number) => {
    setReplaying(true)
    // The player needs a moment to be there before it can be told where to go.
    const started = Date.now()
    const timer = setInterval(() => {
      const video = player.current?.video()
      if (video && video.readyState > 0) {
        player.current?.seek(seconds)
        clearInterval(timer)
      } else if (Date.now() - started > 10_000) clearInterval(timer)
    }, 150)
  }
  const show = (item: RoomItem) => {
    cart.close()
    replayFrom(replayPlace(item, room.play) ?? 0)
  }
  // A link from an order leads to the second of the stream at which it was sold.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, by the address the room was opened with.
  useEffect(() => {
    const at_ms = Number(new URLSearchParams(location.search).get('at_ms') ?? Number.NaN)
    if (over && room.has_replay && at_ms >= 0)
      replayFrom(replayPlace({ explained_from_ms: at_ms, explained_to_ms: null }, room.play) ?? 0)
  }, [])
  const seen = onAir || replaying
  return (
    <>
      <div className="room">
        <h1 className="sr-only">{room.title}</h1>
        {room.cover_url && <img className="room-cover" src={room.cover_url} alt="" />}
        {seen && (
          <Player
            ref={player}
            room_id={room.id}
            kind={replaying ? 'replay' : 'live'}
            play={room.play}
            poster={room.cover_url}
            muted={muted}
            onState={setPicture}
            label={t('picture', { title: room.title })}
          />
        )}
        {seen && (
          // For thumbs only: the chip in the head says the same in words, and is reached by keys.
          <div className="room-tap" aria-hidden onClick={() => setMuted(!muted)} />
        )}
        <div className="room-scrim" />
        <Hearts ref={hearts} />
        <RoomHead
          room={room}
          line={live.line}
          picture={seen ? picture : undefined}
          muted={seen ? muted : undefined}
          onMute={setMuted}
          replaying={replaying}
        />
        <RoomNotice
          room={room}
          replaying={replaying}
          onReplay={() => setReplaying(true)}
          onShow={show}
        />
        <div className="room-low">
          {!over && (
            <div className="room-middle">
              <RoomChat room={room} news={news} />
              {explained && !over && (
                <PinnedCard key={explained.id} item={explained} onBuy={() => pick(explained)} />
              )}
            </div>
          )}
          {replaying && <ReplayBar player={player} />}
          <RoomBar
            room={room}
            say={live.say}
            muted_until={live.muted_until}
            onCart={() => cart.open('cart')}
            onLike={() => {
              live.like()
              hearts.current?.rise(1)
            }}
          />
        </div>
      </div>
      <Suspense>
        <CartPanel room={room} onBuy={pick} onShow={over && room.has_replay ? show : undefined} />
        <CartSheet
          room={room}
          open={cart.value === 'cart' && !bought}
          onClose={cart.close}
          onBuy={pick}
          onShow={over && room.has_replay ? show : undefined}
        />
        {bought && (
          <BuySheet
            key={bought.id}
            open
            product_id={bought.product.id}
            room_id={room.id}
            item={bought}
            onClose={buy.close}
          />
        )}
      </Suspense>
    </>
  )
}
