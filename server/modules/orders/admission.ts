import { Refusal } from '../../kernel/refusal.ts'
import { makeCombiner } from '../../platform/combiner.ts'
import type { Db } from '../../platform/db.ts'
import { allot, readShelf, takingKey } from '../inventory/index.ts'
import type { CheckoutWish, Outcome, Tap } from './draft-checkouts.ts'
import { queueFull } from './order.ts'

/** How long "sold out" is believed before the database is asked again: a cancelled order is back on sale that soon. */
const BELIEVED_MS = 250
/** Of each kind so many are remembered; then the oldest half is forgotten, which only costs a look. */
const MOST = 50_000

/** What was last refused or used up, as a plain read of the database said at `at`. */
type Doubt<T> = { at: number; known: T | undefined }
type Place = { sku_id: string; flash_offer_id: string | null }
type Known = { available: bigint; offer: NonNullable<ReturnType<typeof offerOf>> | undefined }
const offerOf = (shelf: Awaited<ReturnType<typeof readShelf>>, id: string | null) =>
  id === null ? undefined : shelf.offers.get(id)

type Question =
  | { about: 'place'; place: Place }
  | { about: 'limit'; flash_offer_id: string; buyer_id: string }

/**
 * Answers what is hopeless without touching the hot row: an offer that is not open, that is sold out, a buyer at the
 * limit. What it believes is a hint, never more: it comes from refusals, lives a quarter of a second, and is then
 * renewed by a read that locks nothing and is shared by all who ask. Only the database says "yours".
 */
export function makeAdmission(db: Db) {
  const places = new Map<string, Doubt<Known>>()
  const limits = new Map<string, Doubt<bigint>>()
  /** Whose a SKU is, as far as this process has sold it: lanes by shop. */
  const shops = new Map<string, string>()

  const look = makeCombiner<Question, undefined>({
    work: async (questions) => {
      const asked = questions.flatMap((one) => (one.about === 'place' ? [one.place] : []))
      const buyers = questions.flatMap((one) => (one.about === 'limit' ? [one] : []))
      const shelf = await readShelf(db, asked, buyers)
      const at = performance.now()
      for (const place of asked)
        if (places.has(nameOf(place)))
          places.set(nameOf(place), {
            at,
            known: {
              available: shelf.available.get(place.sku_id) ?? 0n,
              offer: offerOf(shelf, place.flash_offer_id),
            },
          })
      for (const { flash_offer_id, buyer_id } of buyers) {
        const name = takingKey(flash_offer_id, buyer_id)
        if (limits.has(name)) limits.set(name, { at, known: shelf.takings.get(name) ?? 0n })
      }
      return questions.map(() => undefined)
    },
    most: 1_000,
    queue: 50_000,
    full: (ahead, retry_after_ms) => queueFull({ ahead, retry_after_ms }),
  })

  const isFresh = (doubt: Doubt<unknown>): boolean =>
    doubt.known !== undefined && performance.now() - doubt.at <= BELIEVED_MS

  /** The refusal this wish would surely get now; undefined when it may be tried. */
  const refuses = async (wish: CheckoutWish, now: Date): Promise<Refusal | undefined> => {
    const doubtful = wish.lines.flatMap(({ sku_id, flash_offer_id = null }) => {
      const place = { sku_id, flash_offer_id }
      const limit = flash_offer_id && takingKey(flash_offer_id, wish.buyer_id)
      const is_place = places.has(nameOf(place))
      const is_limit = limit !== null && limits.has(limit)
      return is_place || is_limit ? [{ place, is_place, limit: is_limit ? limit : null }] : []
    })
    if (doubtful.length === 0) return undefined
    const stale: Question[] = doubtful.flatMap(({ place, limit }): Question[] => {
      const flash_offer_id = place.flash_offer_id as string
      const doubt = places.get(nameOf(place))
      // The offer's own limit stands with the offer, so whoever is in doubt about one asks for both.
      if (!doubt) places.set(nameOf(place), { at: 0, known: undefined })
      const questions: Question[] = doubt && isFresh(doubt) ? [] : [{ about: 'place', place }]
      if (limit && !isFresh(limits.get(limit) as Doubt<bigint>))
        questions.push({ about: 'limit', flash_offer_id, buyer_id: wish.buyer_id })
      return questions
    })
    await Promise.all(stale.map((question) => look.ask(question)))
    const available = new Map<string, bigint>()
    const offers = new Map<string, NonNullable<Known['offer']>>()
    const takings = new Map<string, bigint>()
    for (const { place, limit } of doubtful) {
      const known = places.get(nameOf(place))?.known
      if (!known) return undefined
      available.set(place.sku_id, known.available)
      if (place.flash_offer_id && known.offer) offers.set(place.flash_offer_id, known.offer)
      if (limit) takings.set(limit, limits.get(limit)?.known ?? 0n)
    }
    const [refusal] = allot(
      [
        {
          buyer_id: wish.buyer_id,
          lines: doubtful.map(({ place }, index) => ({
            ...place,
            line_id: String(index),
            quantity: wish.lines.find((line) => line.sku_id === place.sku_id)?.quantity ?? 1,
          })),
        },
      ],
      { available, offers, takings },
      now,
    )
    if (!refusal)
      for (const { place, limit } of doubtful) {
        places.delete(nameOf(place))
        if (limit) limits.delete(limit)
      }
    return refusal
  }

  return {
    refuses,
    /** What a batch taught us: what is gone, who has used a limit, whose the goods are. */
    learn: (taps: readonly Tap[], outcomes: readonly Outcome[]): void => {
      for (const [index, { wish }] of taps.entries()) {
        const outcome = outcomes[index] as Outcome
        if (!(outcome instanceof Refusal)) {
          const first = wish.lines[0]?.sku_id as string
          if (shops.size >= MOST) shops.clear()
          shops.set(first, outcome.orders[0]?.shop_id as string)
        } else if (DOUBTS.has(outcome.code))
          for (const { sku_id, flash_offer_id = null } of wish.lines) {
            doubt(places, nameOf({ sku_id, flash_offer_id }))
            if (flash_offer_id && outcome.code === 'flash_limit')
              doubt(limits, takingKey(flash_offer_id, wish.buyer_id))
          }
      }
    },
    /** By shop, then by SKU. */
    laneOf: ({ lines: [first] }: CheckoutWish): string[] =>
      first ? [shops.get(first.sku_id) ?? '', first.flash_offer_id ?? first.sku_id] : [],
  }
}

const DOUBTS = new Set(['out_of_stock', 'flash_sold_out', 'flash_limit', 'flash_not_open'])

const nameOf = ({ sku_id, flash_offer_id }: Place): string => `${sku_id} ${flash_offer_id}`

const doubt = <T>(doubts: Map<string, Doubt<T>>, name: string): void => {
  if (doubts.has(name)) return
  if (doubts.size >= MOST) {
    let left = MOST / 2
    for (const old of doubts.keys()) {
      if (left-- === 0) break
      doubts.delete(old)
    }
  }
  doubts.set(name, { at: 0, known: undefined })
}
