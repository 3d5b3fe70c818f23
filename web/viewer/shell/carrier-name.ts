import { useRoute } from '../../shared/api/query.ts'

/** A carrier's name as people know it; its code until the names are there. */
export function useCarrierName(): (code: string) => string {
  const { data } = useRoute('GET /v1/carriers', undefined, { staleTime: 600_000 })
  return (code) => data?.data.find((one) => one.code === code)?.name ?? code
}
