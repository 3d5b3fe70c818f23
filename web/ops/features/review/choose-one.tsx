import { Inbox } from 'lucide-react'
import { Panel } from '../../../shared/desk/shell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { reviewWords } from './review.words.ts'

/** Nothing is chosen: says how to, or that there is nothing to choose. */
export function ChooseOne({ empty }: { empty: boolean }) {
  const t = useWords(reviewWords)
  return (
    <Panel>
      <StateCard
        icon={Inbox}
        title={t(empty ? 'empty' : 'choose')}
        words={t(empty ? 'empty_words' : 'choose_words')}
      />
    </Panel>
  )
}
