import Stripe from 'stripe'
import { assertOutsideTransaction } from '../../../../platform/outgoing.ts'
import type { StripeSettings } from '../../../../platform/provider-settings.ts'
import type { Answer } from '../../provider.ts'

export function stripeClient({ url, secret_key }: StripeSettings, timeout: number): Stripe {
  const { hostname, port, protocol } = new URL(url)
  return new Stripe(secret_key, {
    host: hostname,
    protocol: protocol === 'http:' ? 'http' : 'https',
    ...(port ? { port } : {}),
    timeout,
    // Repeating is the platform's: under the same number, after asking.
    maxNetworkRetries: 0,
    telemetry: false,
  })
}

/**
 * One call of their library as an answer: a clear no with its code, "there is none" as undefined, and "nobody knows" for
 * everything that may have been done: broken connections, 5xx, too many calls, a twin in flight.
 */
export async function told<T>(call: () => Promise<T>): Promise<Answer<T | undefined>> {
  assertOutsideTransaction()
  try {
    return { is: 'answered', value: await call() }
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) {
      if (error instanceof TypeError || error instanceof RangeError) throw error
      return { is: 'unknown', why: 'no answer' }
    }
    const status = error.statusCode ?? 0
    const code = /^[a-z_]{2,60}$/.test(error.code ?? '') ? (error.code as string) : error.type
    if (status === 404 || code === 'resource_missing') return { is: 'answered', value: undefined }
    return status >= 400 && status < 500 && status !== 409 && status !== 429
      ? { is: 'refused', why: code }
      : { is: 'unknown', why: code }
  }
}

/** For calls that make something, "there is none" is a no. */
export const made = <T>(answer: Answer<T | undefined>): Answer<T> =>
  answer.is !== 'answered' || answer.value !== undefined
    ? (answer as Answer<T>)
    : { is: 'refused', why: 'resource_missing' }
