import { Compass } from 'lucide-react'
import { Link } from 'wouter'
import { useWords } from '../../shared/i18n/language.tsx'
import { buttonClass } from '../../shared/ui/button.tsx'
import { Empty } from '../../shared/ui/states.tsx'
import { paths } from '../paths.ts'
import { Page } from './page.tsx'
import { shellWords } from './shell.words.ts'

export function NotFoundPage() {
  const t = useWords(shellWords)
  return (
    <Page title={t('not_found')}>
      <Empty icon={Compass} title={t('not_found')} words={t('not_found_hint')}>
        <Link href={paths.home()} className={buttonClass()}>
          {t('go_home')}
        </Link>
      </Empty>
    </Page>
  )
}
