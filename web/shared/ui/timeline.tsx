import type { ReactNode } from 'react'
import { useFormat } from '../i18n/format.ts'
import './timeline.css'

/** What happened, newest first; `lit` marks where things stand now. */
export function Timeline({
  entries,
}: {
  entries: readonly {
    key: string
    title: ReactNode
    words?: ReactNode
    at?: string | undefined
    lit?: boolean
  }[]
}) {
  const format = useFormat()
  return (
    <ol className="ui-timeline">
      {entries.map(({ key, title, words, at, lit }) => (
        <li key={key} className={lit ? 'ui-timeline-lit' : ''}>
          <p className="ui-timeline-title">{title}</p>
          {words && <div className="ui-timeline-words">{words}</div>}
          {at && (
            <time dateTime={at} className="num">
              {format.dateTime(at)}
            </time>
          )}
        </li>
      ))}
    </ol>
  )
}
