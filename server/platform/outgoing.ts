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
  const reached = await reachPartner(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
    timeout_ms,
  })
  if (!reached.known) return reached
  const { status, bytes } = reached
  if (status >= 500) return { known: false, why: `status ${status}` }
  const text = new TextDecoder().decode(bytes)
  try {
    return {
      known: true,
      status,
      body: (as === 'text' ? text : text ? JSON.parse(text) : null) as T,
    }
  } catch (error) {
    return { known: false, why: error instanceof Error ? error.message : String(error) }
  }
}

/** The bytes of an answer as they came, for those who judge them by a signature or a digest before they read them. */
export type Reached =
  | { known: true; status: number; headers: Record<string, string>; bytes: Buffer }
  | { known: false; why: string }

/** As `callPartner`, and leaves reading to the caller. */
export async function reachPartner(
  url: string,
  {
    method = 'POST',
    headers = {},
    body,
    timeout_ms = 5_000,
  }: { method?: string; headers?: Record<string, string>; body?: string; timeout_ms?: number },
): Promise<Reached> {
  assertOutsideTransaction()
  try {
    const answer = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout_ms),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    return {
      known: true,
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      bytes,
    }
  } catch (error) {
    return { known: false, why: error instanceof Error ? error.message : String(error) }
  }
}

/** Nobody waits for a network while holding locks. For partners whose own library makes the call. */
export function assertOutsideTransaction(): void {
  if (isInTransaction()) throw new Error('a network call inside a transaction')
}
