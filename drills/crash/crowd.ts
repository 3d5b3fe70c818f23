import { randomUUID } from 'node:crypto'
import { HttpPerson } from '../../journeys/http-person.ts'
import { showId } from '../../server/kernel/ids.ts'
import type { Buyer } from './buyers.sql.ts'
import type { ClientLog, WantedLine } from './client-log.ts'
import { HANGS_MS, LeftHanging, openLine } from './keep-alive.ts'
import { type FlashTerms, type Market, payAtCashier } from './market.ts'

/** Of this many buyers everybody is after the flash offer, so that the limit per buyer and the quota are both met. */
const EAGER = 170
const FLASH = { quota: 250, limit: 2 } as const
/** Of those who were told yes so many ask again under the same key: their phone lost the answer. */
const ASK_AGAIN = 0.05
/** Codes of a final no; anything else may be asked again under the same key. */
const FINAL = new Set([
  'out_of_stock',
  'flash_sold_out',
  'flash_limit',
  'flash_not_open',
  'not_for_sale',
  'price_changed',
])

type Attempt = {
  key: string
  buyer: Buyer
  lines: readonly (WantedLine & { room_id?: string })[]
  wants_to_pay: boolean
  payment_id?: string
}
export type Figures = {
  /** Answers by status; `none` counts connections that broke. */
  answers: Record<string, number>
  /** Refusals by code. */
  refusals: Record<string, number>
  hung: number
  /** 429 or 503 that did not say when to come back. */
  unpolite: number
  /** The longest that anybody waited for an answer. */
  slowest_ms: number
}
export type Crowd = ReturnType<typeof gatherCrowd>

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T

/**
 * A flash sale: `clients` connections order without pause, for ever other buyers: most the hot SKU at its flash price,
 * others baskets over several shops or what is running out; some pay. Each writes down what it tries and sees.
 */
export function gatherCrowd({
  urls,
  market,
  buyers,
  log,
  clients,
  twins = 0,
}: {
  /** Where orders may be sent: each goes to any of them. */
  urls: readonly string[]
  market: Market
  buyers: readonly Buyer[]
  log: ClientLog
  clients: number
  /** Share of purchases sent to two servers in the same instant, under one key. */
  twins?: number
}) {
  const figures: Figures = { answers: {}, refusals: {}, hung: 0, unpolite: 0, slowest_ms: 0 }
  const line = openLine()
  const unknown: Attempt[] = []
  const unpaid: Attempt[] = []
  let acknowledged = 0
  let resolved = 0
  let last_fault = ''
  let flash: FlashTerms | undefined
  let heard: (ms: number, status: number) => void = () => {}

  /** True when the purchase has its answer: bought, or refused for good. */
  const ask = async (attempt: Attempt, base: string): Promise<boolean> => {
    let status = 'none'
    try {
      const answer = await line.post(
        `${base}/v1/checkouts`,
        { cookie: attempt.buyer.cookie, 'idempotency-key': attempt.key },
        {
          lines: attempt.lines,
          address_id: showId('adr', attempt.buyer.address_id),
          // The order itself carries the buyer's name for the purchase: the check need not believe the server's memory of keys.
          note: attempt.key,
        },
      )
      status = String(answer.status)
      figures.slowest_ms = Math.max(figures.slowest_ms, Math.round(answer.ms))
      heard(answer.ms, answer.status)
      if ((answer.status === 503 || answer.status === 429) && answer.retry_after === undefined)
        figures.unpolite += 1
      if (answer.status === 201) {
        const { id: checkout_id, amount, payment } = answer.body
        await log.note({ saw: 'acknowledged', attempt: attempt.key, checkout_id, amount })
        acknowledged += 1
        attempt.payment_id = payment?.id
        return true
      }
      const code = String(answer.body?.code)
      figures.refusals[code] = (figures.refusals[code] ?? 0) + 1
      if (answer.status === 409 && FINAL.has(code)) {
        await log.note({ saw: 'refused', attempt: attempt.key, code })
        return true
      }
      last_fault = `${answer.status} ${JSON.stringify(answer.body)}`
      return false
    } catch (error) {
      last_fault = String(error)
      if (error instanceof LeftHanging) figures.hung += 1
      return false
    } finally {
      figures.answers[status] = (figures.answers[status] ?? 0) + 1
    }
  }
  const askSomewhere = async (attempt: Attempt): Promise<boolean> => {
    const base = oneOf(urls)
    if (urls.length === 1 || Math.random() >= twins) return ask(attempt, base)
    const other = oneOf(urls.filter((url) => url !== base))
    const answered = await Promise.all([ask(attempt, base), ask(attempt, other)])
    return answered.every(Boolean)
  }
  const pay = async (attempt: Attempt): Promise<boolean> => {
    if (!attempt.payment_id) return true
    try {
      const payer = new HttpPerson(oneOf(urls), 'buyer')
      payer.cookie = attempt.buyer.cookie
      const { state } = await Promise.race([
        payAtCashier(payer, attempt.payment_id),
        // Three questions, each with the patience of one.
        new Promise<never>((_, fail) => {
          setTimeout(() => fail(new LeftHanging('at the cashier')), 3 * HANGS_MS).unref()
        }),
      ])
      if (state !== 'succeeded') {
        last_fault = `the payment is ${state}`
        return false
      }
      await log.note({ saw: 'paid', attempt: attempt.key, payment_id: attempt.payment_id })
      return true
    } catch (error) {
      last_fault = String(error)
      if (error instanceof LeftHanging) figures.hung += 1
      if (last_fault.includes('→ 500')) figures.answers['500'] = (figures.answers['500'] ?? 0) + 1
      return false
    }
  }
  const next = async (
    buyer: Buyer,
    lines: Attempt['lines'],
    wants_to_pay = Math.random() < 0.12,
  ): Promise<Attempt> => {
    const attempt: Attempt = { key: randomUUID(), buyer, lines, wants_to_pay }
    await log.note({
      saw: 'tried',
      attempt: attempt.key,
      buyer: buyer.id,
      lines: lines.map(({ room_id: _, ...wanted }) => wanted),
    })
    return attempt
  }
  const someLines = (): Attempt['lines'] => {
    const dice = Math.random()
    if (dice < 0.1) return [{ sku_id: market.scarce.id, quantity: 1 }]
    if (dice < 0.4) return [{ sku_id: market.hot.id, quantity: 1, room_id: market.room_id }]
    const shelf = market.plenty.toSorted(() => Math.random() - 0.5)
    return shelf
      .slice(0, 1 + Math.floor(Math.random() * 3))
      .map(({ id }) => ({ sku_id: id, quantity: 1 + Math.floor(Math.random() * 3) }))
  }
  const nextWish = (): Promise<Attempt> =>
    flash && Math.random() < 0.55
      ? next(oneOf(buyers.slice(0, EAGER)), [
          {
            sku_id: flash.sku_id,
            quantity: Math.random() < 0.2 ? 2 : 1,
            flash_offer_id: flash.id,
            room_id: market.room_id,
          },
        ])
      : next(oneOf(buyers), someLines())

  /** Without an answer most ask again after a while; the others turn to something else and come back to it at the end. */
  const insist = async (attempt: Attempt, stopped: () => boolean): Promise<boolean> => {
    for (let tries = 0; ; tries++) {
      if (await askSomewhere(attempt)) {
        if (tries > 0) resolved += 1
        return true
      }
      await pause(200 + Math.random() * 600)
      if (stopped() || Math.random() < 0.3) return false
    }
  }
  const clientBuys = async (stopped: () => boolean) => {
    // People do not press in the same millisecond.
    await pause(Math.random() * 60)
    while (!stopped()) {
      const attempt = await nextWish()
      if (!(await insist(attempt, stopped))) {
        unknown.push(attempt)
        continue
      }
      // Refused: whoever wants something else looks around first.
      if (attempt.payment_id === undefined) await pause(20 + Math.random() * 60)
      else if (Math.random() < ASK_AGAIN && !(await askSomewhere(attempt))) unknown.push(attempt)
      else if (attempt.wants_to_pay && !stopped() && !(await pay(attempt))) unpaid.push(attempt)
    }
  }

  return {
    figures,
    acknowledged: () => acknowledged,
    /** Purchases whose outcome was unknown until they were asked for again. */
    resolved: () => resolved,
    last_fault: () => last_fault,
    /** Hears of every answer, with how long it took. */
    listen: (hear: typeof heard) => {
      heard = hear
    },
    /** The host opens the next flash offer; everybody is after it. */
    open: async (): Promise<void> => {
      flash = await market.openFlash(FLASH)
      const { id: flash_offer_id, ...terms } = flash
      await log.note({ saw: 'offered', flash_offer_id, ...terms })
    },
    /** One purchase of what there is plenty of, through another address. */
    buyThrough: async (base: string): Promise<boolean> =>
      ask(
        await next(
          buyers[0] as Buyer,
          [{ sku_id: market.plenty[0]?.id as string, quantity: 1 }],
          false,
        ),
        base,
      ),
    /** Everybody buys until told to stop; returns when nobody waits any more. */
    buyUntil: async (stopped: () => boolean): Promise<void> => {
      await Promise.all(Array.from({ length: clients }, () => clientBuys(stopped)))
    },
    /** What was left unknown is asked again under the same key: it happened, or it happens now, but never twice. */
    resolve: async ({ limit_ms = 60_000 } = {}): Promise<void> => {
      const end = performance.now() + limit_ms
      while (unknown.length + unpaid.length > 0) {
        if (performance.now() > end)
          throw new Error(
            `${unknown.length + unpaid.length} purchases got no answer: ${last_fault}`,
          )
        await together(unknown.splice(0), clients, async (attempt) => {
          if (!(await askSomewhere(attempt))) unknown.push(attempt)
          else {
            resolved += 1
            if (attempt.wants_to_pay) unpaid.push(attempt)
          }
        })
        await together(unpaid.splice(0), 16, async (attempt) => {
          if (!(await pay(attempt))) unpaid.push(attempt)
        })
        if (unknown.length + unpaid.length > 0) await pause(250)
      }
    },
    /** Nobody waits for what has no answer yet. */
    giveUp: (): void => {
      unknown.length = unpaid.length = 0
    },
    leave: () => line.close(),
  }
}

/** So many at once until all are done. */
async function together<T>(
  all: readonly T[],
  at_once: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const waiting = [...all]
  await Promise.all(
    Array.from({ length: at_once }, async () => {
      for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) await work(one)
    }),
  )
}
