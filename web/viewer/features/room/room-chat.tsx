import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Room } from '../../../shared/live/room-state.ts'
import type { RoomNews } from '../../../shared/live/use-room.ts'
import { roomWords } from './room.words.ts'

const TINTS = ['#ffd0a8', '#b9e6c4', '#a9d5ff', '#ffc1d9', '#d9c7ff', '#ffe6a3']
const tintOf = (id: string): string =>
  TINTS[[...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % TINTS.length] as string

/** Chat that rises and fades; stays where one scrolled to, follows when one is at its end. */
export function RoomChat({ room, news }: { room: Room; news: RoomNews | undefined }) {
  const t = useWords(roomWords)
  const list = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const [shown, setShown] = useState<RoomNews>()
  useEffect(() => {
    if (!news) return
    setShown(news)
    const timer = setTimeout(() => setShown(undefined), 4_000)
    return () => clearTimeout(timer)
  }, [news])
  const last = room.chat.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line scrolls.
  useEffect(() => {
    const element = list.current
    if (element && following.current) element.scrollTop = element.scrollHeight
  }, [last])
  return (
    <div className="chat">
      <div
        className="chat-lines"
        ref={list}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards have to be able to scroll it.
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('chat')}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < 40
        }}
      >
        <p className="chat-line chat-system">{t('welcome')}</p>
        {room.chat.slice(-60).map((line) => (
          <p key={line.id} className="chat-line">
            {line.is_host && <span className="chat-host">{t('host')}</span>}
            <span style={{ color: line.is_host ? '#ffd9df' : tintOf(line.account_id) }}>
              {line.nickname}：
            </span>
            {line.words}
          </p>
        ))}
      </div>
      <div className="chat-news">
        {shown && (
          <p key={shown.key} className={`chat-news-${shown.kind}`}>
            {shown.kind === 'sold'
              ? t('buying', { who: shown.nickname, position: shown.position })
              : t('came', { who: shown.nickname })}
          </p>
        )}
      </div>
    </div>
  )
}
