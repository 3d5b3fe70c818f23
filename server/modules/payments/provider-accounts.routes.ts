import { notAllowed } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { findRole } from '../shops/index.ts'
import { chooseSending } from './automatic-payees.ts'
import { listForStaff, listProviderAccounts } from './list-provider-accounts.ts'
import { endProviderAccount, namable, nameProviderAccount } from './name-provider-account.ts'
import type { Providers } from './provider.ts'
import type { AccountOwner } from './provider-account.ts'
import { providerAccountsContract } from './provider-accounts.contract.ts'
import { disableProviderAccount, verifyProviderAccount } from './verify-provider-account.ts'

const shop = ({ shop_id }: { shop_id: string }): AccountOwner => ({
  owner_kind: 'shop',
  owner_id: shop_id,
})
const person = (account_id: string): AccountOwner => ({
  owner_kind: 'account',
  owner_id: account_id,
})

export const providerAccountsRoutes = (
  { db, wake }: Pick<Context, 'db' | 'wake'>,
  { providers }: { providers: Providers },
) => {
  const assertOwner = async (shop_id: string, account_id: string) => {
    if ((await findRole(db, shop_id, account_id)) !== 'owner') throw notAllowed({ needs: 'owner' })
  }
  const accountsOf = async (owner: AccountOwner) => ({
    providers: namable(providers),
    data: await listProviderAccounts(db, owner),
  })

  return (http: HttpApp) =>
    http.serve(
      providerAccountsContract,
      {
        'GET /v1/shops/:shop_id/provider-accounts': ({ params }) => accountsOf(shop(params)),
        'POST /v1/shops/:shop_id/provider-accounts': async ({ params, body, account_id, now }) => {
          await assertOwner(params.shop_id, account_id)
          await nameProviderAccount(db, providers, shop(params), body, { account_id, now })
          return accountsOf(shop(params))
        },
        'POST /v1/shops/:shop_id/provider-accounts/:provider_account_id/end': async ({
          params,
          account_id,
          now,
        }) => {
          await assertOwner(params.shop_id, account_id)
          await endProviderAccount(db, shop(params), params.provider_account_id, {
            account_id,
            now,
          })
          wake()
          return accountsOf(shop(params))
        },
        'PUT /v1/shops/:shop_id/provider-accounts/:provider_account_id/sending': async ({
          params,
          body,
          account_id,
          now,
        }) => {
          await assertOwner(params.shop_id, account_id)
          const owner = shop(params)
          await chooseSending(db, owner, params.provider_account_id, body.is_automatic, now)
          return accountsOf(owner)
        },
        'GET /v1/me/provider-accounts': ({ account_id }) => accountsOf(person(account_id)),
        'POST /v1/me/provider-accounts': async ({ body, account_id, now }) => {
          await nameProviderAccount(db, providers, person(account_id), body, { account_id, now })
          return accountsOf(person(account_id))
        },
        'POST /v1/me/provider-accounts/:provider_account_id/end': async ({
          params,
          account_id,
          now,
        }) => {
          await endProviderAccount(db, person(account_id), params.provider_account_id, {
            account_id,
            now,
          })
          wake()
          return accountsOf(person(account_id))
        },
        'PUT /v1/me/provider-accounts/:provider_account_id/sending': async ({
          params,
          body,
          account_id,
          now,
        }) => {
          const owner = person(account_id)
          await chooseSending(db, owner, params.provider_account_id, body.is_automatic, now)
          return accountsOf(owner)
        },
        'GET /v1/provider-accounts': ({ query }) => listForStaff(db, query),
        'POST /v1/provider-accounts/:provider_account_id/verification': async ({
          params,
          account_id,
          now,
        }) => {
          await verifyProviderAccount(db, params.provider_account_id, { account_id, now })
          wake()
          return null
        },
        'POST /v1/provider-accounts/:provider_account_id/disablement': async ({
          params,
          body,
          account_id,
          now,
        }) => {
          await disableProviderAccount(db, params.provider_account_id, body.reason, {
            account_id,
            now,
          })
          wake()
          return null
        },
      },
      'payments',
    )
}
