import { Clapperboard } from 'lucide-react'
import { usePages, useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Avatar } from '../../../shared/ui/picture.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure } from '../../../shared/ui/states.tsx'
import { Page } from '../../shell/page.tsx'
import { FollowButton } from './follow-button.tsx'
import './person.css'
import { personWords } from './person.words.ts'
import { RoomTile } from './room-tile.tsx'
import { Showcase } from './showcase.tsx'

/** A person's public page: who it is, and the rooms of a creator. */
export function PersonPage({ account_id }: { account_id: string }) {
  const t = useWords(personWords)
  const format = useFormat()
  const found = useRoute('GET /v1/people/:account_id', { params: { account_id } })
  const pages = usePages('GET /v1/feed/rooms', { query: { limit: 50 } })
  const rooms = pages.rows.filter(({ host }) => host.id === account_id)
  const person = found.data
  return (
    <Page title={person?.nickname ?? t('person')}>
      {found.isPending && <SkeletonRows count={1} />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {person && (
        <>
          <section className="card person-head" style={{ marginTop: 0 }}>
            <Avatar name={person.nickname} src={person.avatar_url} size={72} />
            <p className="person-name">
              {person.nickname}
              {person.is_creator && <span className="pill">{t('creator')}</span>}
            </p>
            <p className="muted num">
              {t('followers', { count: format.compact(person.followers) })}
            </p>
            <p className="muted person-bio">{person.bio || t('no_bio')}</p>
            <FollowButton
              account_id={person.id}
              nickname={person.nickname}
              is_followed={person.is_followed}
              size="m"
            />
          </section>
          {person.is_creator && <Showcase account_id={person.id} />}
          {(person.is_creator || rooms.length > 0) && (
            <section>
              <h2 className="section-title person-rooms-title">{t('rooms')}</h2>
              {rooms.length === 0 && !pages.isPending ? (
                <Empty icon={Clapperboard} title={t('none')} />
              ) : (
                <div className="goods-grid">
                  {rooms.map((room) => (
                    <RoomTile key={room.id} room={room} />
                  ))}
                </div>
              )}
            </section>
          )}
        </>
      )}
    </Page>
  )
}
