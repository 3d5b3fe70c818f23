import { showId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import { type Db, row, rows } from '../../platform/db.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import type { PayoutRunRow } from './payout-run.ts'
import { type Page, type PayoutRowShown, shownPayout } from './payouts.ts'

type RunShown = PayoutRunRow & { prepared_by_name: string; released_by_name: string | null }

/** Payout runs, newest first. */
export async function listRuns(db: Db, page: Page) {
  const limit = pageSize(page.limit)
  const [before] = readCursor(page.after, UUID) ?? []
  const found = await rows<RunShown>(db)`
    select r.*, p.nickname as prepared_by_name, s.nickname as released_by_name from payout_runs as r
      join accounts as p on p.id = r.prepared_by left join accounts as s on s.id = r.released_by
    where ${before ?? null}::uuid is null or r.id < ${before ?? null}::uuid
    order by r.id desc limit ${limit + 1}`
  return pageOf(found, limit, (run) => cursorOf(run.id))
}

/** One run. @throws notFound */
export async function findRun(db: Db, run_id: string): Promise<RunShown> {
  const run = await row<RunShown>(db)`
    select r.*, p.nickname as prepared_by_name, s.nickname as released_by_name from payout_runs as r
      join accounts as p on p.id = r.prepared_by left join accounts as s on s.id = r.released_by
    where r.id = ${run_id}`
  if (!run) throw notFound()
  return run
}

type StaffRow = PayoutRowShown & {
  owner_kind: 'shop' | 'account'
  owner_id: string
  owner_name: string | null
}

/** Payouts of a run, those that wait for one, or those held back, oldest first, with whose they are. */
export async function listRunPayouts(
  db: Db,
  of: { run_id: string } | 'waiting' | 'held',
  page: Page,
) {
  const limit = pageSize(page.limit)
  const [which, run] = typeof of === 'string' ? [of, null] : ['run', of.run_id]
  const [after] = readCursor(page.after, UUID) ?? []
  const found = await rows<StaffRow>(db)`
    select p.id, p.number, p.amount, p.currency, p.state, p.state_at, p.failure_reason, p.hold_reason, p.bank_account, p.created_at, p.deadline_at,
      p.owner_kind, p.owner_id, coalesce(a.nickname, s.name) as owner_name
    from payouts as p left join accounts as a on p.owner_kind = 'account' and a.id = p.owner_id
      left join shops as s on p.owner_kind = 'shop' and s.id = p.owner_id
    where (case ${which}::text when 'waiting' then p.state = 'requested' and p.run_id is null when 'held' then p.state = 'held' else p.run_id = ${run}::uuid end)
      and (${after ?? null}::uuid is null or p.id > ${after ?? null}::uuid)
    order by p.id limit ${limit + 1}`
  const shown = pageOf(found, limit, (payout) => cursorOf(payout.id))
  return {
    ...shown,
    data: shown.data.map(({ owner_kind, owner_id, owner_name, ...payout }) => ({
      ...shownPayout(payout),
      owner_kind,
      owner_id: showId(owner_kind === 'shop' ? 'shp' : 'acc', owner_id),
      owner_name,
    })),
  }
}
