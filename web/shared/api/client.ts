import type { PlatformContract } from '../../../server/contract.ts'
import type {
  AnswerOf,
  BodyOf,
  ParamsOf,
  QueryOf,
  RouteSpec,
} from '../../../server/kernel/contract.ts'

export type Route = keyof PlatformContract
type Spec<K extends Route> = PlatformContract[K] extends infer R extends RouteSpec ? R : never
/** What a route answers, as it comes over the wire. */
export type Answer<K extends Route> = AnswerOf<Spec<K>>
export type Body<K extends Route> = BodyOf<Spec<K>>
type Wants<K extends Route> = (Spec<K>['params'] extends object
  ? { params: ParamsOf<Spec<K>> }
  : { params?: undefined }) &
  (Spec<K>['query'] extends object
    ? { query?: Partial<QueryOf<Spec<K>>> }
    : { query?: undefined }) &
  (Spec<K>['raw_body'] extends true
    ? { body: FormData }
    : Spec<K>['body'] extends object
      ? { body: Body<K> }
      : { body?: undefined }) & {
    /** Kept by the caller over its retries, so that a lost answer never does the thing twice. */
    key?: string
    signal?: AbortSignal
  }
type Args<K extends Route> =
  Record<string, never> extends Wants<K> ? [options?: Wants<K>] : [options: Wants<K>]

/** A refusal or fault, as the server described it; `code` is what apps translate by. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly details: Record<string, any>
  readonly request_id: string | undefined
  /** When it is worth asking again, if the platform said so. */
  readonly retry_after_ms: number | undefined

  constructor(
    status: number,
    code: string,
    title: string,
    details: Record<string, any> = {},
    request_id?: string,
    retry_after_ms?: number,
  ) {
    super(title)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.details = details
    this.request_id = request_id
    this.retry_after_ms = retry_after_ms
  }
}

/** The refusal's own milliseconds, else the header's seconds. */
function retryAfter(answer: Response, details: Record<string, any> | undefined) {
  if (typeof details?.retry_after_ms === 'number') return details.retry_after_ms
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined
}

/** A fresh Idempotency-Key: one for each thing the person means to do, not for each try. */
export const newKey = (): string =>
  typeof crypto.randomUUID === 'function'
    ? crypto.randomUUID()
    : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join('')

/** Calls a route of the platform: typed by its contract, nothing of which reaches the browser. */
export async function call<K extends Route>(route: K, ...[options]: Args<K>): Promise<Answer<K>> {
  const [method, pattern] = route.split(' ') as [string, string]
  const { params, query, body, key, signal } = (options ?? {}) as {
    params?: Record<string, string>
    query?: Record<string, unknown>
    body?: unknown
    key?: string
    signal?: AbortSignal
  }
  const path = pattern.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(params?.[name] ?? ''),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const form = typeof FormData !== 'undefined' && body instanceof FormData
  let answer: Response
  try {
    answer = await fetch(`${path}${search.size > 0 ? `?${search}` : ''}`, {
      method,
      credentials: 'same-origin',
      headers: {
        ...(method === 'GET' ? {} : { 'idempotency-key': key ?? newKey() }),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: form ? (body as FormData) : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Problem(0, 'offline', 'The platform cannot be reached')
  }
  if (answer.status === 204) return null as Answer<K>
  const parsed = await answer.json().catch(() => undefined)
  if (!answer.ok)
    throw new Problem(
      answer.status,
      parsed?.code ?? 'internal',
      parsed?.title ?? answer.statusText,
      parsed?.details,
      parsed?.request_id,
      retryAfter(answer, parsed?.details),
    )
  return parsed as Answer<K>
}
