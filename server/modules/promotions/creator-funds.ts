import type { Db } from '../../platform/db.ts'

/** What a creator has less what they owe, in minor units; negative when they owe more. */
export type CreatorFunds = (db: Db, creator_id: string, currency: string) => Promise<bigint>

let reader: CreatorFunds | undefined

/**
 * Settlement stands below promotions and cannot be imported; it hands in how to read what a creator has. Without it they
 * have nothing.
 */
export const provideCreatorFunds = (read: CreatorFunds): void => {
  reader = read
}

export const fundsOf: CreatorFunds = async (db, creator_id, currency) =>
  reader ? reader(db, creator_id, currency) : 0n
