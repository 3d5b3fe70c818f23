export { inventoryModule } from './inventory.module.ts'
