import type { ReactNode } from 'react'

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger' | 'live'

/** A state in words on a quiet ground; the colour only repeats what the words say. */
export function StatusTag({
  tone = 'neutral',
  dot,
  children,
}: {
  tone?: Tone
  dot?: boolean
  children: ReactNode
}) {
  return (
    <span className="desk-tag" data-tone={tone}>
      {dot && <i aria-hidden />}
      {children}
    </span>
  )
}
