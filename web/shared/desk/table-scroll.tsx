import type { ReactNode } from 'react'

/** Where a table wider than its page scrolls sideways, by keyboard too. `least` is the table's own least width in pixels. */
export const TableScroll = ({
  label,
  least,
  children,
}: {
  /** Names the table for those who cannot see it. */
  label: string
  least: number
  children: ReactNode
}) => (
  <section
    className="desk-table-scroll"
    aria-label={label}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
    tabIndex={0}
    style={{ '--table-min': `${least}px` } as React.CSSProperties}
  >
    {children}
  </section>
)
