import { LogIn } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { type Me, useMe } from '../../shared/api/session.ts'
import { useWords } from '../../shared/i18n/language.tsx'
import { buttonClass } from '../../shared/ui/button.tsx'
import { SkeletonRows } from '../../shared/ui/skeleton.tsx'
import { Empty } from '../../shared/ui/states.tsx'
import { paths } from '../paths.ts'
import { shellWords } from './shell.words.ts'

const hereAndNow = (): string => location.pathname + location.search

/** `ask()` is true for people who signed in; strangers are sent to sign in and come back to where they were. */
export function useAskSignIn(): (come_back_to?: string) => boolean {
  const me = useMe()
  const [, go] = useLocation()
  return (come_back_to) => {
    if (me) return true
    go(paths.signIn(come_back_to ?? hereAndNow()))
    return false
  }
}

/** What only the person behind a session sees; strangers are offered to sign in, in the page's own place. */
export function SignedIn({ children }: { children: (me: Me) => ReactNode }) {
  const t = useWords(shellWords)
  const me = useMe()
  if (me === undefined) return <SkeletonRows count={3} />
  if (me) return children(me)
  return (
    <Empty icon={LogIn} title={t('sign_in_needed')} words={t('sign_in_hint')}>
      <Link href={paths.signIn(hereAndNow())} className={buttonClass({ size: 'l' })}>
        {t('sign_in')}
      </Link>
    </Empty>
  )
}
