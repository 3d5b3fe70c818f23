import { Page } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { FeePanel } from './fee-panel.tsx'
import { termsWords } from './terms.words.ts'
import { TiersPanel } from './tiers-panel.tsx'

/** The rules by which money settles: how long each tier waits, and what is kept of fees that come back. */
export function TermsPage() {
  const t = useWords(termsWords)
  return (
    <Page title={t('title')} meta={t('meta')}>
      <TiersPanel />
      <FeePanel />
    </Page>
  )
}
