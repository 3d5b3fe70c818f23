export { allianceModule } from './alliance.module.ts'
