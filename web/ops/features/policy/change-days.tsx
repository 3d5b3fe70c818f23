import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { minuteOf } from './business-day.ts'
import { policyWords } from './policy.words.ts'
import { lifetimes, type Rule } from './rule-rank.ts'

/** Every day of change, newest first: choose one to see it against the day before. */
export function ChangeDays({
  changes,
  rules,
  at,
  onLook,
}: {
  changes: readonly string[]
  rules: readonly Rule[]
  at: string
  onLook: (at: string) => void
}) {
  const t = useWords(policyWords)
  const lives = [...lifetimes(rules).values()].filter(({ from, to }) => from < to)
  if (changes.length === 0) return <NothingYet words={t('no_changes')} />
  return (
    <ol className="policy-days">
      {[...changes].reverse().map((change) => {
        const instant = new Date(change).getTime()
        const starts = lives.filter(({ from }) => from === instant).length
        const ends = lives.filter(({ to }) => to === instant).length
        return (
          <li key={change}>
            <button
              type="button"
              aria-pressed={new Date(at).getTime() === instant}
              onClick={() => onLook(change)}
            >
              <b className="num">{minuteOf(change).replace(/ 00:00$/, '')}</b>
              <small>
                {[
                  starts > 0 && t('starts', { count: starts }),
                  ends > 0 && t('ends', { count: ends }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </button>
          </li>
        )
      })}
    </ol>
  )
}
