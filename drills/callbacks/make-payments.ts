import type { HttpPerson } from '../../journeys/http-person.ts'
import type { Dice } from './dice.ts'
import type { Trade } from './provider.ts'
import type { Stage } from './stage.ts'

const AT_ONCE = 12

/** Buyers order from one to three shops each and open the provider's cashier; nobody has paid yet. */
export async function makePayments(
  { buyers, market, provider }: Stage,
  count: number,
  dice: Dice,
): Promise<Trade[]> {
  const addresses = new Map<HttpPerson, string>()
  // Asked one after another: whose session has ended signs in again before the crowd comes.
  for (const buyer of buyers)
    addresses.set(buyer, (await buyer.do('GET', '/v1/me/addresses')).data[0].id)
  const made: Trade[] = []
  const wishes = Array.from({ length: count }, (_, place) => ({
    buyer: buyers[place % buyers.length] as HttpPerson,
    lines: dice
      .shuffled(market.plenty)
      .slice(0, 1 + dice.below(3))
      .map(({ id }) => ({ sku_id: id, quantity: 1 + dice.below(2) })),
  }))
  await eachOf(wishes, AT_ONCE, async ({ buyer, lines }) => {
    const { payment } = await buyer.do('POST', '/v1/checkouts', {
      lines,
      address_id: addresses.get(buyer),
    })
    const { number } = await buyer.do('POST', `/v1/payments/${payment.id}/cashier`)
    made.push(provider.trade(number) as Trade)
  })
  return made
}

/** So many at once, in the order given. */
export async function eachOf<T>(
  all: readonly T[],
  at_once: number,
  work: (one: T) => Promise<unknown>,
): Promise<void> {
  const line = all.values()
  await Promise.all(
    Array.from({ length: Math.min(at_once, all.length) }, async () => {
      for (const one of line) await work(one)
    }),
  )
}
