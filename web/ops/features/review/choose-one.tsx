import { Inbox } from 'lucide-react'
import { Panel } from '../../../shared/desk/shell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { reviewWords } from './review.words.ts'

/** Nothing is chosen: says how to. */
export function ChooseOne() {
  const t = useWords(reviewWords)
  return (
    <Panel>
      <StateCard icon={Inbox} title={t('choose')} words={t('choose_words')} />
    </Panel>
  )
}
