import { figuresOf, numberOf } from './crash/campaign.ts'
import { FAULTS } from './crash/faults.ts'
import { isLateWell, openSlowStage, type Suffered } from './crash/slow.ts'

/** What may be answered while the database is slow or silent; anything else is a guess or a lie. */
const HONEST = new Set(['201', '409', '429', '503'])

/**
 * Between server and database stands a proxy that delays, narrows, stops, resets and cuts off commits, or a stranger holds
 * the hot row: `--rounds N` times each fault, `--seconds S` long. Every answer is honest and none hangs; afterwards
 * everything unknown is cleared up by the same key, and the server is as fast as before.
 */
export async function drill(args: string[]): Promise<Record<string, unknown>> {
  const rounds = numberOf(args, '--rounds', 1)
  const seconds = numberOf(args, '--seconds', 5)
  const stage = await openSlowStage({
    rounds: rounds * FAULTS.length,
    clients: numberOf(args, '--clients', 96),
  })
  try {
    const calm = await stage.measureCalm()
    console.error(`calm: ${calm.per_s} answers a second, median ${calm.median_ms} ms`)
    const suffered: Suffered[] = []
    for (let count = 1; count <= rounds; count++)
      for (const fault of FAULTS) {
        const one = await stage.suffer(fault, seconds)
        suffered.push(one)
        console.error(
          `${one.fault}: ${one.per_s} answers a second, median ${one.median_ms} ms, ${one.busy} × busy; well again after ${one.well_ms} ms; ${stage.resolved()} resolved`,
        )
      }
    const figures = await figuresOf(stage, rounds)
    const dishonest = Object.keys(stage.crowd.figures.answers).filter((one) => !HONEST.has(one))
    const unwell = suffered.filter(isLateWell).map((one) => one.fault)
    return {
      ...figures,
      ok: figures.ok && dishonest.length === 0 && unwell.length === 0 && stage.cuts() > 0,
      dishonest,
      cuts: stage.cuts(),
      unwell,
      well_ms_worst: Math.max(...suffered.map((one) => one.well_ms)),
    }
  } finally {
    await stage.close()
  }
}
