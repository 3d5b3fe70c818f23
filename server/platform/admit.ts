import type { FastifyRequest } from 'fastify'
import type { RouteSpec, Who } from '../kernel/contract.ts'
import { notAllowed, notSignedIn, tooManyRequests } from '../kernel/refusal.ts'

/** Who comes in, asked before more of a request is read than its head: from where, how often, with which duty. */

/** Who is calling, as the accounts module found out from cookie or key. */
export type Caller = {
  account_id: string
  /** A browser session or a machine's key. */
  by: 'session' | 'key'
  session_id: string
  /** Duties on the platform's staff; empty for everybody else. */
  duties: readonly string[]
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Such a call changes nothing. */
export const isSafe = (method: string): boolean => SAFE.has(method)

/** Whether the head of a request may name somebody at all. */
export const mayCarryCaller = (request: FastifyRequest): boolean =>
  request.headers.cookie !== undefined || request.headers.authorization !== undefined

/**
 * For each route who may call it; the caller is noted on the request.
 * @throws `not_signed_in`, `not_allowed`, `too_many_requests`
 */
export function openDoor({
  origins,
  rate_limits,
}: {
  /** Pages from there may send a browser's cookie. */
  origins: readonly string[]
  rate_limits: boolean
}) {
  const allowed = new Set(origins)
  const take = makeBuckets()
  return (key: string, spec: RouteSpec) => {
    const is_safe = isSafe(key.slice(0, key.indexOf(' ')))
    const per_minute = spec.per_minute ?? (is_safe ? 1_200 : 300)
    const bucket = spec.per_minute ? key : is_safe ? 'r' : 'w'
    return (request: FastifyRequest, caller: Caller | undefined): void => {
      ;(request as any).caller = caller
      if (caller?.by === 'session' && !is_safe) assertSameSite(request, allowed)
      if (rate_limits && !take(`${bucket}|${caller?.account_id ?? request.ip}`, per_minute))
        throw tooManyRequests()
      assertWho(spec.who, caller)
    }
  }
}

function assertWho(who: Who, caller: Caller | undefined): void {
  if (who === 'anyone') return
  if (!caller) throw notSignedIn()
  if (who === 'operator' && caller.duties.length === 0) throw notAllowed()
  if (who.startsWith('operator:')) {
    const duty = who.slice('operator:'.length)
    if (!caller.duties.includes(duty) && !caller.duties.includes('admin'))
      throw notAllowed({ needs: duty })
  }
}

/** A browser's cookie only counts for requests that our own pages sent. */
function assertSameSite(request: FastifyRequest, allowed: ReadonlySet<string>): void {
  const { origin, host } = request.headers
  if (request.headers['sec-fetch-site'] === 'cross-site') throw notAllowed({ why: 'cross_site' })
  if (origin === undefined) return
  if (allowed.has(origin)) return
  if (URL.canParse(origin) && new URL(origin).host === host) return
  throw notAllowed({ why: 'cross_site' })
}

/** Tokens refill evenly over the minute; memory stays bounded by forgetting full buckets. */
function makeBuckets() {
  const buckets = new Map<string, { left: number; at: number }>()
  return (key: string, per_minute: number): boolean => {
    const at = performance.now()
    if (buckets.size > 50_000)
      for (const [name, bucket] of buckets) if (at - bucket.at > 60_000) buckets.delete(name)
    const bucket = buckets.get(key) ?? { left: per_minute, at }
    bucket.left = Math.min(per_minute, bucket.left + ((at - bucket.at) * per_minute) / 60_000)
    bucket.at = at
    buckets.set(key, bucket)
    if (bucket.left < 1) return false
    bucket.left -= 1
    return true
  }
}
