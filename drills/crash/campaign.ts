import { type CrashStage, openCrashStage, type StageWish } from './stage.ts'

/** A number from the command line: `--rounds 20`. */
export function numberOf(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(name)
  const value = at < 0 ? otherwise : Number(args[at + 1])
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} wants a whole number`)
  return value
}

/** Runs one fault again and again under a flash sale; the figures of a drill. `--rounds N`, three when not said. */
export async function campaign(
  args: readonly string[],
  fault: (stage: CrashStage) => Promise<void>,
  wish: Omit<StageWish, 'rounds'> = {},
) {
  const rounds = numberOf(args, '--rounds', 3)
  const stage = await openCrashStage({
    ...wish,
    rounds,
    clients: numberOf(args, '--clients', 128),
  })
  try {
    for (let count = 1; count <= rounds; count++) {
      await fault(stage)
      console.error(
        `round ${count}: ${stage.crowd.acknowledged()} orders, back after ${Math.round(stage.back_ms().at(-1) ?? 0)} ms, ${stage.resolved()} resolved`,
      )
    }
    const sorted = stage.back_ms().toSorted((one, other) => one - other)
    return {
      ...(await figuresOf(stage, rounds)),
      back_ms_median: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
      back_ms_worst: Math.round(sorted.at(-1) ?? 0),
      served_meanwhile: stage.served_meanwhile(),
    }
  } finally {
    await stage.close()
  }
}

/** Stops the servers, holds what buyers saw against the rows, runs every invariant. */
export async function figuresOf(
  stage: Pick<CrashStage, 'check' | 'bites' | 'crowd' | 'stop' | 'verify' | 'resolved'>,
  rounds: number,
) {
  const { acknowledged, paid, ...wrong } = await stage.check()
  const { hung, unpolite, answers, refusals, slowest_ms } = stage.crowd.figures
  const missed = Object.entries(await stage.bites()).flatMap(([name, seen]) => (seen ? [] : [name]))
  await stage.stop()
  const { invariants, violations, said } = await stage.verify()
  if (violations > 0) console.error(said)
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
