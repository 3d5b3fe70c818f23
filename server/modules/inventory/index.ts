export { addStock } from './change-stock.ts'
export { closeFlash, closeFlashOfRoom, flashOffersOf, openFlash } from './flash.ts'
export { flashChanged, stockChanged } from './inventory.events.ts'
export { inventoryModule } from './inventory.module.ts'
export { claimStock, releaseStock, reserveMany, reserveStock, restock } from './reserve-stock.ts'
export {
  type FlashOffer,
  flashLimit,
  flashNotOpen,
  flashOverlaps,
  flashSoldOut,
  isFlashOpen,
  outOfStock,
  stockInUse,
  type WantedLine,
  type Wish,
} from './stock.ts'
