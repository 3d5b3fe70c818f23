import { useLocation, useSearchParams } from 'wouter'

/**
 * A sheet that stands in the address: the phone's back gesture closes it, a link opens it, and signing in comes back
 * to it.
 */
export function useSheetInAddress(name: string) {
  const [params] = useSearchParams()
  const [path, go] = useLocation()
  const value = params.get(name)
  const address = (next: string | null): string => {
    const search = new URLSearchParams(location.search)
    if (next === null) search.delete(name)
    else search.set(name, next)
    return search.size > 0 ? `${path}?${search}` : path
  }
  return {
    value,
    open: (next: string) => go(address(next), { state: { sheet: name } }),
    close: () => {
      if (!new URLSearchParams(location.search).has(name)) return
      if (history.state?.sheet === name) history.back()
      else go(address(null), { replace: true })
    },
  }
}
