export { addStock } from './change-stock.ts'
export { closeFlash, closeFlashOfRoom, flashOffersOf, openFlash } from './flash.ts'
export { flashChanged, stockChanged } from './inventory.events.ts'
export { inventoryModule } from './inventory.module.ts'
export { readShelf } from './inventory.sql.ts'
export { claimStock, releaseStock, reserveMany, reserveStock, restock } from './reserve-stock.ts'
export {
  allot,
  type FlashOffer,
  flashNotOpen,
  isFlashOpen,
  outOfStock,
  takingKey,
  type WantedLine,
  type Wish,
  whenOpen,
} from './stock.ts'
