import { randomUUID } from 'node:crypto'
import type { Dice } from './dice.ts'
import { type Provider, type Trade, view } from './provider.ts'

/** What a provider may say about one payment. */
export type Saying =
  | 'waiting'
  | 'failed'
  | 'closed'
  /** The right money. */
  | 'fits'
  /** Money of other trades for the same number: too little, too much, another currency, once more. */
  | 'less'
  | 'more'
  | 'dollars'
  | 'second'

/** What becomes of a payment. Its buyer pays at noon, at dusk (after we closed it), or never. */
export type Fate = {
  pays: 'noon' | 'dusk' | 'never'
  noon: readonly Saying[]
  /** Said only after the deadline has passed. */
  dusk: readonly Saying[]
  /** Each saying is sent up to so often at once, under one id. */
  copies: number
  /** Each saying is said up to so often, under ids of its own. */
  again: number
  /** How common it is. */
  share: number
}

const plain: Fate = { pays: 'noon', noon: ['fits'], dusk: [], copies: 1, again: 1, share: 2 }

export const FATES = {
  once: plain,
  doubled: { ...plain, copies: 100, share: 3 },
  told_again: { ...plain, again: 6 },
  reordered: { ...plain, noon: ['waiting', 'failed', 'closed', 'fits'], again: 3, share: 4 },
  beside: { ...plain, noon: ['fits', 'less', 'dollars'], again: 2 },
  twice_paid: { ...plain, noon: ['fits', 'second'], again: 2 },
  lost: { ...plain, noon: [] },
  told_late: { ...plain, noon: [], dusk: ['fits'], again: 2 },
  paid_late: { ...plain, pays: 'dusk', noon: ['waiting'], dusk: ['fits'], copies: 8, again: 2 },
  wrong_only: { ...plain, pays: 'never', noon: ['less', 'more', 'dollars'], copies: 3, share: 1 },
  unpaid: { ...plain, pays: 'never', noon: ['waiting', 'failed'], share: 1 },
  /** Only forgers speak of it. */
  prey: { ...plain, pays: 'never', noon: [], share: 2 },
} as const satisfies Record<string, Fate>
export type FateName = keyof typeof FATES

/** Deals fates in their shares, every one at least once where there are enough payments. */
export function dealFates<T>(
  payments: readonly T[],
  names: readonly FateName[],
  dice: Dice,
): (T & { fate: FateName })[] {
  const pack = names.flatMap((name) => Array.from({ length: FATES[name].share }, () => name))
  return dice.shuffled(payments).map((payment, place) => ({
    ...payment,
    fate: names[place] ?? dice.pick(pack),
  }))
}

export type Callback = { id: string; body: string }

/** A callback about a trade, as the provider writes it. */
export const callbackOf = (
  { trade, number, amount, currency, finished_at }: Trade,
  state: 'waiting' | 'failed' | 'closed' | 'succeeded' = 'succeeded',
): Callback => {
  const id = `evt_${randomUUID()}`
  const data = view('payment', {
    merchant_number: number,
    number: trade,
    state,
    amount,
    currency,
    finished_at: state === 'succeeded' ? finished_at : null,
  })
  return { id, body: JSON.stringify({ id, type: `payment.${state}`, data }) }
}

/** How to say it, each time under an id of its own. Where it is about money of its own, that is taken first. */
export async function wordsFor(
  saying: Saying,
  trade: Trade,
  provider: Provider,
): Promise<() => Callback> {
  const { number, amount, currency } = trade
  const strays = {
    less: { number, amount: amount - 1, currency },
    more: { number, amount: amount + 1, currency },
    dollars: { number, amount, currency: 'USD' },
    second: { number, amount, currency },
  }
  if (saying in strays) {
    const stray = await provider.takeStray(strays[saying as keyof typeof strays])
    return () => callbackOf(stray)
  }
  if (saying === 'fits') return () => callbackOf(trade)
  return () => callbackOf(trade, saying as 'waiting' | 'failed' | 'closed')
}
