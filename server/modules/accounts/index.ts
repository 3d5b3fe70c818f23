export type { Duty } from './account.ts'
export { maskName, maskPhone, normaliseSignInName } from './account.ts'
export { accountsModule, doorkeeperOf } from './accounts.module.ts'
export {
  type Address,
  findAddress,
  findAddresses,
  findByName,
  findNicknames,
  findPeople,
  listAddresses,
  type Person,
} from './accounts.sql.ts'
export {
  FOLLOWS_TOLD,
  type FollowNews,
  keepFollows,
  type MovedFollow,
} from './kept-follows.ts'
export { register } from './register.ts'
