import { showId } from '../../kernel/ids.ts'
import { type Db, rows } from '../../platform/db.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import {
  type AccountOwner,
  hideAccount,
  type ProviderAccountRow,
  type ProviderAccountState,
} from './provider-account.ts'

/** As its owner sees it: the account's name hidden but its end, and why it is as it is. */
const shown = ({
  external_id,
  automatic_since,
  ...account
}: ProviderAccountRow & { why: string }) => ({
  ...account,
  external_id: hideAccount(external_id),
  is_automatic: automatic_since !== null,
})

/** What an owner has named, what is in use first; of the disabled ones the last twenty. */
export async function listProviderAccounts(db: Db, { owner_kind, owner_id }: AccountOwner) {
  const found = await rows<ProviderAccountRow & { why: string }>(db)`
    select a.*, coalesce(nullif(a.state_reason, ''), h.reason) as why from provider_accounts as a
      left join lateral (select reason from state_changes where noun = 'provider_accounts' and noun_id = a.id order by id desc limit 1) as h on true
    where owner_kind = ${owner_kind} and owner_id = ${owner_id}
    order by (case a.state when 'verified' then 0 when 'pending' then 1 else 2 end), a.id desc limit 26`
  return found.map(shown)
}

/** Accounts of one state for the finance desk, those that wait longest first; their names whole, to be compared. */
export async function listForStaff(
  db: Db,
  query: { after?: string; limit?: number; state?: ProviderAccountState },
) {
  const limit = pageSize(query.limit)
  const [after] = readCursor(query.after, UUID) ?? []
  const found = await rows<
    ProviderAccountRow & { why: string; owner_name: string; named_by_name: string }
  >(db)`
    select a.*, coalesce(nullif(a.state_reason, ''), h.reason) as why, coalesce(s.name, p.nickname) as owner_name, n.nickname as named_by_name
    from provider_accounts as a
      left join shops as s on a.owner_kind = 'shop' and s.id = a.owner_id
      left join accounts as p on a.owner_kind = 'account' and p.id = a.owner_id
      join accounts as n on n.id = a.named_by
      left join lateral (select reason from state_changes where noun = 'provider_accounts' and noun_id = a.id order by id desc limit 1) as h on true
    where a.state = ${query.state ?? 'pending'} and (${after ?? null}::uuid is null or a.id > ${after ?? null}::uuid)
    order by a.id limit ${limit + 1}`
  const page = pageOf(found, limit, (account) => cursorOf(account.id))
  return {
    ...page,
    data: page.data.map((account) => ({
      ...account,
      owner_id: showId(account.owner_kind === 'shop' ? 'shp' : 'acc', account.owner_id),
    })),
  }
}
