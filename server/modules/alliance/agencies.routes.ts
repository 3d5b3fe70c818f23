import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { agenciesContract } from './agencies.contract.ts'
import { type Agreement, findAgency, listAgreements, saveAgency } from './agencies.sql.ts'
import { acceptInvitation, giveNotice, inviteCreator, refuseInvitation } from './agree.ts'

export const agenciesRoutes =
  ({ db }: Context) =>
  (http: HttpApp) => {
    const shown = async (account_id: string, id: string) =>
      (await listAgreements(db, account_id, id))[0] as Agreement
    return http.serve(
      agenciesContract,
      {
        'GET /v1/me/agency': async ({ account_id }) => ({
          name: (await findAgency(db, account_id))?.name ?? null,
        }),
        'PUT /v1/me/agency': async ({ account_id, body, now }) => {
          await saveAgency(db, account_id, body.name, now)
          return body
        },
        'GET /v1/me/agreements': async ({ account_id }) => ({
          data: await listAgreements(db, account_id),
        }),
        'POST /v1/me/agreements': async ({ account_id, body, now }) => {
          const wish = { ...body, share_ppm: BigInt(body.share_ppm) }
          return shown(account_id, await inviteCreator(db, wish, { account_id, now }))
        },
        'POST /v1/me/agreements/:agreement_id/acceptance': async ({ account_id, params, now }) =>
          shown(account_id, await acceptInvitation(db, params.agreement_id, { account_id, now })),
        'POST /v1/me/agreements/:agreement_id/refusal': async ({ account_id, params, now }) =>
          shown(account_id, await refuseInvitation(db, params.agreement_id, { account_id, now })),
        'POST /v1/me/agreements/:agreement_id/notice': async ({ account_id, params, now }) =>
          shown(account_id, await giveNotice(db, params.agreement_id, { account_id, now })),
      },
      'alliance',
    )
  }
