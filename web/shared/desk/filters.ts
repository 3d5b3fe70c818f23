import { useMatch, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'

type Filters = Record<string, string | number | boolean | undefined>

/** The filters of a page live in its address: shared by link, kept on reload, undone by "back". */
export function useFilters<F extends Filters>(): [
  filters: F,
  set: (change: Partial<F>) => void,
  clear: () => void,
] {
  // Only what the page's own route admits: anything else in the address is not for the server.
  const filters = useMatch({
    strict: false,
    select: (match) => match._strictSearch,
  }) as unknown as F
  const navigate = useNavigate()
  const set = useCallback(
    (change: Partial<F>) => {
      void navigate({
        to: '.',
        replace: true,
        search: (old: object) =>
          Object.fromEntries(
            Object.entries({ ...old, ...change }).filter(
              ([, value]) => value !== undefined && value !== '',
            ),
          ),
      } as never)
    },
    [navigate],
  )
  const clear = useCallback(
    () => void navigate({ to: '.', replace: true, search: {} } as never),
    [navigate],
  )
  return [filters, set, clear]
}

/** Reads known words and texts out of an address's search; anything else is dropped. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : undefined
export const wordOf =
  <const W extends readonly string[]>(...words: W) =>
  (value: unknown): W[number] | undefined =>
    words.find((word) => word === value)
