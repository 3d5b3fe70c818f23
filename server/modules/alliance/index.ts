export { allianceModule } from './alliance.module.ts'
export { readContext, type SaleContext, signContext } from './sale-context.ts'
export { type RoomShown, roomShown } from './sample.events.ts'
export { type PlanKind, type SaleTerms, termsFor, termsKey } from './terms.sql.ts'
