import { useRoute } from '../shared/api/query.ts'
import { useMay } from './duties.tsx'

const EVERY = { refetchInterval: 60_000 }

/** What waits for a person, as far as the duties show it; `more` says that a page was full. */
export type Queue = {
  count: number
  more: boolean
  first_deadline: string | null
  pending: boolean
  error: unknown
}
type Found = {
  data: { data: readonly { deadline_at?: string | null }[]; next: string | null } | undefined
  isPending: boolean
  error: unknown
}

const queueOf = ({ data, isPending, error }: Found): Queue => ({
  count: data?.data.length ?? 0,
  more: Boolean(data?.next),
  first_deadline:
    data?.data
      .flatMap(({ deadline_at }) => (deadline_at ? [deadline_at] : []))
      .sort()
      .at(0) ?? null,
  pending: isPending,
  error,
})

/** The queues of this person's duties; undefined where the duty is missing. */
export function useQueues() {
  const may = useMay()
  const reviewer = may('reviewer')
  const judge = may('judge')
  const finance = may('finance')
  const applications = useRoute(
    'GET /v1/shop-applications',
    { query: { state: 'in_review', limit: 100 } },
    { enabled: reviewer, ...EVERY },
  )
  const listings = useRoute(
    'GET /v1/listing-queue',
    { query: { limit: 100 } },
    { enabled: reviewer, ...EVERY },
  )
  const disputes = useRoute(
    'GET /v1/disputes',
    { query: { limit: 100 } },
    { enabled: judge, ...EVERY },
  )
  const differences = useRoute(
    'GET /v1/payment-differences',
    { query: { state: 'waiting', limit: 100 } },
    { enabled: finance, ...EVERY },
  )
  const failed = useRoute(
    'GET /v1/refunds',
    { query: { state: 'failed', limit: 100 } },
    { enabled: finance, ...EVERY },
  )
  return {
    applications: reviewer ? queueOf(applications) : undefined,
    listings: reviewer ? queueOf(listings) : undefined,
    disputes: judge ? queueOf(disputes) : undefined,
    differences: finance ? queueOf(differences as Found) : undefined,
    failed_refunds: finance ? queueOf(failed as Found) : undefined,
  }
}
