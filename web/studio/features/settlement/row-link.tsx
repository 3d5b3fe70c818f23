import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** A number that leads to the rows which make it up, on the same page: `search` is what its address then asks for. */
export const RowLink = ({
  search,
  label,
  children,
}: {
  search: Record<string, string | undefined>
  /** What is behind it, for those who hear the number alone. */
  label?: string
  children: ReactNode
}) => (
  <Link to={'.' as never} search={search as never} className="settlement-rows" title={label}>
    {children}
  </Link>
)
