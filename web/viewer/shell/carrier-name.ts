import { useRoute } from '../../shared/api/query.ts'
import { useCarrierWords } from '../../shared/i18n/use-history-words.ts'

/** A carrier's name as people know it, in their language; its code until the names are there. */
export function useCarrierName(): (code: string) => string {
  const { data } = useRoute('GET /v1/carriers', undefined, { staleTime: 600_000 })
  const words = useCarrierWords()
  return (code) => {
    const known = words(code)
    return known === code ? (data?.data.find((one) => one.code === code)?.name ?? code) : known
  }
}
