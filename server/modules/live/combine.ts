/**
 * Gathers what callers ask while the last batch is under way and does it in one go; each caller gets its own answer.
 * With one caller there is no waiting. `work` answers in the order asked; when it fails, all of that batch fail.
 */
export function combine<Ask, Answer>(
  work: (asks: Ask[]) => Promise<Answer[]>,
  { most = 500, queue = 20_000, full }: { most?: number; queue?: number; full: () => Error },
): (ask: Ask) => Promise<Answer> {
  type Waiting = { ask: Ask; give: (answer: Answer) => void; fail: (error: unknown) => void }
  const waiting: Waiting[] = []
  let busy = false
  const run = async () => {
    busy = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, most)
      try {
        const answers = await work(batch.map(({ ask }) => ask))
        batch.forEach(({ give }, index) => {
          give(answers[index] as Answer)
        })
      } catch (error) {
        for (const { fail } of batch) fail(error)
      }
    }
    busy = false
  }
  return (ask) => {
    if (waiting.length >= queue) return Promise.reject(full())
    return new Promise((give, fail) => {
      waiting.push({ ask, give, fail })
      if (!busy) void run()
    })
  }
}
