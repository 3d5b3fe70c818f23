import type { Context } from '../../platform/context.ts'
import type { Sweep } from '../../platform/deadlines.ts'
import { expireUnpaid, expireUnshipped } from './cancel-order.ts'
import { applyPayments } from './pay-orders.ts'
import { assumeReceipts } from './receive-order.ts'
import { cancelOverdueRests } from './ship-order.ts'

/** What happens to orders by the clock. */
export const ordersSweeps = ({ db }: Context): Sweep[] => [
  { name: 'orders.payments', every_ms: 150, sweep: (now) => applyPayments(db, now) },
  { name: 'orders.unpaid', every_ms: 2_000, sweep: (now) => expireUnpaid(db, now) },
  { name: 'orders.unshipped', every_ms: 30_000, sweep: (now) => expireUnshipped(db, now) },
  { name: 'orders.rests', every_ms: 30_000, sweep: (now) => cancelOverdueRests(db, now) },
  { name: 'orders.receipts', every_ms: 30_000, sweep: (now) => assumeReceipts(db, now) },
]
