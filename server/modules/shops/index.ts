export { mayManage, shopNotOpen } from './shop.ts'
export { shopOpened, shopSuspended } from './shops.events.ts'
export { shopsModule } from './shops.module.ts'
export { findRole } from './shops.sql.ts'
