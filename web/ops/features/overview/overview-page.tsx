import { Page } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { FiguresPanel } from './figures-panel.tsx'
import { OnAirPanel } from './on-air-panel.tsx'
import { overviewWords } from './overview.words.ts'
import { QueuesPanel } from './queues-panel.tsx'
import './overview.css'

/** The numbers of the platform, what waits for a person, and who is on air. */
export function OverviewPage() {
  const t = useWords(overviewWords)
  return (
    <Page title={t('title')} meta={t('meta')}>
      <FiguresPanel />
      <div className="overview-columns">
        <QueuesPanel />
        <OnAirPanel />
      </div>
    </Page>
  )
}
