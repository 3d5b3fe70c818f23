export { catalogModule } from './catalog.module.ts'
