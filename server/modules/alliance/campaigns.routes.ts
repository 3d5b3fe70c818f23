import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import type { HttpApp } from '../../platform/http.ts'
import { approveItem, dropItem, rejectItem } from './answer-campaign-item.ts'
import { applyToCampaign, withdrawFromCampaign } from './apply-to-campaign.ts'
import { campaignsContract } from './campaigns.contract.ts'
import { listCampaignGoods, listCampaigns, listItems, type ShownItem } from './campaigns.sql.ts'
import { answerChange, askChange } from './change-campaign-item.ts'
import { joinItem, leaveItem } from './join-campaign.ts'
import { LEADER_CUT_PPM, type Leader } from './leader.ts'
import { LAST, newestFirst, patternsOf, withCards } from './listing.ts'
import { closeCampaign, openCampaign } from './open-campaign.ts'
import { findLeader, registerLeader } from './register-leader.ts'

const dress = async (db: Db, found: readonly ShownItem[]) =>
  (await withCards(db, found)).map(
    ({ change_kind: kind, change_commission_ppm, change_deadline_at: deadline_at, ...item }) => ({
      ...item,
      change:
        kind && deadline_at ? { kind, commission_ppm: change_commission_ppm, deadline_at } : null,
    }),
  )

const shownLeader = ({ name, words, since }: Leader) => ({
  name,
  words,
  since,
  leader_cut_ppm: LEADER_CUT_PPM,
})

export const campaignsRoutes =
  ({ db }: Context) =>
  (http: HttpApp) => {
    const one = async (id: string, of: { leader_id: string } | { shop_id: string }) => {
      const [item] = await dress(db, await listItems(db, { ...of, id, before: LAST, limit: 1 }))
      if (!item) throw notFound()
      return item
    }
    http.serve(
      campaignsContract,
      {
        'GET /v1/me/leader': async ({ account_id }) => {
          const leader = await findLeader(db, account_id)
          return leader ? shownLeader(leader) : null
        },
        'PUT /v1/me/leader': async ({ account_id, body, now }) =>
          shownLeader(
            await registerLeader(db, { account_id, name: body.name, words: body.words ?? '', now }),
          ),
        'POST /v1/me/campaigns': async ({ account_id, body, now }) => {
          const id = await openCampaign(db, {
            ...body,
            leader_id: account_id,
            words: body.words ?? '',
            leader_ppm: BigInt(body.leader_ppm),
            min_commission_ppm: BigInt(body.min_commission_ppm),
            applies_until: new Date(body.applies_until),
            ends_at: new Date(body.ends_at),
            now,
          })
          const [made] = await listCampaigns(db, {
            leader_id: account_id,
            id,
            now,
            before: LAST,
            limit: 1,
          })
          return made as NonNullable<typeof made>
        },
        'GET /v1/me/campaigns': ({ account_id, query, now }) =>
          newestFirst(query, (wish) => listCampaigns(db, { ...wish, leader_id: account_id, now })),
        'POST /v1/me/campaigns/:campaign_id/closing': ({ account_id, params, now }) =>
          closeCampaign(db, { id: params.campaign_id, leader_id: account_id, now }).then(
            () => null,
          ),
        'GET /v1/me/campaign-items': async ({ account_id, query }) => {
          const { after, limit, ...wish } = query
          const found = await newestFirst(query, (part) =>
            listItems(db, { ...wish, ...part, leader_id: account_id }),
          )
          return { ...found, data: await dress(db, found.data) }
        },
        'POST /v1/me/campaign-items/:item_id/approval': async ({
          account_id: leader_id,
          params: { item_id: id },
          body: { words = '' },
          now,
        }) => {
          await approveItem(db, { id, leader_id, words, now })
          return one(id, { leader_id })
        },
        'POST /v1/me/campaign-items/:item_id/rejection': async ({
          account_id: leader_id,
          params: { item_id: id },
          body: { words },
          now,
        }) => {
          await rejectItem(db, { id, leader_id, words, now })
          return one(id, { leader_id })
        },
        'POST /v1/me/campaign-items/:item_id/end': async ({
          account_id: leader_id,
          params: { item_id: id },
          body: { words = '' },
          now,
        }) => {
          await dropItem(db, { id, leader_id, words, now })
          return one(id, { leader_id })
        },
        'POST /v1/me/campaign-items/:item_id/change-answer': async ({
          account_id: leader_id,
          params: { item_id: id },
          body: { is_agreed },
          now,
        }) => {
          await answerChange(db, { id, leader_id, is_agreed, now })
          return one(id, { leader_id })
        },
        'GET /v1/shops/:shop_id/campaigns': ({ query, now }) =>
          newestFirst(query, (wish) => listCampaigns(db, { ...wish, leader_id: null, now })),
        'GET /v1/shops/:shop_id/campaign-items': async ({ params, query }) => {
          const { after, limit, ...wish } = query
          const found = await newestFirst(query, (part) =>
            listItems(db, { ...wish, ...part, shop_id: params.shop_id }),
          )
          return { ...found, data: await dress(db, found.data) }
        },
        'POST /v1/shops/:shop_id/campaign-items': async ({ params, body, account_id, now }) => {
          const commission_ppm = BigInt(body.commission_ppm)
          const wish = { ...params, ...body, commission_ppm, by: account_id, now }
          return one(await applyToCampaign(db, wish), params)
        },
        'POST /v1/shops/:shop_id/campaign-items/:item_id/withdrawal': async ({
          params: { shop_id, item_id: id },
          account_id: by,
          now,
        }) => {
          await withdrawFromCampaign(db, { id, shop_id, by, now })
          return one(id, { shop_id })
        },
        'POST /v1/shops/:shop_id/campaign-items/:item_id/changes': async ({
          params: { shop_id, item_id: id },
          body,
          account_id: by,
          now,
        }) => {
          const commission_ppm =
            body.commission_ppm === undefined ? null : BigInt(body.commission_ppm)
          await askChange(db, { id, shop_id, commission_ppm, by, now })
          return one(id, { shop_id })
        },
        'GET /v1/campaign-goods': async ({ account_id, query, now }) => {
          const found = await newestFirst(query, (wish) =>
            listCampaignGoods(db, {
              ...wish,
              creator_id: account_id,
              joined: query.joined ?? false,
              patterns: patternsOf(query.q),
              now,
            }),
          )
          const data = await withCards(db, found.data)
          return { ...found, data: data.map(({ id, ...goods }) => ({ ...goods, item_id: id })) }
        },
        'POST /v1/me/campaign-joins': ({ account_id, body, now }) =>
          joinItem(db, { ...body, creator_id: account_id, now }).then(() => null),
        'DELETE /v1/me/campaign-joins/:item_id': ({ account_id, params, now }) =>
          leaveItem(db, { ...params, creator_id: account_id, now }).then(() => null),
      },
      'campaigns',
    )
  }
