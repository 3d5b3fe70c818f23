import type { Dice } from './dice.ts'
import { forge } from './forgeries.ts'
import { eachOf, makePayments } from './make-payments.ts'
import type { Trade } from './provider.ts'
import { comesToRest, endsOf, pictureOf } from './rest.ts'
import {
  type Callback,
  callbackOf,
  dealFates,
  FATES,
  type Fate,
  type FateName,
  wordsFor,
} from './sayings.ts'
import { signed } from './signature.ts'
import type { Stage } from './stage.ts'

type Dealt = { trade: Trade; fate: FateName }
export type RoundWish = {
  payments: number
  fates: readonly FateName[]
  /** The most that one callback is doubled. */
  copies: number
  /** Whether the server is killed in the midst of the callbacks. */
  kill: boolean
  /** Only what comes before the deadline: the clock stands still. */
  short?: boolean
  rest_ms: number
}
export type RoundFigures = {
  payments: number
  /** Lost callbacks whose payment the query had not found a minute later. */
  found_late: number
  /** Payments of one fate that ended otherwise than the first of them. */
  unlike: string[]
  /** Hours of forgeries after which a row was not what it was before. */
  changed: number
  /** Times at which the platform did not come to rest. */
  restless: number
}

/** Inside the signature's tolerance twice over: what was recorded before is too old after it. */
const QUERY_S = 60
const PAST_DEADLINE_S = 31 * 60

/**
 * One day of many payments. Noon: buyers pay, and everything that can be said of it is said at once, often, in no order,
 * among forgeries, while the server is killed. Afternoon: what was never told must be found by asking. Dusk: the
 * deadline has passed, orders are closed, and late words and late money come in.
 */
export async function playRound(stage: Stage, wish: RoundWish, dice: Dice): Promise<RoundFigures> {
  const { provider, post_office, database_url, now } = stage
  const figures: RoundFigures = {
    payments: wish.payments,
    found_late: 0,
    unlike: [],
    changed: 0,
    restless: 0,
  }
  const rest = async () => {
    if (!(await comesToRest(database_url, now, wish.rest_ms))) figures.restless += 1
  }
  const made = await makePayments(stage, wish.payments, dice)
  const dealt = dealFates(
    made.map((trade) => ({ trade })),
    wish.fates,
    dice,
  )
  const of = (...names: FateName[]) => dealt.filter(({ fate }) => names.includes(fate))

  await takeMoney(dealt, 'noon', stage)
  const noon = [
    ...(await tellings(dealt, 'noon', stage, wish.copies, dice)),
    ...forgeriesOf(of('prey', 'once').slice(0, 6), stage),
  ]
  const recordings = of('paid_late', 'prey').map(({ trade }) => record(trade, stage))
  await carry(noon, stage, wish.kill ? dice.below(60) / 100 + 0.2 : undefined, dice)
  await rest()
  if (wish.short) return figures

  await stage.pass(QUERY_S)
  await rest()
  const lost = of('lost').map(({ trade }) => trade.number)
  for (const [, ended] of await endsOf(database_url, lost))
    if (!ended.startsWith('succeeded')) figures.found_late += 1

  // A genuine word about money that paid for one payment already, now naming another that still waits.
  const [paid, prey] = [of('once')[0], of('prey')[0]]
  if (paid && prey)
    await post_office.deliver(callbackOf({ ...paid.trade, number: prey.trade.number }))
  // And about money for nothing of this merchant's.
  const strange = { number: `nobody_${dice.below(1e9)}`, amount: 4_900, currency: 'CNY' }
  await post_office.deliver(callbackOf(await provider.takeStray(strange)))

  await stage.pass(PAST_DEADLINE_S)
  await rest()
  await takeMoney(dealt, 'dusk', stage)
  const dusk = await tellings(dealt, 'dusk', stage, wish.copies, dice)
  const replays = recordings.map((one) => () => post_office.tryForgery(one))
  await carry([...dusk, ...replays], stage, dice.chance(0.5) && wish.kill ? 0.5 : undefined, dice)
  await rest()
  await stage.pass(QUERY_S)
  await rest()

  const before = await pictureOf(database_url)
  await carry(forgeriesOf(of('unpaid', 'once').slice(0, 2), stage), stage, undefined, dice)
  if ((await pictureOf(database_url)) !== before) figures.changed += 1
  figures.unlike = await unlike(
    dealt.filter((one) => one !== prey),
    database_url,
  )
  return figures
}

async function takeMoney(dealt: readonly Dealt[], pays: Fate['pays'], { provider }: Stage) {
  await Promise.all(
    dealt
      .filter(({ fate }) => FATES[fate].pays === pays)
      .map(({ trade }) => provider.take(trade.number)),
  )
}

type Errand = () => Promise<void>

/** Every word of this part of the day, as often as fate has it. */
async function tellings(
  dealt: readonly Dealt[],
  when: 'noon' | 'dusk',
  { provider, post_office }: Stage,
  most: number,
  dice: Dice,
): Promise<Errand[]> {
  const errands: Errand[] = []
  for (const { trade, fate } of dealt) {
    const { [when]: sayings, again, copies }: Fate = FATES[fate]
    for (const saying of sayings) {
      const words = await wordsFor(saying, trade, provider)
      for (let times = 1 + dice.below(again); times > 0; times--) {
        const callback = words()
        const doubled = 1 + dice.below(Math.min(copies, most))
        for (let copy = 0; copy < doubled; copy++) errands.push(() => post_office.deliver(callback))
      }
    }
  }
  return errands
}

/** The callback that would pay for it, in every way that is not genuine. */
const forgeriesOf = (dealt: readonly Dealt[], { forger, post_office }: Stage): Errand[] =>
  dealt.flatMap(({ trade }) =>
    forge(promise(trade, forger.now()), forger).map((one) => () => post_office.tryForgery(one)),
  )

const promise = (trade: Trade, finished_at: Date): Callback => callbackOf({ ...trade, finished_at })

/** A genuine callback that somebody kept and the merchant never saw, to be played when it is too old. */
function record(trade: Trade, { forger: { keys, now } }: Stage) {
  const { id, body } = promise(trade, now())
  return { how: 'recorded before', id, headers: signed(keys[0], id, now(), body), body }
}

const CARRIERS = 96

/** Runs all errands in no order, the server being killed when so much of them is done and the next are under way. */
async function carry(
  errands: readonly Errand[],
  { killServer }: Stage,
  kill_at: number | undefined,
  dice: Dice,
): Promise<void> {
  let done = 0
  let killing: Promise<void> | undefined
  const last = kill_at === undefined ? Number.NaN : Math.floor(errands.length * kill_at)
  await eachOf(dice.shuffled(errands), CARRIERS, async (errand) => {
    await errand()
    done += 1
    if (done > last) killing ??= killServer()
  })
  await killing
}

/** Payments of the same fate heard the same words in another order and number: they must have ended alike. */
async function unlike(dealt: readonly Dealt[], database_url: string): Promise<string[]> {
  const ends = await endsOf(
    database_url,
    dealt.map(({ trade }) => trade.number),
  )
  return [...Map.groupBy(dealt, ({ fate }) => fate)].flatMap(([fate, all]) => {
    const seen = new Set(all.map(({ trade }) => ends.get(trade.number) ?? 'missing'))
    return seen.size > 1 ? [`${fate}: ${[...seen].join(' ≠ ')}`] : []
  })
}
