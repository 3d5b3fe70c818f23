import { conflict, notFound, wrongState } from '../../kernel/refusal.ts'
import type { Actor } from '../../kernel/state.ts'
import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import type { Address } from '../accounts/index.ts'
import { addStock } from '../inventory/index.ts'
import { NOT_GIVEN, type SampleState, sampleDeadline, samples, WAITING_STATES } from './sample.ts'

export type SampleOffer = {
  product_id: string
  shop_id: string
  sku_id: string
  is_open: boolean
  quota: number
  taken: number
  per_creator: number
  min_followers: bigint
  min_sales: bigint
}

export type SampleRow = {
  id: string
  product_id: string
  sku_id: string
  shop_id: string
  creator_id: string
  words: string
  address: Omit<Address, 'id' | 'is_default'>
  state: SampleState
  state_at: Date
  deadline_at: Date | null
  has_taken_stock: boolean
  carrier: string | null
  tracking_number: string | null
  is_extended: boolean
  appeal_until: Date | null
  appeal_words: string | null
  answer_words: string | null
  room_id: string | null
  created_at: Date
}

export type Of = { creator_id: string } | { shop_id: string }
const sides = (of: Of) => ({
  creator_id: 'creator_id' in of ? of.creator_id : null,
  shop_id: 'shop_id' in of ? of.shop_id : null,
})

/** A sample of this creator or shop, locked, in one of these states. @throws notFound, wrongState */
export async function holdSample(
  tx: Tx,
  id: string,
  of: Of,
  ...states: SampleState[]
): Promise<SampleRow> {
  const { creator_id, shop_id } = sides(of)
  const sample = await row<SampleRow>(tx)`
    select id, product_id, sku_id, shop_id, creator_id, words, address, state, state_at, deadline_at, has_taken_stock, carrier, tracking_number,
      is_extended, appeal_until, appeal_words, answer_words, room_id, created_at
    from samples where id = ${id} and (${creator_id}::uuid is null or creator_id = ${creator_id})
      and (${shop_id}::uuid is null or shop_id = ${shop_id}) for no key update`
  if (!sample) throw notFound()
  if (!states.includes(sample.state)) throw wrongState({ state: sample.state })
  return sample
}

export type SampleMove = { to: SampleState; actor: Actor; reason: string; now: Date }
type Moved = Pick<SampleRow, 'id' | 'product_id' | 'creator_id' | 'shop_id' | 'sku_id'> & {
  state: SampleState
  has_taken_stock: boolean
}

/**
 * Moves samples that are locked, all from one state. What ends is counted out: the creator has one less waiting; a piece
 * that was not given goes back into stock and is free for others.
 * @throws conflict where one had moved meanwhile
 */
export async function moveSamples(
  tx: Tx,
  held: readonly Moved[],
  { to, actor, reason, now, deadline_at }: SampleMove & { deadline_at?: Date },
): Promise<void> {
  if (held.length === 0) return
  const ids = held.map(({ id }) => id)
  const moved = await transition(tx, samples, {
    ids,
    from: [held[0]?.state as SampleState],
    to,
    actor,
    reason,
    now,
    deadline_at: deadline_at ?? sampleDeadline(to, now),
  })
  if (moved.length < held.length) throw conflict()
  const waited = WAITING_STATES.includes(held[0]?.state as SampleState)
  const is_given = !NOT_GIVEN.includes(to)
  if (!is_given) await giveBack(tx, held, actor, now)
  if (waited && !WAITING_STATES.includes(to))
    await rows(tx)`
      update sample_creators as c set waiting = c.waiting - gone.count
      from (select creator_id, count(*)::int as count from samples where id = any(${ids}::uuid[]) group by creator_id) as gone
      where c.creator_id = gone.creator_id`
  if (!is_given)
    await rows(tx)`
      update sample_offers as o set taken = o.taken - gone.count
      from (select product_id, count(*)::int as count from samples where id = any(${ids}::uuid[]) group by product_id) as gone
      where o.product_id = gone.product_id`
}

/** Pieces that were set aside and never left are received again. */
async function giveBack(tx: Tx, held: readonly Moved[], actor: Actor, now: Date): Promise<void> {
  const set_aside = held.filter(({ has_taken_stock }) => has_taken_stock)
  for (const [shop_id, of_shop] of Map.groupBy(set_aside, (one) => one.shop_id))
    await addStock(tx, {
      shop_id,
      changes: of_shop.map(({ sku_id }) => ({ sku_id, change: 1 })),
      reason: 'sample_not_sent',
      actor,
      now,
    })
  await rows(tx)`
    update samples set has_taken_stock = false where id = any(${set_aside.map(({ id }) => id)}::uuid[])`
}

export type ShownSample = SampleRow & { nickname: string; followers: bigint; sales: bigint }

/** Samples, newest first, before `before`: of a creator or of a shop; those that wait for `turn`'s states first when asked. */
export const listSamples = (
  db: Db,
  wish: Of & {
    id?: string
    states: readonly SampleState[] | null
    before: string
    limit: number
  },
) => {
  const { creator_id, shop_id } = sides(wish)
  return rows<ShownSample>(db)`
  select s.id, s.product_id, s.sku_id, s.shop_id, s.creator_id, s.words, s.address, s.state, s.state_at, s.deadline_at, s.has_taken_stock,
    s.carrier, s.tracking_number, s.is_extended, s.appeal_until, s.appeal_words, s.answer_words, s.room_id, s.created_at,
    a.nickname, coalesce(f.followers, 0) as followers, coalesce(c.sales, 0) as sales
  from samples as s join accounts as a on a.id = s.creator_id
  left join sample_creators as c on c.creator_id = s.creator_id
  left join follow_marks as f on f.account_id = s.creator_id
  where s.id < ${wish.before}::uuid and (${wish.id ?? null}::uuid is null or s.id = ${wish.id ?? null})
    and (${creator_id}::uuid is null or s.creator_id = ${creator_id}) and (${shop_id}::uuid is null or s.shop_id = ${shop_id})
    and (${wish.states}::text[] is null or s.state = any(${wish.states}::text[]))
  order by s.id desc limit ${wish.limit}`
}

/** Offers of a shop, or those open to creators with a price and a shelf, newest product first, before `before`. */
export const listSampleOffers = (
  db: Db,
  wish: {
    shop_id: string | null
    product_id?: string
    patterns: readonly string[]
    before: string
    limit: number
  },
) => rows<SampleOffer & { id: string }>(db)`
  select o.product_id as id, o.product_id, o.shop_id, o.sku_id, o.is_open, o.quota, o.taken, o.per_creator, o.min_followers, o.min_sales
  from sample_offers as o join products as p on p.id = o.product_id join shops as s on s.id = o.shop_id
  where o.product_id < ${wish.before}::uuid and (${wish.product_id ?? null}::uuid is null or o.product_id = ${wish.product_id ?? null})
    and p.title ilike all (${wish.patterns}::text[])
    and (o.shop_id = ${wish.shop_id}::uuid
      or (${wish.shop_id}::uuid is null and o.is_open and o.taken < o.quota and p.state = 'on_shelf' and s.state = 'open'))
  order by o.product_id desc limit ${wish.limit}`

/** What a creator has to show for themselves. */
export const findSampleCreator = async (db: Db, creator_id: string) =>
  (await row<{ followers: bigint; sales: bigint; is_creator: boolean }>(db)`
    select a.is_creator, coalesce((select followers from follow_marks where account_id = a.id), 0) as followers,
      coalesce((select sales from sample_creators where creator_id = a.id), 0) as sales
    from accounts as a where a.id = ${creator_id}`) ?? {
    followers: 0n,
    sales: 0n,
    is_creator: false,
  }
