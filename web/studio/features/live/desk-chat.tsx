import { Button, Dropdown, Input } from 'antd'
import { Ellipsis, Send } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { ChatLine } from '../../../shared/live/room-state.ts'
import { type Desk, isQuestion } from './desk-state.ts'
import { liveWords } from './live.words.ts'

/** Comments as they come; questions are lit; each can be hidden and its author muted. */
export function DeskChat({ desk, refetch }: { desk: Desk; refetch: () => void }) {
  const t = useWords(liveWords)
  const { room } = desk
  const [words, setWords] = useState('')
  const list = useRef<HTMLOListElement>(null)
  const atEnd = useRef(true)
  const send = useAct(async () => {
    const said = words.trim()
    if (!said) return
    await call('POST /v1/rooms/:room_id/chat', {
      params: { room_id: room.id },
      body: { words: said },
    })
    setWords('')
    refetch()
  })
  const last = room.chat.at(-1)?.id
  useEffect(() => {
    if (last && atEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [last])
  const questions = room.chat.filter((line) => !line.is_host && isQuestion(line.words)).length
  const over = room.state === 'ended' || room.state === 'banned'
  return (
    <section className="live-card live-chat" aria-label={t('chat')}>
      <header>
        <h2>{t('chat')}</h2>
        {questions > 0 && (
          <span className="desk-quiet num">{t('chat_count', { count: questions })}</span>
        )}
      </header>
      <ol
        ref={list}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by keyboard.
        tabIndex={0}
        aria-label={t('chat')}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < 60
        }}
      >
        {room.chat.length === 0 && <li className="live-chat-none">{t('chat_empty')}</li>}
        {room.chat.map((line) => (
          <ChatRow key={line.id} line={line} room_id={room.id} refetch={refetch} />
        ))}
      </ol>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void send.run()
        }}
      >
        <Input
          value={words}
          maxLength={200}
          disabled={over}
          aria-label={t('chat_say')}
          placeholder={t('chat_say')}
          onChange={({ target }) => setWords(target.value)}
          onPressEnter={(event) => event.nativeEvent.isComposing && event.preventDefault()}
        />
        <Button
          htmlType="submit"
          aria-label={t('send')}
          disabled={over}
          loading={send.busy}
          icon={<Send size={15} aria-hidden />}
        />
      </form>
    </section>
  )
}

function ChatRow({
  line,
  room_id,
  refetch,
}: {
  line: ChatLine
  room_id: string
  refetch: () => void
}) {
  const t = useWords(liveWords)
  const mute = useAct(
    () =>
      call('POST /v1/rooms/:room_id/mutes', {
        params: { room_id },
        body: { account_id: line.account_id, minutes: 10 },
      }),
    { done: t('muted_done', { name: line.nickname }) },
  )
  const hide = useAct(async () => {
    await call('DELETE /v1/rooms/:room_id/chat/:message_id', {
      params: { room_id, message_id: line.id },
    })
    refetch()
  })
  return (
    <li
      data-host={line.is_host || undefined}
      data-question={(!line.is_host && isQuestion(line.words)) || undefined}
    >
      <p>
        <b>{line.nickname}</b> {line.words}
      </p>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'hide', label: t('hide') },
            ...(line.is_host ? [] : [{ key: 'mute', label: t('mute'), danger: true }]),
          ],
          onClick: ({ key }) => void (key === 'hide' ? hide.run() : mute.run()),
        }}
      >
        <Button
          type="text"
          size="small"
          aria-label={t('of_message', { name: line.nickname })}
          icon={<Ellipsis size={14} aria-hidden />}
        />
      </Dropdown>
    </li>
  )
}
