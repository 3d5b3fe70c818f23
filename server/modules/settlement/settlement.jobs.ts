import type { Context } from '../../platform/context.ts'
import type { Sweep } from '../../platform/deadlines.ts'
import { postDeposits } from './deposits.ts'
import { postPayoutReturns } from './payouts.ts'
import { recoverDebts } from './recover-debts.ts'
import { releaseReserves } from './reserves.ts'
import { postReversals } from './reverse-shares.ts'
import { lapseRuns } from './run-payouts.ts'
import { sendShares } from './send-shares.ts'
import { settleDue } from './settle-lines.ts'
import { makeStatements } from './statements.ts'
import { takeBack } from './take-back.ts'
import { allocate } from './take-in.ts'

/** What goes on by the clock: money in, money back, shares out, statements. */
export const settlementSweeps = ({ db, wake, config }: Context): Sweep[] => [
  { name: 'settlement.allocate', every_ms: 500, sweep: (now) => allocate(db, now) },
  { name: 'settlement.refunds', every_ms: 500, sweep: (now) => takeBack(db, now) },
  { name: 'settlement.settle', every_ms: 1_000, sweep: (now) => settleDue(db, now) },
  { name: 'settlement.reserves', every_ms: 5_000, sweep: (now) => releaseReserves(db, now) },
  {
    name: 'settlement.deposits',
    every_ms: 500,
    sweep: async (now) => {
      const posted = await postDeposits(db, now)
      if (posted > 0) wake()
      return posted
    },
  },
  {
    name: 'settlement.shares',
    every_ms: 5_000,
    sweep: (now) => sendShares(db, config.payout_release_up_to, now),
  },
  {
    name: 'settlement.payout_returns',
    every_ms: 1_000,
    sweep: (now) => postPayoutReturns(db, now),
  },
  { name: 'settlement.reversals', every_ms: 2_000, sweep: (now) => postReversals(db, now) },
  { name: 'settlement.debts', every_ms: 60_000, sweep: (now) => recoverDebts(db, now) },
  { name: 'settlement.runs', every_ms: 60_000, sweep: (now) => lapseRuns(db, now) },
  { name: 'settlement.statements', every_ms: 60_000, sweep: (now) => makeStatements(db, now) },
]
