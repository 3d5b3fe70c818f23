import type { Context } from '../../platform/context.ts'
import type { Sweep } from '../../platform/deadlines.ts'
import { demandDaily } from './deposit-demand.ts'
import { postFillings } from './deposit-from-sales.ts'
import { endGrace } from './deposit-grace.ts'
import { endRefundWaits, takeRefundsBack } from './deposit-refund.ts'

/** What goes on with deposits by the clock, besides posting what was paid. */
export const depositSweeps = ({ db, wake }: Context): Sweep[] => {
  const sweep = (
    name: string,
    every_ms: number,
    work: (db: Context['db'], now: Date) => Promise<number>,
  ): Sweep => ({
    name: `settlement.${name}`,
    every_ms,
    sweep: async (now) => {
      const dealt = await work(db, now)
      if (dealt > 0) wake()
      return dealt
    },
  })
  return [
    sweep('deposit_fillings', 2_000, postFillings),
    sweep('deposit_demands', 60_000, demandDaily),
    sweep('deposit_grace', 10_000, endGrace),
    sweep('deposit_refunds', 10_000, endRefundWaits),
    sweep('deposit_refund_returns', 2_000, takeRefundsBack),
  ]
}
