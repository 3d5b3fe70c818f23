/** An expected "no": a stable code for programs, a sentence for people, details for both. */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  readonly details: Record<string, unknown>

  constructor(code: string, status: number, title: string, details: Record<string, unknown>) {
    super(title)
    this.name = 'Refusal'
    this.code = code
    this.status = status
    this.details = details
  }
}

export type RefusalKind = {
  (details?: Record<string, unknown>): Refusal
  readonly code: string
  readonly status: number
  readonly title: string
}

const known = new Map<string, RefusalKind>()

/**
 * Declares a refusal once, beside the noun it protects: `throw outOfStock({ sku_ids })`.
 * The sentence is for people; web apps translate by code.
 */
export function refusal(code: string, status: number, title: string): RefusalKind {
  if (known.has(code)) throw new Error(`refusal ${code} is declared twice`)
  const make = (details: Record<string, unknown> = {}) => new Refusal(code, status, title, details)
  const kind = Object.assign(make, { code, status, title })
  known.set(code, kind)
  return kind
}

/** Every refusal the loaded modules declare, for the catalogue in the API documentation. */
export const allRefusals = (): RefusalKind[] => [...known.values()]

export const notFound = refusal('not_found', 404, 'There is no such thing here')
export const notSignedIn = refusal('not_signed_in', 401, 'Sign in first')
export const notAllowed = refusal('not_allowed', 403, 'This is not yours to do')
export const malformed = refusal('malformed', 422, 'The request does not have the expected form')
export const unreadable = refusal('unreadable', 400, 'The request could not be read')
export const conflict = refusal('changed_meanwhile', 409, 'This changed meanwhile; load it again')
export const wrongState = refusal('wrong_state', 409, 'This is not possible in the present state')
export const keyMissing = refusal(
  'idempotency_key_missing',
  400,
  'This call needs an Idempotency-Key header',
)
export const keyReused = refusal(
  'idempotency_key_reused',
  422,
  'This Idempotency-Key was used with another request',
)
export const tooManyRequests = refusal(
  'too_many_requests',
  429,
  'Too many requests; try again shortly',
)
export const busy = refusal('busy', 503, 'The platform is busy; try again shortly')
