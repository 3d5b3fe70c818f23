import { system } from '../../kernel/state.ts'
import { SECOND } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, inTransaction, rows } from '../../platform/db.ts'
import type { Sweep } from '../../platform/deadlines.ts'
import {
  type CampaignChangeRow,
  type CampaignItemRow,
  endItems,
  findAsked,
} from './campaigns.sql.ts'
import { agreeBySilence } from './change-campaign-item.ts'
import { shutCampaigns } from './open-campaign.ts'

const ACTOR = system('alliance.campaigns')
const BATCH = 200

/** Applies the published defaults of campaigns, their goods and changes. Returns how many were due. */
export const applyCampaignDeadlines = async (db: Db, now: Date): Promise<number> =>
  (await closeDue(db, now)) + (await endDue(db, now)) + (await agreeDue(db, now))

const closeDue = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ id: string }>(tx)`
      select id from campaigns where deadline_at <= ${now} order by id limit ${BATCH} for no key update skip locked`
    if (due.length > 0)
      await shutCampaigns(
        tx,
        due.map(({ id }) => id),
        ACTOR,
        'time_over',
        now,
      )
    return due.length
  })

/** Goods that the leader did not answer, goods whose time is over, and goods that were to leave early. */
const endDue = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<Pick<CampaignItemRow, 'id' | 'state' | 'is_ending'>>(tx)`
      select id, state, is_ending from campaign_items where deadline_at <= ${now} order by id limit ${BATCH} for no key update skip locked`
    const idsOf = (fits: (item: (typeof due)[number]) => boolean) =>
      due.filter(fits).map(({ id }) => id)
    for (const end of [
      {
        ids: idsOf(({ state }) => state === 'pending'),
        to: 'expired',
        reason: 'leader_silent',
      },
      {
        ids: idsOf(({ state, is_ending }) => state === 'promoting' && !is_ending),
        to: 'expired',
        reason: 'time_over',
      },
      {
        ids: idsOf(({ state, is_ending }) => state === 'promoting' && is_ending),
        to: 'terminated',
        reason: 'ended_early',
      },
    ] as const)
      await endItems(tx, { ...end, actor: ACTOR, now })
    return due.length
  })

/** A leader who says nothing to a change has agreed; one in a transaction, each with its goods. */
async function agreeDue(db: Db, now: Date): Promise<number> {
  const due = await rows<{ item_id: string }>(db)`
    select item_id from campaign_changes where deadline_at <= ${now} order by item_id limit ${BATCH}`
  for (const { item_id } of due)
    await inTransaction(db, async (tx) => {
      const [item] = await rows<CampaignItemRow>(tx)`
        select id, campaign_id, leader_id, product_id, shop_id, leader_ppm, commission_ppm, next_commission_ppm, next_from, is_open_to_all,
          state, deadline_at, min_until, protected_until, is_ending
        from campaign_items where id = ${item_id} for no key update`
      const asked: CampaignChangeRow | undefined = await findAsked(tx, item_id)
      // The leader answered, or the goods left, while we came.
      if (!item || !asked?.deadline_at || asked.deadline_at > now) return
      await agreeBySilence(tx, item, asked, now)
    })
  return due.length
}

export const campaignSweeps = ({ db }: Pick<Context, 'db'>): Sweep[] => [
  {
    name: 'alliance.campaigns',
    every_ms: 5 * SECOND,
    sweep: (now) => applyCampaignDeadlines(db, now),
  },
]
