export { settlementModule } from './settlement.module.ts'
export { nothingReturned, type Shares, shareOut } from './shares.ts'
