import { type ReactNode, Suspense, useEffect, useState } from 'react'

/**
 * Keeps what overlays need (focus trap, layers) out of a page's first bytes: fetched when the page is quiet, mounted
 * at the first opening and kept from then on, so that closing can be seen.
 */
export function Overlay({
  open,
  load,
  children,
}: {
  open: boolean
  load: () => Promise<unknown>
  children: ReactNode
}) {
  const [wanted, setWanted] = useState(open)
  useEffect(() => {
    if (open) setWanted(true)
  }, [open])
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => {}), 2_000)
    return () => clearTimeout(timer)
  }, [load])
  return wanted || open ? <Suspense>{children}</Suspense> : null
}
