import { randomUUID } from 'node:crypto'
import { HttpPerson } from '../../journeys/http-person.ts'
import { DEMO_PASSWORD } from '../../server/demo/people.ts'
import type { ClientLog } from './client-log.ts'
import { type DrillShop, payAtCashier } from './shop.ts'

const CLIENTS = 8
/** Longer than the server's own limits: who waits this long was left hanging. */
const HANGS_MS = 25_000

type Attempt = {
  key: string
  buyer: HttpPerson
  sku_id: string
  payment_id?: string
  wants_to_pay: boolean
}
export type Figures = {
  /** Answers by status; `none` counts connections that broke. */
  answers: Record<string, number>
  hung: number
  /** 503 that did not say when to come back. */
  unpolite: number
}

const together = async <T>(all: readonly T[], work: (one: T) => Promise<void>) => {
  for (let from = 0; from < all.length; from += CLIENTS)
    await Promise.all(all.slice(from, from + CLIENTS).map(work))
}

/** Buyers who order without pause, pay for every third order, and write down what they saw. */
export async function gatherBuyers(url: string, shop: DrillShop, log: ClientLog) {
  const people = await Promise.all(
    ['viewer', 'viewer2'].map((key) =>
      new HttpPerson(url, key).signIn(`${key}@demo.example`, DEMO_PASSWORD),
    ),
  )
  const addresses = new Map<HttpPerson, string>()
  for (const person of people)
    addresses.set(person, (await person.do('GET', '/v1/me/addresses')).data[0].id)
  const figures: Figures = { answers: {}, hung: 0, unpolite: 0 }
  let acknowledged = 0
  let made = 0
  let last_fault = ''

  /** True when the purchase has its answer: bought, or refused for good. */
  const ask = async (attempt: Attempt, base = url): Promise<boolean> => {
    let status = 'none'
    try {
      const answer = await fetch(`${base}/v1/checkouts`, {
        method: 'POST',
        headers: {
          cookie: attempt.buyer.cookie,
          'content-type': 'application/json',
          'idempotency-key': attempt.key,
        },
        body: JSON.stringify({
          lines: [{ sku_id: attempt.sku_id, quantity: 1 }],
          address_id: addresses.get(attempt.buyer),
          // The order itself carries the buyer's name for the purchase: the check need not believe the server's memory of keys.
          note: attempt.key,
        }),
        signal: AbortSignal.timeout(HANGS_MS),
      })
      const body: any = await answer.json()
      status = String(answer.status)
      if (answer.status === 503 && !answer.headers.has('retry-after')) figures.unpolite += 1
      if (answer.status === 201) {
        log.note({ saw: 'acknowledged', attempt: attempt.key, checkout_id: body.id })
        acknowledged += 1
        attempt.payment_id = body.payment?.id
        return true
      }
      if (answer.status !== 409) {
        last_fault = `${answer.status} ${JSON.stringify(body)}`
        return false
      }
      log.note({ saw: 'refused', attempt: attempt.key, code: body.code })
      return true
    } catch (error) {
      last_fault = String(error)
      if (error instanceof DOMException && error.name === 'TimeoutError') figures.hung += 1
      return false
    } finally {
      figures.answers[status] = (figures.answers[status] ?? 0) + 1
    }
  }
  const pay = async (attempt: Attempt): Promise<boolean> => {
    if (!attempt.payment_id) return true
    try {
      const { state } = await payAtCashier(attempt.buyer, attempt.payment_id)
      if (state !== 'succeeded') {
        last_fault = `the payment is ${state}`
        return false
      }
      log.note({ saw: 'paid', attempt: attempt.key, payment_id: attempt.payment_id })
      return true
    } catch (error) {
      last_fault = String(error)
      return false
    }
  }
  const next = (sku?: string): Attempt => {
    made += 1
    const attempt: Attempt = {
      key: randomUUID(),
      buyer: people[made % people.length] as HttpPerson,
      sku_id: sku ?? (shop.skus[made % 4 === 0 ? 1 : 0]?.id as string),
      wants_to_pay: made % 3 === 0,
    }
    log.note({ saw: 'tried', attempt: attempt.key, sku_id: attempt.sku_id })
    return attempt
  }

  const unknown: Attempt[] = []
  const unpaid: Attempt[] = []
  return {
    figures,
    acknowledged: () => acknowledged,
    /** One purchase of what there is plenty of, through another address. */
    buyThrough: (base: string): Promise<boolean> => ask(next(shop.skus[0]?.id), base),
    /** Everybody buys until told to stop; returns when nobody waits any more. */
    buyUntil: async (stopped: () => boolean): Promise<void> => {
      await Promise.all(
        Array.from({ length: CLIENTS }, async () => {
          while (!stopped()) {
            const attempt = next()
            if (!(await ask(attempt))) unknown.push(attempt)
            else if (attempt.wants_to_pay && !stopped() && !(await pay(attempt)))
              unpaid.push(attempt)
            // Somebody who gets no answer does not come back in the same instant.
            if (unknown.includes(attempt)) await new Promise((done) => setTimeout(done, 400))
          }
        }),
      )
    },
    /** What was left unknown is asked again under the same key: it happened, or it happens now, but never twice. */
    resolve: async (): Promise<number> => {
      let resolved = 0
      for (let tries = 0; unknown.length + unpaid.length > 0; tries++) {
        if (tries > 200)
          throw new Error(
            `${unknown.length + unpaid.length} purchases got no answer: ${last_fault}`,
          )
        await together(unknown.splice(0), async (attempt) => {
          if (!(await ask(attempt))) unknown.push(attempt)
          else {
            resolved += 1
            if (attempt.wants_to_pay) unpaid.push(attempt)
          }
        })
        await together(unpaid.splice(0), async (attempt) => {
          if (!(await pay(attempt))) unpaid.push(attempt)
        })
        if (unknown.length + unpaid.length > 0) await new Promise((done) => setTimeout(done, 250))
      }
      return resolved
    },
  }
}
