import { Heart, SendHorizontal, Share2, ShoppingBag } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { useMe } from '../../../shared/api/session.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Room } from '../../../shared/live/room-state.ts'
import { IconButton } from '../../../shared/ui/button.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import { shellWords } from '../../shell/shell.words.ts'
import { useAskSignIn } from '../../shell/sign-in-gate.tsx'
import { roomWords } from './room.words.ts'

/** Say, buy, share, like. */
export function RoomBar({
  room,
  say,
  muted_until,
  onCart,
  onLike,
}: {
  room: Room
  say: (words: string) => Promise<void>
  muted_until: string | null
  onCart: () => void
  onLike: () => void
}) {
  const t = useWords(roomWords)
  const shell = useWords(shellWords)
  const me = useMe()
  const ask = useAskSignIn()
  const toast = useToast()
  const problem = useProblemToast()
  const now = usePlatformNow(10_000)
  const [words, setWords] = useState('')
  const [sending, setSending] = useState(false)
  const muted = muted_until !== null && new Date(muted_until).getTime() > now
  const over = room.state === 'ended'
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const line = words.trim()
    if (!line || sending || !ask()) return
    setSending(true)
    try {
      await say(line)
      setWords('')
    } catch (error) {
      problem(error)
    } finally {
      setSending(false)
    }
  }
  const share = async () => {
    const what = {
      title: room.title,
      text: t('share_words', { host: room.host.nickname, title: room.title }),
      url: location.origin + location.pathname,
    }
    try {
      if (navigator.share) await navigator.share(what)
      else {
        await navigator.clipboard.writeText(what.url)
        toast(shell('copied'), 'good')
      }
    } catch {
      // Closing the share sheet is an answer too.
    }
  }
  return (
    <div className="room-bar">
      {over ? (
        <span className="grow" />
      ) : me ? (
        <form className="say" onSubmit={send}>
          <input
            value={words}
            maxLength={200}
            disabled={muted}
            enterKeyHint="send"
            autoComplete="off"
            aria-label={t('say')}
            placeholder={muted ? t('muted_chat') : t('say')}
            onChange={({ target }) => setWords(target.value)}
          />
          {words.trim() && (
            <IconButton label={t('send')} type="submit" disabled={sending} className="say-send">
              <SendHorizontal size={20} aria-hidden />
            </IconButton>
          )}
        </form>
      ) : (
        <button type="button" className="say say-closed clip" onClick={() => ask()}>
          {t('say_sign_in')}
        </button>
      )}
      <button
        type="button"
        className="bar-cart"
        aria-label={t('cart', { count: room.items_count })}
        onClick={onCart}
      >
        <ShoppingBag size={24} aria-hidden />
        {room.items_count > 0 && <span className="bar-count num">{room.items_count}</span>}
      </button>
      <IconButton label={t('share')} className="bar-round" onClick={() => void share()}>
        <Share2 size={21} aria-hidden />
      </IconButton>
      {!over && (
        <IconButton label={t('like')} className="bar-round bar-like" onClick={onLike}>
          <Heart size={23} fill="currentColor" aria-hidden />
        </IconButton>
      )}
    </div>
  )
}
