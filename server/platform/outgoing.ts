import { isInTransaction } from './db.ts'

/** What a call outside came to: an answer, or "we do not know whether it happened". */
export type Outcome<T> = { known: true; status: number; body: T } | { known: false; why: string }

/**
 * Calls a configured partner (payment provider, carrier). Never from inside a transaction; ends after
 * `timeout_ms`; an answer that cannot be read or never came is "unknown", which the caller must resolve by asking,
 * not by trying under a new number.
 */
export async function callPartner<T>(
  url: string,
  {
    method = 'POST',
    headers = {},
    body,
    timeout_ms = 5_000,
    as = 'json',
  }: {
    method?: string
    headers?: Record<string, string>
    body?: string
    timeout_ms?: number
    /** How to read the answer: files of statements are text. */
    as?: 'json' | 'text'
  },
): Promise<Outcome<T>> {
  if (isInTransaction()) throw new Error('a network call inside a transaction')
  try {
    const answer = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout_ms),
    })
    const text = await answer.text()
    if (answer.status >= 500) return { known: false, why: `status ${answer.status}` }
    const read = as === 'text' ? text : text ? JSON.parse(text) : null
    return { known: true, status: answer.status, body: read as T }
  } catch (error) {
    return { known: false, why: error instanceof Error ? error.message : String(error) }
  }
}
