import type { Context, Module } from '../../platform/context.ts'
import { provideParcels } from '../orders/index.ts'
import { shippingInvariants } from './shipping.invariants.ts'
import { shippingRoutes } from './shipping.routes.ts'
import { shownParcels } from './shipping.sql.ts'
import { flagSilentParcels } from './track-parcel.ts'

export const shippingModule = (context: Context): Module => {
  provideParcels(async (db, order_id) =>
    (await shownParcels(db, { order_id })).map((parcel) => ({
      ...parcel,
      events: parcel.events.map((one) => ({ ...one, happened_at: new Date(one.happened_at) })),
    })),
  )
  return {
    name: 'shipping',
    routes: shippingRoutes(context),
    sweeps: [
      {
        name: 'shipping.silent_carriers',
        every_ms: 30_000,
        sweep: (now) => flagSilentParcels(context.db, now),
      },
    ],
    invariants: shippingInvariants,
  }
}
