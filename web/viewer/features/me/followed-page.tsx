import { Heart } from 'lucide-react'
import { Link } from 'wouter'
import { usePages } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { buttonClass } from '../../../shared/ui/button.tsx'
import { Avatar } from '../../../shared/ui/picture.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure, MoreRows } from '../../../shared/ui/states.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import { FollowButton } from '../person/follow-button.tsx'
import { meWords } from './me.words.ts'

function People() {
  const t = useWords(meWords)
  const format = useFormat()
  const pages = usePages('GET /v1/me/following', { query: { limit: 30 } })
  if (pages.isPending) return <SkeletonRows count={3} />
  if (pages.isError && pages.rows.length === 0)
    return <Failure error={pages.error} onRetry={() => void pages.refetch()} />
  if (pages.rows.length === 0)
    return (
      <Empty icon={Heart} title={t('none_followed')} words={t('none_followed_hint')}>
        <Link href={paths.home()} className={buttonClass()}>
          {t('watch')}
        </Link>
      </Empty>
    )
  return (
    <>
      <ul className="card" style={{ marginTop: 0, paddingBlock: 4 }}>
        {pages.rows.map((person) => (
          <li key={person.id} className="list-row" style={{ minHeight: 68 }}>
            <Link href={paths.person(person.id)} className="row grow">
              <Avatar name={person.nickname} src={person.avatar_url} size={44} />
              <span className="grow">
                <b className="clip" style={{ display: 'block' }}>
                  {person.nickname}
                </b>
                <span className="faint num">
                  {t('followers', { count: format.compact(person.followers) })}
                </span>
              </span>
            </Link>
            <FollowButton account_id={person.id} nickname={person.nickname} is_followed />
          </li>
        ))}
      </ul>
      <MoreRows pages={pages} />
    </>
  )
}

/** Whom I follow. */
export function FollowedPage() {
  const t = useWords(meWords)
  return (
    <Page title={t('followed')}>
      <SignedIn>{() => <People />}</SignedIn>
    </Page>
  )
}
