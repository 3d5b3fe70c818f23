import { Link } from '@tanstack/react-router'
import { Page } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { AccountsPanel } from './accounts-panel.tsx'
import { HeldPanel } from './held-panel.tsx'
import { payoutsWords } from './payouts.words.ts'
import { RunsPanel } from './runs-panel.tsx'
import { WaitingPanel } from './waiting-panel.tsx'

/** Money on its way out: what waits, and the runs that two persons let go. */
export function PayoutsPage() {
  const t = useWords(payoutsWords)
  return (
    <Page
      title={t('title')}
      meta={t('meta')}
      acts={<Link {...paths.money({ tab: 'payouts' })}>{t('from_money')}</Link>}
    >
      <WaitingPanel />
      <HeldPanel />
      <RunsPanel />
      <AccountsPanel />
    </Page>
  )
}
