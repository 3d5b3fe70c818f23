import { Panel } from '../../../shared/desk/shell.tsx'
import { Timeline } from '../../../shared/desk/timeline.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useHistoryWords } from '../../../shared/i18n/use-history-words.ts'
import { reviewWords } from './review.words.ts'

const ACTORS = ['account', 'operator', 'system', 'shop', 'provider'] as const

/** Who an actor was, in words. */
export function useActorWords(): (kind: string) => string {
  const t = useWords(reviewWords)
  return (kind) => {
    const known = ACTORS.find((one) => one === kind)
    return known ? t(`by_${known}`) : kind
  }
}

/** The audit trail of what is judged; newest first. */
export function ReviewHistory({
  happenings,
  stateWords,
}: {
  happenings: readonly { to_state: string; reason: string; actor_kind?: string; at: string }[]
  stateWords: (state: string) => string
}) {
  const t = useWords(reviewWords)
  const actor = useActorWords()
  const why = useHistoryWords()
  return (
    <Panel title={t('history')}>
      <Timeline
        happenings={[...happenings]
          .sort((a, b) => (a.at < b.at ? 1 : -1))
          .map(({ to_state, reason, actor_kind, at }) => ({
            key: `${at}/${to_state}`,
            title: stateWords(to_state),
            words: why(reason),
            at,
            ...(actor_kind ? { by: actor(actor_kind) } : {}),
          }))}
      />
    </Panel>
  )
}
