import { verify } from '../crash/stage.ts'
import { BREAKS, type BreakName } from './breaks.ts'
import { checkPayments, outsideOf, type Verdict } from './check-payments.ts'
import { type Dice, makeDice } from './dice.ts'
import { eachOf } from './make-payments.ts'
import { playRound, type RoundFigures } from './round.ts'
import { FATES, type FateName } from './sayings.ts'
import { type House, openHouse, openStage } from './stage.ts'

export type Campaign = { rounds: number; payments: number; copies: number; seed: number }

/** Honest rounds on one server, its verdict, and then each break on a server of its own. */
export async function campaign({
  rounds,
  payments,
  copies,
  seed,
}: Campaign): Promise<Record<string, unknown>> {
  const began = performance.now()
  const say = (words: string) =>
    console.error(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${words}`)
  const dice = makeDice(seed)
  const house = await openHouse()
  say('three shops are open')
  try {
    const honest = await playHonestly(house, { rounds, payments, copies, seed }, dice, say)
    const missed: string[] = []
    await eachOf(Object.keys(BREAKS) as BreakName[], 2, async (name) => {
      const verdict = await playBroken(house, name, makeDice(seed))
      if (verdict[BREAKS[name].sees] === 0) missed.push(name)
      else say(`broken (${name}) and caught: ${verdict[BREAKS[name].sees]} ${BREAKS[name].sees}`)
    })
    const { ok, ...figures } = honest
    return {
      ok: ok && missed.length === 0,
      ...figures,
      teeth: missed.length === 0 ? 'caught' : `missed ${missed.join(', ')}`,
      seed,
    }
  } finally {
    await house.close()
  }
}

async function playHonestly(
  house: House,
  { rounds, payments, copies }: Campaign,
  dice: Dice,
  say: (words: string) => void,
): Promise<Record<string, unknown>> {
  const stage = await openStage(house, { name: 'honest', dice, sockets: 200 })
  try {
    const before = await outsideOf(stage.database_url)
    const sum: RoundFigures = {
      payments: 0,
      found_late: 0,
      unlike: [],
      changed: 0,
      restless: 0,
    }
    for (let round = 1; round <= rounds; round++) {
      const figures = await playRound(
        stage,
        { payments, copies, fates: Object.keys(FATES) as FateName[], kill: true, rest_ms: 30_000 },
        dice,
      )
      for (const name of ['payments', 'found_late', 'changed', 'restless'] as const)
        sum[name] += figures[name]
      sum.unlike.push(...figures.unlike)
      say(
        `round ${round}: ${sum.payments} payments, ${stage.post_office.sent()} callbacks sent or tried`,
      )
    }
    const { offenders, ...verdict } = await checkPayments(
      stage.database_url,
      stage.book.read(),
      before,
    )
    const { invariants, violations, said } = await verify({
      ...stage.env(),
      DATABASE_URL: stage.database_url,
    })
    for (const one of [...offenders, ...sum.unlike]) console.error(one)
    if (violations > 0) console.error(said)
    const { taken, heard, forged, applied, returned, unmatched_named, ...wrong } = verdict
    return {
      ok:
        [...Object.values(wrong), sum.found_late, sum.changed, sum.restless].every(
          (count) => count === 0,
        ) &&
        sum.unlike.length === 0 &&
        violations === 0,
      rounds,
      payments: sum.payments,
      callbacks: heard + forged,
      taken,
      applied,
      returned,
      unmatched_named,
      forged,
      ...wrong,
      found_late: sum.found_late,
      unlike: sum.unlike.length,
      changed: sum.changed,
      restless: sum.restless,
      answered_p99_ms: stage.post_office.p99_ms(),
      invariants,
      violations,
    }
  } finally {
    await stage.close()
  }
}

const BROKEN: readonly FateName[] = [
  'once',
  'doubled',
  'told_again',
  'told_again',
  'told_again',
  'beside',
  'twice_paid',
  'wrong_only',
  'prey',
]

/** A short noon with a broken server, judged by the same check. */
async function playBroken(house: House, name: BreakName, dice: Dice): Promise<Verdict> {
  const stage = await openStage(house, { name, dice, broken: name, sockets: 64 })
  try {
    const before = await outsideOf(stage.database_url)
    await playRound(
      stage,
      {
        payments: BROKEN.length + 3,
        copies: 12,
        fates: BROKEN,
        kill: BREAKS[name].killed,
        short: true,
        rest_ms: 3_000,
      },
      dice,
    )
    return await checkPayments(stage.database_url, stage.book.read(), before)
  } finally {
    await stage.close()
  }
}
