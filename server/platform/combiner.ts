import { makeTurns } from './turns.ts'

/**
 * Group commit: gathers what callers ask while the last batch is under way and does it in one go; each caller gets its
 * own answer. With nobody waiting a caller is served at once and alone, so an idle platform pays nothing for it.
 */
export type Combiner<Ask, Answer> = {
  /** Refused with `full` when too many wait already. */
  ask: (ask: Ask) => Promise<Answer>
  /** How many wait for their batch, those under way not counted. */
  waiting: () => number
  /** Resolves when nobody waits and nothing is under way. */
  idle: () => Promise<void>
}

export type CombinerOptions<Ask, Answer> = {
  /** Answers in the order asked. An `Error` in place of an answer is that caller's alone. */
  work: (asks: readonly Ask[]) => Promise<(Answer | Error)[]>
  /** Lanes take turns, and lanes within them: who stands in a short one does not wait for a long one. */
  laneOf?: (ask: Ask) => readonly string[]
  /** The largest batch ever; the size in use follows what batches take. */
  most?: number
  /** Above this many milliseconds a batch, batches become smaller; well below, larger again. */
  batch_ms?: number
  /** Batches under way at the same time. A further one begins only when so many wait that it is worth it. */
  at_once?: number
  /** How many may wait; the next one is refused. */
  queue?: number
  /** Who has waited so long is refused instead of served: nobody listens any more. */
  patience_ms?: number
  /** The refusal: so many are ahead, and after so many milliseconds it is worth asking again. */
  full: (ahead: number, retry_after_ms: number) => Error
  /**
   * True for an error that one member may have brought upon the whole batch: then the batch is halved until the
   * culprit stands alone. `work` must be safe to repeat for this. Default: nobody's, all of the batch fail.
   */
  isOnes?: (error: unknown) => boolean
}

type Waiting<Ask, Answer> = {
  ask: Ask
  since: number
  give: (answer: Answer) => void
  fail: (error: unknown) => void
}

/** Never smaller: a batch costs its round trips whatever its size, so a slow database wants larger ones, not tiny ones. */
const LEAST = 64
/** A batch beside another needs so many: small ones would only take the work from each other. */
const WORTH_IT = 128

export function makeCombiner<Ask, Answer>(
  options: CombinerOptions<Ask, Answer>,
): Combiner<Ask, Answer> {
  const { work, full, laneOf = () => [], isOnes = () => false } = options
  const { most = 256, batch_ms = 250, at_once = 1, queue = 10_000, patience_ms = 15_000 } = options
  const turns = makeTurns<Waiting<Ask, Answer>>()
  let under_way = 0
  let size = most
  /** Served a millisecond, over the last batches. */
  let pace = 1
  let resting: (() => void)[] = []

  const serve = async (batch: readonly Waiting<Ask, Answer>[]): Promise<void> => {
    try {
      const answers = await work(batch.map(({ ask }) => ask))
      for (const [place, { give, fail }] of batch.entries()) {
        const answer = answers[place]
        if (answer instanceof Error) fail(answer)
        else give(answer as Answer)
      }
    } catch (error) {
      if (batch.length === 1 || !isOnes(error)) for (const { fail } of batch) fail(error)
      else {
        const half = batch.length >> 1
        await serve(batch.slice(0, half))
        await serve(batch.slice(half))
      }
    }
  }

  const run = async (): Promise<void> => {
    under_way += 1
    while (turns.size() > 0 && (under_way === 1 || turns.size() >= WORTH_IT)) {
      const begun = performance.now()
      const batch = turns.take(size)
      const patient = batch.filter(({ since, fail }) => {
        if (begun - since <= patience_ms) return true
        fail(full(turns.size(), retryAfter(turns.size())))
        return false
      })
      if (patient.length > 0) await serve(patient)
      const took = Math.max(performance.now() - begun, 0.05)
      pace += (patient.length / took - pace) / 8
      if (took > batch_ms) size = Math.max(LEAST, Math.floor(size * 0.8))
      else if (took < batch_ms / 2 && batch.length >= size)
        size = Math.min(most, Math.ceil(size * 1.25))
    }
    under_way -= 1
    if (under_way === 0) {
      for (const rest of resting) rest()
      resting = []
    }
  }

  const retryAfter = (ahead: number): number =>
    Math.min(10_000, Math.max(200, Math.round(ahead / Math.max(pace, 0.01))))

  return {
    ask: (ask) => {
      const ahead = turns.size()
      if (ahead >= queue) return Promise.reject(full(ahead, retryAfter(ahead)))
      return new Promise((give, fail) => {
        turns.add(laneOf(ask), { ask, since: performance.now(), give, fail })
        if (under_way === 0 || (under_way < at_once && turns.size() >= WORTH_IT)) void run()
      })
    },
    waiting: turns.size,
    idle: () =>
      under_way === 0 ? Promise.resolve() : new Promise((rest) => void resting.push(rest)),
  }
}
