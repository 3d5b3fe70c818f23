export { type ChainCheck, verifyChain } from './chain.ts'
export {
  type AccountKind,
  type AccountRef,
  CHART,
  type OwnerKind,
  outside,
  platformAccount,
} from './chart.ts'
export { ledgerModule } from './ledger.module.ts'
export { type Balance, balancesOf, type EntriesOf, type EntryRow, entriesOf } from './ledger.sql.ts'
export { belowFloor, type Entry, type Journal, post } from './post.ts'
export { reverse } from './reverse.ts'
