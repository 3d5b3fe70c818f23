import { readId } from '../../server/kernel/ids.ts'
import { FAULTS, type Fault } from './faults.ts'
import type { CrashStage } from './stage.ts'

type Speed = { per_s: number; median_ms: number; busy: number }
export type Suffered = {
  fault: string
  /** Answers a second and their median while it lasted, and how often "busy" was said. */
  during: Speed
  /** From its end until the crowd was served as before. */
  well_ms: number
}
/** Who is not well again after this long is not coming back by himself. */
export const WELL_WITHIN_MS = 10_000
const LOOK_MS = 400

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

export function faultNamed(name: string): Fault {
  const found = FAULTS.find((one) => one.name === name)
  if (!found) throw new Error(`there is no fault "${name}"`)
  return found
}

/** One fault of a slow or silent database in the middle of a sale, for so long. */
export async function strike(
  stage: CrashStage,
  fault: Fault,
  seconds: number,
  { before = () => {}, after = async () => {} } = {},
): Promise<void> {
  let end = async () => {}
  await stage.round(
    async () => {
      before()
      end = await fault.begin({
        proxy: stage.proxy(),
        database_url: stage.database_url,
        sku_id: readId('sku', stage.market.hot.id) as string,
      })
      await pause(seconds * 1_000)
    },
    async () => {
      await end()
      await after()
    },
  )
}

/** What a crowd does without any fault is the measure of being well after one. */
export async function watchHealth(stage: CrashStage) {
  const look = watchSpeed(stage)
  let calm: Speed | undefined
  await stage.round(
    async () => {
      look()
      await pause(3_000)
      calm = look()
    },
    async () => {},
  )
  const usual = calm as Speed
  return {
    usual,
    suffer: async (fault: Fault, seconds: number): Promise<Suffered> => {
      let during: Speed | undefined
      let well_ms = Number.POSITIVE_INFINITY
      await strike(stage, fault, seconds, {
        before: look,
        after: async () => {
          during = look()
          const ended_at = performance.now()
          while (performance.now() < ended_at + 2 * WELL_WITHIN_MS) {
            look()
            const since = performance.now()
            await pause(LOOK_MS)
            if (!isWell(look(), usual)) continue
            well_ms = Math.round(since - ended_at)
            break
          }
        },
      })
      return { fault: fault.name, during: during as Speed, well_ms }
    },
  }
}

const isWell = (now: Speed, usual: Speed): boolean =>
  now.busy === 0 && now.per_s >= 0.4 * usual.per_s && now.median_ms <= 3 * usual.median_ms + 50

/** Each look tells what happened since the one before. */
function watchSpeed({ crowd }: CrashStage): () => Speed {
  let answers: { ms: number; status: number }[] = []
  let since = performance.now()
  crowd.listen((ms, status) => answers.push({ ms, status }))
  return () => {
    const now = performance.now()
    const served = answers.filter(({ status }) => status === 201 || status === 409)
    const sorted = served.map(({ ms }) => ms).sort((one, other) => one - other)
    const speed = {
      per_s: Math.round((served.length * 1_000) / (now - since)),
      median_ms: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
      busy: answers.filter(({ status }) => status === 503).length,
    }
    answers = []
    since = now
    return speed
  }
}
