import { row, rows, type Tx } from '../../platform/db.ts'

/** Why a shop's goods may not be on sale: its deposit is short, or asked back. */
export type ListingStop = 'deposit_short' | 'deposit_refund'

/**
 * From now on nothing of this shop goes on sale (null: it may again). Whoever puts goods on the shelf waits for this
 * transaction and reads what it left, so that none slips through.
 */
export const stopListings = (tx: Tx, shop_id: string, why: ListingStop | null) => rows(tx)`
  update shops set listings_stopped = ${why}, version = version + 1
  where id = ${shop_id} and listings_stopped is distinct from ${why}`

/** Why nothing of this shop may go on sale, or null; it stays so until the transaction ends. */
export const listingStopOf = async (tx: Tx, shop_id: string): Promise<ListingStop | null> =>
  (
    await row<{ listings_stopped: ListingStop | null }>(
      tx,
    )`select listings_stopped from shops where id = ${shop_id} for share`
  )?.listings_stopped ?? null
