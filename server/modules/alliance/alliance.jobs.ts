import { type Db, inTransaction } from '../../platform/db.ts'
import type { Sweep } from '../../platform/deadlines.ts'
import { endDueAgreements } from './agree.ts'
import { writeDue } from './change-plan.ts'

/** What happens to promises by the clock. */
export const allianceSweeps = (db: Db): Sweep[] => [
  {
    name: 'alliance.notices',
    every_ms: 10_000,
    sweep: (now) => inTransaction(db, (tx) => writeDue(tx, null, now)),
  },
  { name: 'alliance.agreements', every_ms: 30_000, sweep: (now) => endDueAgreements(db, now) },
]
