import { readId } from '../../server/kernel/ids.ts'
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts'
import type { Fault } from './faults.ts'
import { type CrashStage, openCrashStage, type StageWish } from './stage.ts'

type Speed = { per_s: number; median_ms: number; busy: number }
export type Suffered = {
  fault: string
  /** Answers a second and their median while it lasted. */
  per_s: number
  median_ms: number
  busy: number
  /** From its end until the crowd was served as before. */
  well_ms: number
}
/** Who is not well again after this long is not coming back by himself. */
const WELL_WITHIN_MS = 10_000
const LOOK_MS = 400

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** A stage whose database stands behind a proxy of faults; what it does without any is the measure of being well. */
export async function openSlowStage(wish: StageWish) {
  let proxy: FaultProxy | undefined
  const stage = await openCrashStage({
    ...wish,
    quiet: true,
    between: async (database_url) => {
      proxy = await openFaultProxy(database_url)
      return proxy
    },
  })
  const speed = watchSpeed(stage)
  let calm: Speed | undefined
  return {
    ...stage,
    cuts: () => proxy?.cuts() ?? 0,
    /** The crowd without a fault. */
    measureCalm: async (seconds = 3): Promise<Speed> => {
      let seen: Speed | undefined
      await stage.round(
        async () => {
          speed()
          await pause(seconds * 1_000)
          seen = speed()
        },
        async () => {},
      )
      calm = seen as Speed
      return calm
    },
    /** One fault in the middle of a sale, for so long, and the time until nobody feels it any more. */
    suffer: async (fault: Fault, seconds: number): Promise<Suffered> => {
      if (!calm) throw new Error('measure the calm first')
      const usual = calm
      let during: Speed | undefined
      let end = async () => {}
      let well_ms = Number.POSITIVE_INFINITY
      await stage.round(
        async () => {
          speed()
          end = await fault.begin({
            proxy: proxy as FaultProxy,
            database_url: stage.database_url,
            sku_id: readId('sku', stage.market.hot.id) as string,
          })
          await pause(seconds * 1_000)
          during = speed()
        },
        async () => {
          await end()
          const ended_at = performance.now()
          while (performance.now() < ended_at + 2 * WELL_WITHIN_MS) {
            speed()
            const since = performance.now()
            await pause(LOOK_MS)
            if (!isWell(speed(), usual)) continue
            well_ms = since - ended_at
            break
          }
        },
      )
      const { per_s, median_ms, busy } = during as Speed
      return { fault: fault.name, per_s, median_ms, busy, well_ms: Math.round(well_ms) }
    },
  }
}
export type SlowStage = Awaited<ReturnType<typeof openSlowStage>>

export const isLateWell = ({ well_ms }: Suffered): boolean => well_ms > WELL_WITHIN_MS

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
