import { conflict, notFound } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import {
  type CampaignChangeState,
  type CampaignItemState,
  type CampaignState,
  campaignChanges,
  campaignItems,
} from './campaign.ts'

export type CampaignRow = {
  id: string
  leader_id: string
  leader_name: string
  title: string
  words: string
  leader_ppm: bigint
  min_commission_ppm: bigint
  min_promotion_days: number
  protection_months: number
  is_open_to_all: boolean
  applies_until: Date
  ends_at: Date
  state: CampaignState
  created_at: Date
  /** Goods that wait for the leader, and goods that are promoted. */
  pending: number
  promoting: number
}

/** One campaign, locked; of this leader only, where one is named. */
export const lockCampaign = (tx: Tx, id: string, leader_id: string | null = null) =>
  row<Omit<CampaignRow, 'leader_name' | 'pending' | 'promoting'>>(tx)`
  select id, leader_id, title, words, leader_ppm, min_commission_ppm, min_promotion_days, protection_months, is_open_to_all,
    applies_until, ends_at, state, created_at
  from campaigns where id = ${id} and (${leader_id}::uuid is null or leader_id = ${leader_id}) for no key update`

/** What goods are promoted by; it does not change once a campaign is open. */
export const findPromotion = async (tx: Tx, campaign_id: string) =>
  (await row<Promotion>(tx)`
    select ends_at, min_commission_ppm, min_promotion_days, protection_months from campaigns where id = ${campaign_id}`) as Promotion
type Promotion = Pick<
  CampaignRow,
  'ends_at' | 'min_commission_ppm' | 'min_promotion_days' | 'protection_months'
>

/** Campaigns, newest first, before `before`: a leader's own, or all that take goods now. */
export const listCampaigns = (
  db: Db,
  wish: { leader_id: string | null; id?: string; now: Date; before: string; limit: number },
) => rows<CampaignRow>(db)`
  select c.id, c.leader_id, l.name as leader_name, c.title, c.words, c.leader_ppm, c.min_commission_ppm, c.min_promotion_days,
    c.protection_months, c.is_open_to_all, c.applies_until, c.ends_at, c.state, c.created_at,
    counts.pending::int as pending, counts.promoting::int as promoting
  from campaigns as c join leaders as l on l.account_id = c.leader_id cross join lateral (
    select count(*) filter (where i.state = 'pending') as pending, count(*) filter (where i.state = 'promoting') as promoting
    from campaign_items as i where i.campaign_id = c.id) as counts
  where c.id < ${wish.before}::uuid and (${wish.id ?? null}::uuid is null or c.id = ${wish.id ?? null})
    and (c.leader_id = ${wish.leader_id}::uuid or (${wish.leader_id}::uuid is null and c.state = 'open' and c.applies_until > ${wish.now}))
  order by c.id desc limit ${wish.limit}`

export type CampaignItemRow = {
  id: string
  campaign_id: string
  leader_id: string
  product_id: string
  shop_id: string
  leader_ppm: bigint
  commission_ppm: bigint
  next_commission_ppm: bigint | null
  next_from: Date | null
  is_open_to_all: boolean
  state: CampaignItemState
  deadline_at: Date | null
  min_until: Date | null
  protected_until: Date | null
  is_ending: boolean
}

/** Goods of a campaign, locked: of this leader or of this shop. Somebody else's do not exist. @throws notFound */
export async function holdItem(
  tx: Tx,
  id: string,
  of: { leader_id: string } | { shop_id: string },
): Promise<CampaignItemRow> {
  const leader_id = 'leader_id' in of ? of.leader_id : null
  const shop_id = 'shop_id' in of ? of.shop_id : null
  const item = await row<CampaignItemRow>(tx)`
    select id, campaign_id, leader_id, product_id, shop_id, leader_ppm, commission_ppm, next_commission_ppm, next_from, is_open_to_all,
      state, deadline_at, min_until, protected_until, is_ending
    from campaign_items where id = ${id} and (${leader_id}::uuid is null or leader_id = ${leader_id})
      and (${shop_id}::uuid is null or shop_id = ${shop_id}) for no key update`
  if (!item) throw notFound()
  return item
}

/**
 * Goods leave a campaign, or never came in: creators who joined are free for another, and what was asked of the leader is
 * void. The items are locked, in id order. Returns those that were still in it.
 */
export async function endItems(
  tx: Tx,
  end: {
    ids: readonly string[]
    to: 'rejected' | 'terminated' | 'expired'
    actor: Actor
    reason: string
    now: Date
  },
): Promise<string[]> {
  const ended = (await transition(tx, campaignItems, end)).map(({ id }) => id)
  if (ended.length === 0) return []
  const { actor, now } = end
  const asked = await rows<{ id: string }>(tx)`
    select id from campaign_changes where item_id = any(${ended}::uuid[]) and state = 'asked'`
  await transition(tx, campaignChanges, {
    ids: asked.map(({ id }) => id),
    to: 'void',
    actor,
    reason: 'goods_left',
    now,
  })
  await rows(tx)`
    update campaign_joins set left_at = ${now} where item_id = any(${ended}::uuid[]) and left_at is null`
  return ended
}

/** @throws conflict where somebody was faster */
export function assertMoved(moved: readonly unknown[]): void {
  if (moved.length === 0) throw conflict()
}

export type CampaignChangeRow = {
  id: string
  item_id: string
  kind: 'rate' | 'end'
  commission_ppm: bigint | null
  state: CampaignChangeState
  deadline_at: Date | null
}

/** What the shop asks of the leader for these goods; the item is locked. */
export const findAsked = (tx: Tx, item_id: string) => row<CampaignChangeRow>(tx)`
  select id, item_id, kind, commission_ppm, state, deadline_at from campaign_changes where item_id = ${item_id} and state = 'asked'`

/** Until when another leader's protection of this product runs, if it does. */
export const protectionOf = async (tx: Tx, product_id: string, leader_id: string, now: Date) =>
  (
    await row<{ until: Date | null }>(tx)`
    select max(protected_until) as until from campaign_items
    where product_id = ${product_id} and leader_id <> ${leader_id} and protected_until > ${now}`
  )?.until ?? null

/** What every creator earns on this product by the shop's own offer; null without one. */
export const openCommissionOf = async (tx: Tx, product_id: string): Promise<bigint | null> =>
  (
    await row<{ commission_ppm: bigint }>(tx)`
    select commission_ppm from plans where product_id = ${product_id} and kind = 'open' and state = 'open'`
  )?.commission_ppm ?? null

/** True while some creators hold the product exclusively: nobody else can be promised anything. */
export const isExclusive = async (tx: Tx, product_id: string): Promise<boolean> =>
  (await row(tx)`
    select id from plans where product_id = ${product_id} and kind = 'exclusive' and state = 'open'`) !==
  undefined

/** A product as campaigns see it, held so that two leaders do not take it at once. */
export const holdProduct = (tx: Tx, product_id: string, shop_id: string) => row<{
  source: string
  state: string
}>(tx)`
  select source, state from products where id = ${product_id} and shop_id = ${shop_id} and state <> 'deleted' for no key update`

export type ShownItem = CampaignItemRow & {
  campaign_title: string
  leader_name: string
  answer_words: string | null
  applied_at: Date
  joined: number
  change_kind: 'rate' | 'end' | null
  change_commission_ppm: bigint | null
  change_deadline_at: Date | null
}

/** Goods in campaigns, newest first, before `before`: of a leader, of a shop, or one of them. */
export const listItems = (
  db: Db,
  wish: {
    leader_id?: string
    shop_id?: string
    campaign_id?: string | undefined
    id?: string
    state?: CampaignItemState | undefined
    /** Only those where the leader has something to answer. */
    waiting?: boolean | undefined
    before: string
    limit: number
  },
) => rows<ShownItem>(db)`
  select i.id, i.campaign_id, i.leader_id, i.product_id, i.shop_id, i.leader_ppm, i.commission_ppm, i.next_commission_ppm, i.next_from,
    i.is_open_to_all, i.state, i.deadline_at, i.min_until, i.protected_until, i.is_ending, i.answer_words, i.applied_at,
    c.title as campaign_title, l.name as leader_name,
    (select count(*) from campaign_joins as j where j.item_id = i.id and j.left_at is null)::int as joined,
    asked.kind as change_kind, asked.commission_ppm as change_commission_ppm, asked.deadline_at as change_deadline_at
  from campaign_items as i join campaigns as c on c.id = i.campaign_id join leaders as l on l.account_id = i.leader_id
  left join campaign_changes as asked on asked.item_id = i.id and asked.state = 'asked'
  where i.id < ${wish.before}::uuid
    and (${wish.leader_id ?? null}::uuid is null or i.leader_id = ${wish.leader_id ?? null})
    and (${wish.shop_id ?? null}::uuid is null or i.shop_id = ${wish.shop_id ?? null})
    and (${wish.campaign_id ?? null}::uuid is null or i.campaign_id = ${wish.campaign_id ?? null})
    and (${wish.id ?? null}::uuid is null or i.id = ${wish.id ?? null})
    and (${wish.state ?? null}::text is null or i.state = ${wish.state ?? null})
    and (not ${wish.waiting ?? false}::boolean or i.state = 'pending' or asked.id is not null)
  order by i.id desc limit ${wish.limit}`

export type CampaignGoods = {
  id: string
  product_id: string
  commission_ppm: bigint
  campaign_title: string
  leader_name: string
  ends_at: Date
  is_open_to_all: boolean
  is_joined: boolean
}

/**
 * Goods that creators may sell by a campaign now, newest first, before `before`: on the shelf of an open shop.
 * `patterns` are for ILIKE; all must fit.
 */
export const listCampaignGoods = (
  db: Db,
  wish: {
    creator_id: string
    joined: boolean
    patterns: readonly string[]
    now: Date
    before: string
    limit: number
  },
) => rows<CampaignGoods>(db)`
  select i.id, i.product_id, c.title as campaign_title, l.name as leader_name, i.deadline_at as ends_at, i.is_open_to_all, j.id is not null as is_joined,
    case when i.next_from <= ${wish.now} then i.next_commission_ppm else i.commission_ppm end as commission_ppm
  from campaign_items as i join campaigns as c on c.id = i.campaign_id join leaders as l on l.account_id = i.leader_id
  join products as p on p.id = i.product_id and p.state = 'on_shelf' join shops as s on s.id = i.shop_id and s.state = 'open'
  left join campaign_joins as j on j.item_id = i.id and j.creator_id = ${wish.creator_id} and j.left_at is null
  where i.state = 'promoting' and i.deadline_at > ${wish.now} and i.id < ${wish.before}::uuid
    and p.title ilike all (${wish.patterns}::text[]) and (not ${wish.joined}::boolean or j.id is not null)
  order by i.id desc limit ${wish.limit}`
