import { Clapperboard, Search, UserRoundPlus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { usePages } from '../../../shared/api/query.ts'
import { useMe } from '../../../shared/api/session.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { buttonClass } from '../../../shared/ui/button.tsx'
import { Bone, Late } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure } from '../../../shared/ui/states.tsx'
import { Tabs } from '../../../shared/ui/tabs.tsx'
import { paths } from '../../paths.ts'
import { shellWords } from '../../shell/shell.words.ts'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import './feed.css'
import { feedWords } from './feed.words.ts'
import { RoomSlide } from './room-slide.tsx'

function Rooms({ following }: { following: boolean }) {
  const t = useWords(feedWords)
  const pages = usePages(
    'GET /v1/feed/rooms',
    { query: { limit: 10, ...(following ? { following: true } : {}) } },
    { refetchInterval: 30_000 },
  )
  const scroller = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState<string>()
  const { rows, hasNextPage, fetchNextPage } = pages
  useEffect(() => {
    const root = scroller.current
    if (!root || rows.length === 0) return
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries)
          if (isIntersecting) setCurrent((target as HTMLElement).dataset.room)
      },
      { root, threshold: 0.6 },
    )
    for (const slide of root.querySelectorAll('[data-room]')) watch.observe(slide)
    return () => watch.disconnect()
  }, [rows.length])
  const index = rows.findIndex(({ id }) => id === current)
  useEffect(() => {
    if (index >= 0 && index >= rows.length - 3 && hasNextPage) void fetchNextPage()
  }, [index, rows.length, hasNextPage, fetchNextPage])

  if (pages.isPending)
    return (
      <Late>
        <div className="feed-wait" role="status" aria-label={t('feed')}>
          <Bone width="62%" height={22} />
          <Bone width="40%" />
          <Bone height={54} radius={12} />
        </div>
      </Late>
    )
  if (pages.isError && rows.length === 0)
    return (
      <div className="feed-state">
        <Failure error={pages.error} onRetry={() => void pages.refetch()} />
      </div>
    )
  if (rows.length === 0)
    return (
      <div className="feed-state">
        {following ? (
          <Empty
            icon={UserRoundPlus}
            title={t('nobody_followed')}
            words={t('nobody_followed_hint')}
          >
            <Link href={paths.home()} className={buttonClass()}>
              {t('discover')}
            </Link>
          </Empty>
        ) : (
          <Empty icon={Clapperboard} title={t('nobody')} words={t('nobody_hint')}>
            <a href={paths.studio()} className={buttonClass()}>
              {t('go_live')}
            </a>
          </Empty>
        )}
      </div>
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys scroll from room to room.
    <div className="feed" ref={scroller} tabIndex={0} role="feed" aria-label={t('feed')}>
      {rows.map((room, place) => (
        <RoomSlide
          key={room.id}
          room={room}
          place={place}
          count={hasNextPage ? -1 : rows.length}
          current={room.id === (current ?? rows[0]?.id)}
          near={Math.abs(place - Math.max(0, index)) <= 2}
        />
      ))}
    </div>
  )
}

/** Home: rooms on air, one a screen. */
export function FeedPage({ following = false }: { following?: boolean }) {
  const t = useWords(feedWords)
  const words = useWords(shellWords)
  const [, go] = useLocation()
  const me = useMe()
  useEffect(() => {
    document.title = `${words('app')} · ${words('tagline')}`
  }, [words])
  return (
    <>
      <h1 className="sr-only">{t('feed')}</h1>
      <div className="feed-top">
        <Tabs
          look="over-video"
          label={t('tabs')}
          value={following ? 'following' : 'all'}
          tabs={[
            { value: 'following', words: t('following') },
            { value: 'all', words: t('recommended') },
          ]}
          onChange={(tab) => go(tab === 'all' ? paths.home() : paths.following())}
        />
        <Link href={paths.search()} className="feed-search" aria-label={words('search')}>
          <Search size={22} aria-hidden />
        </Link>
      </div>
      {following && me === null ? (
        <div className="feed-state">
          <SignedIn>{() => null}</SignedIn>
        </div>
      ) : (
        <Rooms following={following} />
      )}
    </>
  )
}
