export { depositOf, mayManage, type ShopKind, type ShopState, shopNotOpen } from './shop.ts'
export { shopOpened, shopSuspended } from './shops.events.ts'
export { shopsModule } from './shops.module.ts'
export { findRole, isShopOpen, shopNames } from './shops.sql.ts'
