import type { ReactNode } from 'react'
import { DateText } from './deadline-text.tsx'
import type { Tone } from './status-tag.tsx'

export type Happening = {
  key: string
  title: ReactNode
  words?: ReactNode
  by?: ReactNode
  at: string
  tone?: Tone
}

/** A reason is words of a person, or a code of the platform that only repeats the state: codes are not shown. */
const isWords = (reason: ReactNode): boolean =>
  typeof reason !== 'string' || !/^[a-z][a-z0-9_]*$/.test(reason)

/** What happened, who did it and when; newest first. */
export function Timeline({ happenings }: { happenings: readonly Happening[] }) {
  return (
    <ol className="desk-timeline">
      {happenings.map(({ key, title, words, by, at, tone = 'neutral' }) => (
        <li key={key} data-tone={tone}>
          <p>
            <b>{title}</b>
            {by && <span className="desk-quiet"> · {by}</span>}
          </p>
          {words && isWords(words) && <div className="desk-timeline-words">{words}</div>}
          <DateText at={at} />
        </li>
      ))}
    </ol>
  )
}
