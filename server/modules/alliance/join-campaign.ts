import { newId } from '../../kernel/ids.ts'
import { conflict, notFound, wrongState } from '../../kernel/refusal.ts'
import { type Db, inTransaction, isDatabaseError, row, rows } from '../../platform/db.ts'

type Join = { item_id: string; creator_id: string; now: Date }

/**
 * A creator sells a product by this campaign from now on, and by no other: whoever had joined another leader's with the
 * same product leaves that one. Joining twice changes nothing.
 * @throws notFound, wrongState when the goods are not promoted
 */
export async function joinItem(db: Db, { item_id, creator_id, now }: Join): Promise<void> {
  try {
    await inTransaction(db, async (tx) => {
      const item = await row<{ product_id: string; state: string; deadline_at: Date | null }>(tx)`
        select product_id, state, deadline_at from campaign_items where id = ${item_id} for share`
      if (!item) throw notFound()
      if (item.state !== 'promoting' || (item.deadline_at as Date) <= now)
        throw wrongState({ state: item.state })
      await rows(tx)`
        update campaign_joins set left_at = ${now}
        where product_id = ${item.product_id} and creator_id = ${creator_id} and left_at is null and item_id <> ${item_id}`
      await rows(tx)`
        insert into campaign_joins (id, item_id, product_id, creator_id, joined_at)
        select ${newId()}, ${item_id}, ${item.product_id}, ${creator_id}, ${now}
        where not exists (select from campaign_joins where product_id = ${item.product_id} and creator_id = ${creator_id} and left_at is null)`
    })
  } catch (error) {
    // Two taps of one creator at once: the other one was first.
    throw isDatabaseError(error, '23505', 'campaign_joins_one') ? conflict() : error
  }
}

/** The creator no longer sells by it. @throws notFound for goods not joined */
export async function leaveItem(db: Db, { item_id, creator_id, now }: Join): Promise<void> {
  const left = await row(db)`
    update campaign_joins set left_at = ${now} where item_id = ${item_id} and creator_id = ${creator_id} and left_at is null returning id`
  if (!left) throw notFound()
}
