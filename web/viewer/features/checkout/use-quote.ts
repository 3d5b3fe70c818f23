import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Answer, type Body, call, type Problem } from '../../../shared/api/client.ts'

export type Quote = Answer<'POST /v1/quotes'>

/** What it would cost, asked again whenever something changes; the old answer stays until the new one is here. */
export function useQuote(body: Body<'POST /v1/quotes'> | undefined) {
  return useQuery<Quote, Problem>({
    queryKey: ['POST /v1/quotes', body],
    queryFn: ({ signal }) => call('POST /v1/quotes', { body: body as never, signal }),
    enabled: body !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  })
}
