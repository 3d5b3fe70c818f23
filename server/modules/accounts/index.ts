export type { Duty } from './account.ts'
export { maskName, maskPhone, normaliseSignInName } from './account.ts'
export { accountsModule, doorkeeperOf } from './accounts.module.ts'
export {
  type Address,
  findAddress,
  findByName,
  findPeople,
  listAddresses,
  type Person,
} from './accounts.sql.ts'
export { register } from './register.ts'
