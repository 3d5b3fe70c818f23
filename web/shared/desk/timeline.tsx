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
          {words && <div className="desk-timeline-words">{words}</div>}
          <DateText at={at} />
        </li>
      ))}
    </ol>
  )
}
