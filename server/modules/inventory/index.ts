export { closeFlash, closeFlashOfRoom, flashOffersOf, openFlash } from './flash.ts'
export { flashChanged, stockChanged } from './inventory.events.ts'
export { inventoryModule } from './inventory.module.ts'
export { claimStock, releaseStock, reserveMany, reserveStock, restock } from './reserve-stock.ts'
export {
  type FlashOffer,
  flashNotOpen,
  isFlashOpen,
  outOfStock,
  type WantedLine,
  type Wish,
} from './stock.ts'
