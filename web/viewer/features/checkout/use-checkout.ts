import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { newKey } from '../../../shared/api/client.ts'
import { platformNow } from '../../../shared/api/clock.ts'
import { useMe } from '../../../shared/api/session.ts'
import { noteSeen, useBuying, watchPlace } from './buy-board.ts'
import type { BuyState, Intent } from './buy-state.ts'
import { buyer } from './buying.ts'
import { goPay } from './go-pay.ts'

/** A success is seen before the page leaves for the cashier. */
const SHOW_WON_MS = 700
const STALE_AFTER_NO = [
  ['POST /v1/quotes'],
  ['GET /v1/products/:product_id'],
  ['GET /v1/rooms/:room_id'],
  ['GET /v1/basket'],
  ['GET /v1/promotions'],
  ['GET /v1/me/coupons'],
]

const sentOf = (state: BuyState): Intent | undefined =>
  state.at === 'won'
    ? state.intent
    : state.at === 'asking' || state.at === 'waiting' || state.at === 'left'
      ? state.attempt.intent
      : undefined

/** Buying at one place: what was tapped goes on by itself until it is answered; refusals stay here, to be dealt with in place. */
export function useCheckout(place: string) {
  const client = useQueryClient()
  const [, go] = useLocation()
  const me = useMe()
  const state = useBuying(place)
  useEffect(() => {
    // An old refusal is no news to somebody who opens the sheet anew.
    if (buyer.stateOf(place).at === 'refused') buyer.tell(place, { e: 'forget' })
    return watchPlace(place)
  }, [place])
  useEffect(() => {
    noteSeen(state)
    if (state.at === 'refused')
      for (const queryKey of STALE_AFTER_NO) void client.invalidateQueries({ queryKey })
    if (state.at !== 'won') return
    const timer = setTimeout(() => void goPay(place, state.payment_id, go), SHOW_WON_MS)
    return () => clearTimeout(timer)
  }, [state, place, client, go])
  return {
    state,
    /** What is on its way or was ordered: shown, and not to be changed, until it is known for good what came of it. */
    sent: sentOf(state),
    buy: (intent: Intent, when: { opens_at?: number | null; held?: boolean } = {}) => {
      if (!me) return
      // What an earlier life of the page sent comes first: no second key while that has no answer.
      buyer.restore(me.id)
      const chance = Math.random()
      const now = platformNow()
      const own = { place, account_id: me.id, key: newKey(), intent }
      buyer.tell(place, { e: 'tap', ...own, now, chance, ...when })
    },
    leave: () => buyer.tell(place, { e: 'leave' }),
    again: () => buyer.tell(place, { e: 'again' }),
    forget: () => buyer.tell(place, { e: 'forget' }),
  }
}
