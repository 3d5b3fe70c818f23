export { shopsModule } from './shops.module.ts'
