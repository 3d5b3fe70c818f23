import {
  type QueryClientConfig,
  type UseQueryOptions,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query'
import { type Answer, call, Problem, type Route } from './client.ts'

/** Refusals are answers and are not tried again; faults and lost lines are, with growing pauses. */
export const queryConfig: QueryClientConfig = {
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      retry: (count, error) =>
        count < 3 && (!(error instanceof Problem) || error.status === 0 || error.status >= 500),
      retryDelay: (count) => Math.min(8_000, 500 * 2 ** count),
    },
    mutations: { retry: false },
  },
}

/** The cache key of a route with its options: invalidate by `[route]`. */
export const keyOf = (route: Route, options?: unknown) => [route, options ?? null] as const

/** Reads a route through the cache. */
export function useRoute<K extends Route>(
  route: K,
  options?: Parameters<typeof call<K>>[1],
  more?: Omit<UseQueryOptions<Answer<K>, Problem>, 'queryKey' | 'queryFn'>,
) {
  return useQuery<Answer<K>, Problem>({
    queryKey: keyOf(route, options),
    queryFn: ({ signal }) => (call as any)(route, { ...(options as object), signal }),
    ...more,
  })
}

/** Reads a paged route; `next` cursors are followed by `fetchNextPage`. */
export function usePages<K extends Route>(
  route: K,
  options?: { params?: object; query?: object },
  more: { enabled?: boolean; refetchInterval?: number } = {},
) {
  const found = useInfiniteQuery<any, Problem>({
    // One page read by `useRoute` has another form, so it must not stand under the same key.
    queryKey: [...keyOf(route, options), 'pages'],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) =>
      (call as any)(route, { ...options, query: { ...options?.query, after: pageParam }, signal }),
    getNextPageParam: (last: any) => last.next ?? undefined,
    ...more,
  })
  type Row = Answer<K> extends { data: readonly (infer R)[] } ? R : never
  return { ...found, rows: (found.data?.pages.flatMap((page: any) => page.data) ?? []) as Row[] }
}
