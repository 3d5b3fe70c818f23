export { policiesModule } from './policies.module.ts'
