export { productChanged, productLeft, productListed, productPassed } from './catalog.events.ts'
export { catalogModule } from './catalog.module.ts'
export {
  cardsOf,
  type Offer,
  offersFor,
  type Picture,
  type ProductCardRow,
  picturesOf,
  productCards,
  type SkuRow,
  skusOf,
  skusWhere,
} from './catalog.sql.ts'
export { notForSale } from './product.ts'
export { readUpload } from './read-upload.ts'
export { type SavedPicture, savePicture } from './save-picture.ts'
export { GOODS } from './shelf-copies.ts'
export { putGoodsBack, takeGoodsOff } from './stop-goods.ts'
