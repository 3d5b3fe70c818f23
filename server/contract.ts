import { accountsContract } from './modules/accounts/accounts.contract.ts'
import { aftersalesContract } from './modules/aftersales/aftersales.contract.ts'
import { allianceContract } from './modules/alliance/alliance.contract.ts'
import { campaignsContract } from './modules/alliance/campaigns.contract.ts'
import { samplesContract } from './modules/alliance/samples.contract.ts'
import { catalogContract } from './modules/catalog/catalog.contract.ts'
import { historyContract } from './modules/history/history.contract.ts'
import { inventoryContract } from './modules/inventory/inventory.contract.ts'
import { ledgerContract } from './modules/ledger/ledger.contract.ts'
import { liveContract } from './modules/live/live.contract.ts'
import { ordersContract } from './modules/orders/orders.contract.ts'
import { paymentsContract } from './modules/payments/payments.contract.ts'
import { providerAccountsContract } from './modules/payments/provider-accounts.contract.ts'
import { reconciliationContract } from './modules/payments/reconciliation.contract.ts'
import { policiesContract } from './modules/policies/policies.contract.ts'
import { promotionsContract } from './modules/promotions/promotions.contract.ts'
import { depositsContract } from './modules/settlement/deposits.contract.ts'
import { settlementContract } from './modules/settlement/settlement.contract.ts'
import { shippingContract } from './modules/shipping/shipping.contract.ts'
import { shopsContract } from './modules/shops/shops.contract.ts'
import { systemContract } from './system.contract.ts'

/** Everything the platform answers, by `METHOD /path`. Web apps import the type of it, never the value. */
export const platformContract = {
  ...systemContract,
  ...accountsContract,
  ...policiesContract,
  ...shopsContract,
  ...catalogContract,
  ...inventoryContract,
  ...allianceContract,
  ...campaignsContract,
  ...samplesContract,
  ...liveContract,
  ...promotionsContract,
  ...ledgerContract,
  ...paymentsContract,
  ...providerAccountsContract,
  ...reconciliationContract,
  ...ordersContract,
  ...shippingContract,
  ...aftersalesContract,
  ...settlementContract,
  ...depositsContract,
  ...historyContract,
}
export type PlatformContract = typeof platformContract
