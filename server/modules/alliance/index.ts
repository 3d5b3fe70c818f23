export { allianceModule } from './alliance.module.ts'
export { commissionsFor } from './alliance.sql.ts'
