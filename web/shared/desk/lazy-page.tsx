import { FileQuestion } from 'lucide-react'
import { type ComponentType, lazy } from 'react'
import { useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'
import { Page } from './shell.tsx'
import { StateCard } from './states.tsx'

/** A page whose code is fetched when somebody goes there. */
export const lazyPage = <P extends object>(load: () => Promise<ComponentType<P>>) =>
  lazy(async () => ({ default: await load() }))

/** What stands at an address that leads nowhere. */
export function NothingHere() {
  const t = useWords(deskWords)
  return (
    <Page title={t('missing')}>
      <StateCard icon={FileQuestion} title={t('missing')} words={t('missing_hint')} />
    </Page>
  )
}
