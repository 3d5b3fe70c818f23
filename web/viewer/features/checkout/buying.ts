import { type Body, call, Problem } from '../../../shared/api/client.ts'
import { noteServerTime, platformNow } from '../../../shared/api/clock.ts'
import { BUYING_SHELF, showBuying } from './buy-board.ts'
import type { Attempt, No } from './buy-state.ts'
import { makeBuyer } from './buyer.ts'

/** A try that has not answered by then is asked again under its key. */
const ANSWER_WITHIN_MS = 10_000
const NO_ANSWER: No = { status: 0, code: 'offline', title: 'No answer', details: {} }

async function send({ intent, key }: Attempt) {
  try {
    const { payment, deadline_at } = await call('POST /v1/checkouts', {
      body: intent as Body<'POST /v1/checkouts'>,
      key,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    return { payment_id: payment.id, deadline_at }
  } catch (error) {
    if (!(error instanceof Problem)) throw NO_ANSWER
    const { status, code, message, details, retry_after_ms } = error
    if (typeof details.server_time === 'string') noteServerTime(details.server_time)
    throw { status, code, title: message, details, retry_after_ms } satisfies No
  }
}

/** A short buzz for an order made; browsers refuse it to pages that nobody has touched. */
const buzz = (): unknown => navigator.userActivation?.hasBeenActive && navigator.vibrate?.(30)

/** The page's buyer: one for all pages of the app, so that closing a sheet or going elsewhere loses nothing. */
export const buyer = makeBuyer({
  send,
  now: platformNow,
  random: Math.random,
  shelf: {
    get: () => sessionStorage.getItem(BUYING_SHELF),
    set: (value) =>
      value === null
        ? sessionStorage.removeItem(BUYING_SHELF)
        : sessionStorage.setItem(BUYING_SHELF, value),
  },
  show: (place, state) => {
    if (state.at === 'won') buzz()
    showBuying(place, state)
  },
})
addEventListener('online', buyer.wake)
