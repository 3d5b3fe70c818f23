import { figuresOf, findMissed, numberOf } from './crash/campaign.ts'
import { FAULTS } from './crash/faults.ts'
import { faultNamed, type Suffered, strike, WELL_WITHIN_MS, watchHealth } from './crash/slow.ts'
import { openCrashStage } from './crash/stage.ts'

/** What may be answered while the database is slow or silent; anything else is a guess or a lie. */
const HONEST = new Set(['201', '409', '429', '503'])

/** Which fault brings out what a server is broken by. */
const TEETH = [
  ['unknown-taken-for-no', 'commits cut off'],
  ['acknowledge-before-commit', 'resets'],
] as const

/**
 * Between server and database stands a proxy that delays, narrows, stops, resets and cuts off commits, or a stranger holds
 * the hot row: `--rounds N` times each fault, `--seconds S` long. Every answer is honest and none hangs; afterwards
 * everything unknown is cleared up by the same key, and the server is as fast as before.
 */
export async function drill(args: string[]): Promise<Record<string, unknown>> {
  const rounds = numberOf(args, '--rounds', 1)
  const seconds = numberOf(args, '--seconds', 5)
  const clients = numberOf(args, '--clients', 96)
  const stage = await openCrashStage({ proxied: true, rounds: rounds * FAULTS.length, clients })
  try {
    const { usual, suffer } = await watchHealth(stage)
    console.error(`calm: ${usual.per_s} answers a second, median ${usual.median_ms} ms`)
    const suffered: Suffered[] = []
    for (let count = 1; count <= rounds; count++)
      for (const fault of FAULTS) {
        const { during, well_ms } = await suffer(fault, seconds)
        suffered.push({ fault: fault.name, during, well_ms })
        console.error(
          `${fault.name}: ${during.per_s} answers a second, median ${during.median_ms} ms, ${during.busy} × busy; well again after ${well_ms} ms; ${stage.resolved()} resolved`,
        )
      }
    const cuts = stage.proxy().cuts()
    const dishonest = Object.keys(stage.crowd.figures.answers).filter((one) => !HONEST.has(one))
    const unwell = suffered.filter((one) => one.well_ms > WELL_WITHIN_MS).map((one) => one.fault)
    const figures = await figuresOf(stage, rounds, async () => {
      const missed: string[] = []
      for (const [variant, fault] of TEETH)
        missed.push(
          ...(await findMissed([variant], (broken) => strike(broken, faultNamed(fault), 2), {
            proxied: true,
            clients,
          })),
        )
      return missed
    })
    return {
      ...figures,
      ok: figures.ok && dishonest.length === 0 && unwell.length === 0 && cuts > 0,
      dishonest,
      cuts,
      unwell,
      well_ms_worst: Math.max(...suffered.map((one) => one.well_ms)),
    }
  } finally {
    await stage.close()
  }
}
