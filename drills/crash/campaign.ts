import { type Broken, broken } from '../broken/variants.ts'
import type { Verdict } from './check-orders.ts'
import { type CrashStage, openCrashStage, type StageWish } from './stage.ts'

/** So often a fault is tried on a broken server before it counts as missed. */
const BITES = 8

/** A number from the command line: `--rounds 20`. */
export function numberOf(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(name)
  const value = at < 0 ? otherwise : Number(args[at + 1])
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} wants a whole number`)
  return value
}

/** What a drill does in one round. */
export type Fault = (stage: CrashStage) => Promise<void>

/**
 * The test of the test: servers that are broken on purpose, each on a stage of its own, treated by the same fault until the
 * same check sees what is wrong with them. Returns those it did not see.
 */
export async function findMissed(
  teeth: readonly string[],
  fault: Fault,
  wish: Omit<StageWish, 'rounds'>,
): Promise<string[]> {
  const missed: string[] = []
  for (const name of teeth) {
    const began = performance.now()
    const { verdict, rounds } = await bite(broken(name), fault, wish)
    if (!isSeen(broken(name), verdict)) missed.push(name)
    const words = broken(name).shows.map((what) => `${verdict[what]} ${what}`)
    console.error(
      `${name}: ${words.join(', ')} of ${verdict.acknowledged} in ${rounds} rounds (${((performance.now() - began) / 1_000).toFixed(1)} s)`,
    )
  }
  return missed
}

const isSeen = ({ shows }: Broken, verdict: Verdict): boolean =>
  shows.some((what) => verdict[what] > 0)

async function bite(
  variant: Broken,
  fault: Fault,
  wish: Omit<StageWish, 'rounds'>,
): Promise<{ verdict: Verdict; rounds: number }> {
  const stage = await openCrashStage({ ...wish, rounds: 1, broken: variant })
  try {
    for (let rounds = 1; ; rounds++) {
      await fault(stage)
      const verdict = await stage.checkNow()
      if (isSeen(variant, verdict) || rounds === BITES) return { verdict, rounds }
    }
  } finally {
    await stage.close()
  }
}

/** Runs one fault again and again under a flash sale; the figures of a drill. `--rounds N`, three when not said. */
export async function campaign(
  args: readonly string[],
  { fault, teeth, ...wish }: Omit<StageWish, 'rounds'> & { fault: Fault; teeth: readonly string[] },
) {
  const rounds = numberOf(args, '--rounds', 3)
  const clients = numberOf(args, '--clients', 128)
  const stage = await openCrashStage({ ...wish, rounds, clients })
  try {
    for (let count = 1; count <= rounds; count++) {
      await fault(stage)
      console.error(
        `round ${count}: ${stage.crowd.acknowledged()} orders, back after ${Math.round(stage.back_ms().at(-1) ?? 0)} ms, ${stage.resolved()} resolved`,
      )
    }
    const sorted = stage.back_ms().toSorted((one, other) => one - other)
    return {
      ...(await figuresOf(stage, rounds, () => findMissed(teeth, fault, { ...wish, clients }))),
      back_ms_median: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
      back_ms_worst: Math.round(sorted.at(-1) ?? 0),
      ...(wish.servers === undefined ? {} : { served_meanwhile: stage.served_meanwhile() }),
    }
  } finally {
    await stage.close()
  }
}

/** Stops the servers, holds what buyers saw against the rows, runs every invariant. */
export async function figuresOf(
  stage: Pick<CrashStage, 'check' | 'bites' | 'crowd' | 'stop' | 'verify' | 'resolved'>,
  rounds: number,
  teeth: () => Promise<string[]>,
) {
  const { acknowledged, paid, ...wrong } = await stage.check()
  const { hung, unpolite, answers, refusals, slowest_ms } = stage.crowd.figures
  const lies = Object.entries(await stage.bites()).flatMap(([name, seen]) => (seen ? [] : [name]))
  await stage.stop()
  const { invariants, violations, said } = await stage.verify()
  if (violations > 0) console.error(said)
  const missed = [...lies, ...(await teeth())]
  return {
    ok:
      Object.values(wrong).every((count) => count === 0) &&
      violations === 0 &&
      missed.length === 0 &&
      hung === 0 &&
      unpolite === 0 &&
      (answers['500'] ?? 0) === 0,
    rounds,
    acknowledged,
    ...wrong,
    unknown_resolved: stage.resolved(),
    teeth: missed.length === 0 ? 'caught' : `missed ${missed.join(', ')}`,
    paid,
    answers,
    refusals,
    hung,
    slowest_ms,
    invariants,
    violations,
  }
}
