export { ledgerModule } from './ledger.module.ts'
