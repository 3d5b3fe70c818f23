import { share } from '../../kernel/money.ts'
import type { DifferenceKind } from './difference.ts'
import type { BilledAbout } from './provider.ts'

export type About = BilledAbout

/** One row of a provider's file. */
export type BillEntry = {
  about: About
  /** Our number; empty where the file has none. */
  number: string
  /** Theirs. */
  provider_number: string
  /** Minor units, never below zero. */
  amount: bigint
  currency: string
  /** What the provider kept for itself. */
  fee: bigint
  /** Only what succeeded moved money. */
  state: 'succeeded' | 'failed'
  finished_at: Date
}

/** One payment, refund or payout, or what came back of a payout under its number, as our books have it. */
export type OurEntry = {
  about: About
  id: string
  number: string
  provider_number: string | null
  amount: bigint
  currency: string
  /** `done`: the money moved by our books; `waiting`: it may yet; `ended`: it never will. */
  state: 'done' | 'waiting' | 'ended'
  /** The business day on which the money moved by our books. */
  day: string | null
  payment_id: string | null
}

/**
 * What a difference explains of one day's sums: with all legs of a day, ours − theirs comes out exactly (I-11). Signed as
 * money moves: payments and returned payouts come in, refunds and payouts go out.
 */
export type Leg = { side: 'ours' | 'theirs'; currency: string; amount: bigint }

export type FoundDifference = {
  kind: DifferenceKind
  /** Named uniquely and the same wherever it is seen: however often it is found, one row. */
  event: string
  about: About
  number: string
  provider_number: string | null
  payment_id: string | null
  expected: bigint | null
  expected_currency: string | null
  found: bigint | null
  currency: string
  words: string
  legs: readonly Leg[]
}

export type Compared = {
  differences: FoundDifference[]
  /** Lines about money that our books do not have: they go where a callback would. */
  unbooked: BillEntry[]
}

export type Comparison = {
  provider: string
  day: string
  theirs: readonly BillEntry[]
  /** What finished on that day, and everything that a line names by our number, in any state. */
  ours: readonly OurEntry[]
  /** Of what finished here on that day: the day in whose file it stands instead. */
  elsewhere: ReadonlyMap<string, string>
  /** What the provider keeps by contract, in parts per million of the amount; not compared where it is not known. */
  fee_ppm: ReadonlyMap<About, bigint>
}

export const keyOf = ({ about, number }: { about: About; number: string }): string =>
  `${about}|${number}`

/** As it changes what the provider holds for us. */
export const signed = ({ about, amount }: { about: About; amount: bigint }): bigint =>
  about === 'payment' || about === 'payout_return' ? amount : -amount

/**
 * Holds one day's file against our books. Pure; every line and every record of ours is either equal to its counterpart or
 * part of exactly one difference (a fee may differ besides), so that the differences add up to the difference of the sums.
 */
export function compareDay(given: Comparison): Compared {
  const { provider, day, theirs, ours, elsewhere, fee_ppm } = given
  const differences: FoundDifference[] = []
  const unbooked: BillEntry[] = []
  const ofNumber = new Map(ours.map((one) => [keyOf(one), one]))
  const met = new Set<string>()
  const trades = new Set<string>()
  const seen = new Map<string, number>()

  const moved = theirs.filter(({ state }) => state === 'succeeded')
  for (const lines of Map.groupBy(moved, keyOf).values()) {
    const [first] = lines as [BillEntry]
    const mine = ofNumber.get(keyOf(first))
    const own =
      mine === undefined
        ? undefined
        : mine.provider_number === null
          ? first
          : lines.find((line) => line.provider_number === mine.provider_number)
    for (const line of lines) {
      if (line === own && mine) {
        met.add(keyOf(mine))
        trades.add(tradeOf(line))
        compareLine(mine, line)
      } else compareStray(mine, line, own)
    }
  }
  const failed = new Map(
    theirs.filter(({ state }) => state === 'failed').map((line) => [keyOf(line), line]),
  )
  for (const mine of ours)
    if (mine.state === 'done' && mine.day === day && !met.has(keyOf(mine))) compareUnbilled(mine)
  return { differences, unbooked }

  /** A line with the number, and where we know one the trade, of a record of ours. */
  function compareLine(mine: OurEntry, line: BillEntry): void {
    const legs: Leg[] = [theirLeg(line)]
    if (mine.state === 'done' && mine.day === day) legs.push(ourLeg(mine))
    const kind = kindOf(mine, line)
    if (kind) {
      if (mine.state !== 'done') unbooked.push(line)
      add(kind, eventOf(kind, mine, line), mine, line, legs)
    }
    const ppm = fee_ppm.get(line.about)
    if (ppm === undefined || line.amount !== mine.amount) return
    const expected = share(line.amount, ppm)
    if (expected !== line.fee)
      differences.push({
        ...base(mine, line),
        kind: 'fee_differs',
        event: `fee_differs:${line.about}:${line.number}`,
        expected,
        found: line.fee,
        words: `${provider} kept ${line.fee} ${line.currency} of ${line.number}; by contract it is ${expected}`,
        legs: [],
      })
  }

  function kindOf(mine: OurEntry, line: BillEntry): DifferenceKind | undefined {
    const is_paid_out = line.about === 'payout'
    if (mine.currency !== line.currency) return 'currency'
    if (mine.amount !== line.amount) {
      if (mine.state === 'done' && is_paid_out) return 'payout_differs'
      if (mine.state === 'done' && line.about === 'refund' && line.amount > mine.amount)
        return 'refund_exceeds'
      return 'amount'
    }
    if (mine.state === 'ended')
      return is_paid_out
        ? 'payout_unknown'
        : line.about === 'payout_return'
          ? 'return_unknown'
          : 'state_differs'
    if (mine.state === 'waiting') return 'missing_here'
    return mine.day === day ? undefined : 'wrong_day'
  }

  /** A line that is not the trade we know under its number, or whose number we do not know. */
  function compareStray(
    mine: OurEntry | undefined,
    line: BillEntry,
    own: BillEntry | undefined,
  ): void {
    const is_same = own?.provider_number === line.provider_number
    const kind = !mine
      ? 'unknown_number'
      : line.about === 'payment' && !is_same
        ? 'second_payment'
        : undefined
    const times = (seen.get(tradeOf(line)) ?? (kind ? 0 : 1)) + 1
    seen.set(tradeOf(line), times)
    if (!kind || times > 1) addDuplicate(mine, line, times)
    else {
      unbooked.push(line)
      add(kind, eventOf(kind, mine, line), mine, line, [theirLeg(line)])
    }
  }

  function addDuplicate(mine: OurEntry | undefined, line: BillEntry, times: number): void {
    add(
      'duplicate_there',
      `duplicate_there:${line.about}:${line.number}:${line.provider_number}:${times}`,
      mine,
      line,
      [theirLeg(line)],
    )
  }

  /** Done here on that day, and the file has no line that would be it. */
  function compareUnbilled(mine: OurEntry): void {
    const no = failed.get(keyOf(mine))
    const kind: DifferenceKind = no
      ? 'state_differs'
      : elsewhere.has(keyOf(mine))
        ? 'wrong_day'
        : mine.provider_number !== null && trades.has(tradeOf(mine))
          ? 'double_booked_here'
          : mine.about === 'refund'
            ? 'refund_missing'
            : mine.about === 'payout_return'
              ? 'return_missing'
              : 'missing_there'
    differences.push({
      ...base(mine, no),
      kind,
      event:
        kind === 'missing_there'
          ? `missing_there:${mine.number}`
          : `${kind}:${mine.about}:${mine.number}`,
      found: null,
      words: wordsOf(kind, mine, undefined),
      legs: [ourLeg(mine)],
    })
  }

  function add(
    kind: DifferenceKind,
    event: string,
    mine: OurEntry | undefined,
    line: BillEntry,
    legs: Leg[],
  ): void {
    differences.push({
      ...base(mine, line),
      kind,
      event,
      words: wordsOf(kind, mine, line),
      legs,
    })
  }

  /** What is found is named as where a callback tells of it, so that it stays one row. */
  function eventOf(kind: DifferenceKind, mine: OurEntry | undefined, line: BillEntry): string {
    const { about, number, provider_number, amount, currency } = line
    const told =
      kind === 'unknown_number' ||
      kind === 'second_payment' ||
      kind === 'payout_unknown' ||
      kind === 'return_unknown' ||
      ((kind === 'amount' || kind === 'currency') &&
        (mine?.state !== 'done' || about === 'payment'))
    return told
      ? `${kind}:unmatched:${about}:${provider}:${provider_number}:${amount}${currency}`
      : `${kind}:${about}:${number}`
  }

  function wordsOf(
    kind: DifferenceKind,
    mine: OurEntry | undefined,
    line: BillEntry | undefined,
  ): string {
    const number = line?.number ?? mine?.number ?? ''
    const file = `the file of ${provider} of ${day}`
    const here = mine ? `${mine.amount} ${mine.currency}` : ''
    const there = line ? `${line.amount} ${line.currency}` : ''
    switch (kind) {
      case 'missing_here':
        return `${number} stands in ${file} with ${there}; our books still wait for it`
      case 'state_differs':
        return line
          ? `${number} went through at ${provider}; our books have ended it without`
          : `${number} is done in our books and failed in ${file}`
      case 'duplicate_there':
        return `${number} stands more than once in ${file}`
      case 'double_booked_here':
        return `${number} is booked by a trade of ${provider} that is another one’s already`
      case 'wrong_day':
        return line
          ? `${number} stands in ${file}; by our books it is of ${mine?.day ?? 'no day'}`
          : `${number} of ${day} stands in the file of ${elsewhere.get(keyOf(mine as OurEntry))}`
      case 'unknown_number':
        return `Trade ${line?.provider_number} names ${number}, which is no number of ours`
      case 'second_payment':
        return `${number} is paid by ${mine?.provider_number ?? 'another trade'}; trade ${line?.provider_number} brought ${there} more`
      case 'payout_unknown':
        return `Payout ${number} came back by our books; ${provider} says that it went out`
      case 'return_unknown':
        return `${provider} says that ${number} came back; by our books it never went out`
      case 'refund_missing':
      case 'return_missing':
      case 'missing_there':
        return `${number} of ${day} is not in the file of ${provider}`
      default:
        return `${number} is ${here} here and ${there} in ${file}`
    }
  }
}

const tradeOf = ({
  about,
  provider_number,
}: {
  about: About
  provider_number: string | null
}): string => `${about}|${provider_number}`

const theirLeg = (line: BillEntry): Leg => ({
  side: 'theirs',
  currency: line.currency,
  amount: signed(line),
})
const ourLeg = (mine: OurEntry): Leg => ({
  side: 'ours',
  currency: mine.currency,
  amount: signed(mine),
})

const base = (mine: OurEntry | undefined, line: BillEntry | undefined) => ({
  about: (line ?? mine)?.about as About,
  number: line?.number ?? mine?.number ?? '',
  provider_number: line?.provider_number ?? mine?.provider_number ?? null,
  payment_id: mine?.payment_id ?? null,
  expected: mine?.amount ?? null,
  expected_currency: mine?.currency ?? null,
  found: line?.amount ?? null,
  currency: line?.currency ?? mine?.currency ?? '',
})
