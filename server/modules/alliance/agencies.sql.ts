import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { AgreementState } from './agency.ts'

export type Agreement = {
  id: string
  agency_id: string
  agency_name: string
  creator_id: string
  creator_nickname: string
  i_am: 'agency' | 'creator'
  share_ppm: bigint
  state: AgreementState
  deadline_at: Date | null
  invited_at: Date
  started_at: Date | null
  ends_at: Date | null
}

export const findAgency = (db: Db, account_id: string) => row<{ name: string }>(db)`
  select name from agencies where account_id = ${account_id}`

export const saveAgency = (db: Db, account_id: string, name: string, now: Date) => rows(db)`
  insert into agencies (account_id, name, created_at) values (${account_id}, ${name}, ${now})
  on conflict (account_id) do update set name = excluded.name where agencies.name <> excluded.name`

/** Those of a side, newest first; one of them when an id is named. */
export const listAgreements = (db: Db, account_id: string, id: string | null = null) =>
  rows<Agreement>(db)`
    select g.id, g.agency_id, a.name as agency_name, g.creator_id, c.nickname as creator_nickname,
      case when g.agency_id = ${account_id} then 'agency' else 'creator' end as i_am,
      g.share_ppm, g.state, g.deadline_at, g.invited_at, g.started_at, g.ends_at
    from agency_agreements as g join agencies as a on a.account_id = g.agency_id join accounts as c on c.id = g.creator_id
    where (g.agency_id = ${account_id} or g.creator_id = ${account_id}) and (${id}::uuid is null or g.id = ${id})
    order by g.id desc limit 200`

/** Everything that binds or may bind this creator, locked in id order: one decision about them at a time. */
export const holdAgreementsOf = (tx: Tx, creator_id: string) => rows<{
  id: string
  agency_id: string
  state: AgreementState
  deadline_at: Date | null
}>(tx)`
  select id, agency_id, state, deadline_at from agency_agreements
  where creator_id = ${creator_id} and state in ('invited', 'active', 'ending') order by id for no key update`

/** Of a side: who the creator is. */
export const creatorOf = (db: Db, id: string, account_id: string) => row<{
  creator_id: string
  agency_id: string
}>(db)`
  select creator_id, agency_id from agency_agreements where id = ${id} and (creator_id = ${account_id} or agency_id = ${account_id})`

export const insertInvitation = (
  tx: Tx,
  one: {
    id: string
    agency_id: string
    creator_id: string
    share_ppm: bigint
    now: Date
    deadline_at: Date
  },
) => row<{ id: string }>(tx)`
  insert into agency_agreements (id, agency_id, creator_id, share_ppm, state, state_at, deadline_at, invited_at)
  values (${one.id}, ${one.agency_id}, ${one.creator_id}, ${one.share_ppm}, 'invited', ${one.now}, ${one.deadline_at}, ${one.now})
  on conflict (agency_id, creator_id) where state = 'invited' do nothing
  returning id`

/** Those past their deadline, locked in id order. */
export const dueAgreements = (tx: Tx, now: Date) => rows<{ id: string; state: AgreementState }>(tx)`
  select id, state from agency_agreements where deadline_at <= ${now} order by id limit 200 for no key update`
