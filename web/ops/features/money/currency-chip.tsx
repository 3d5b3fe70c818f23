import { Button } from 'antd'
import { useFilters } from '../../../shared/desk/filters.ts'
import type { MoneySearch } from './money-page.tsx'

/** The one currency that rows are of, where a sum of it led here; pressed, rows of all currencies show. */
export function CurrencyChip() {
  const [search, set] = useFilters<MoneySearch>()
  if (!search.currency) return null
  return <Button onClick={() => set({ currency: undefined })}>{search.currency} ×</Button>
}
