import { type Db, isDatabaseError, row } from '../../platform/db.ts'
import { type Leader, leaderNameTaken } from './leader.ts'

type Wish = { account_id: string; name: string; words: string; now: Date }

/** Makes this person a leader, or changes how a leader is known. @throws leaderNameTaken */
export async function registerLeader(db: Db, wish: Wish): Promise<Leader> {
  const { account_id, name, words, now } = wish
  try {
    return (await row<Leader>(db)`
      insert into leaders (account_id, name, words, since, changed_at) values (${account_id}, ${name}, ${words}, ${now}, ${now})
      on conflict (account_id) do update set name = excluded.name, words = excluded.words, changed_at = excluded.changed_at
      returning account_id, name, words, since`) as Leader
  } catch (error) {
    throw isDatabaseError(error, '23505', 'leaders_name_key') ? leaderNameTaken() : error
  }
}

/** How this person is known as a leader; undefined who is none. */
export const findLeader = (db: Db, account_id: string) => row<Leader>(db)`
  select account_id, name, words, since from leaders where account_id = ${account_id}`
