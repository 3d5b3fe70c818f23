export { type ChainCheck, verifyChain } from './chain.ts'
export {
  type AccountKind,
  type AccountRef,
  type OwnerKind,
  outside,
  platformAccount,
} from './chart.ts'
export { ledgerModule } from './ledger.module.ts'
export { type Balance, balancesOf, type EntriesOf, type EntryRow } from './ledger.sql.ts'
export { type Entry, type Journal, post } from './post.ts'
export { type Rebuilt, rebuildBalances } from './rebuild-balances.ts'
export { reverse } from './reverse.ts'
