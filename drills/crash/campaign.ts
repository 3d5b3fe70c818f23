import { type CrashStage, openCrashStage } from './stage.ts'

/** Runs one fault again and again under load; the figures of a drill. `--rounds N`, three when not said. */
export async function campaign(
  args: readonly string[],
  fault: (stage: CrashStage) => Promise<void>,
): Promise<Record<string, unknown>> {
  const at = args.indexOf('--rounds')
  const rounds = at < 0 ? 3 : Number(args[at + 1])
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds wants a whole number')
  const stage = await openCrashStage({ rounds })
  try {
    for (let count = 1; count <= rounds; count++) {
      await fault(stage)
      console.error(
        `round ${count}: ${stage.buyers.acknowledged()} orders, back after ${Math.round(stage.back_ms().at(-1) ?? 0)} ms`,
      )
    }
    const verdict = await stage.check()
    const caught = await stage.bites()
    const missed = Object.entries(caught).flatMap(([name, seen]) => (seen ? [] : [name]))
    const { hung, unpolite, answers } = stage.buyers.figures
    await stage.stop()
    const { invariants, violations, said } = await stage.verify()
    if (violations > 0) console.error(said)
    const sorted = stage.back_ms().toSorted((one, other) => one - other)
    const { acknowledged, paid, ...wrong } = verdict
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
      paid,
      ...wrong,
      unknown_resolved: stage.resolved(),
      answers,
      hung,
      back_ms_median: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
      back_ms_worst: Math.round(sorted.at(-1) ?? 0),
      teeth: missed.length === 0 ? 'caught' : `missed ${missed.join(', ')}`,
      invariants,
      violations,
    }
  } finally {
    await stage.close()
  }
}
