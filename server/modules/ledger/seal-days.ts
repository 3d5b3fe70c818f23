import { after, BUSINESS_ZONE, DAY, dayIn, MINUTE } from '../../kernel/time.ts'
import { type Db, inTransaction, row, rows } from '../../platform/db.ts'
import { hashDay, type JournalSeal, previousTo } from './chain.ts'
import { BOOK_LOCK } from './ledger.sql.ts'

/** A day is closed once its midnight is this long past, so that work begun before it still lands on it. */
const GRACE = 10 * MINUTE

/** Days hashed in one pass of the sweep. */
const DAYS = 31

/**
 * Closes the business days that are over and seals them into the hash chain, oldest first, days without a
 * journal too. Returns how many it sealed.
 */
export async function sealDays(db: Db, now: Date): Promise<number> {
  const over = dayBefore(dayIn(after(now, -GRACE), BUSINESS_ZONE))
  await closeThrough(db, over)
  let sealed = 0
  for (; sealed < DAYS; sealed++) {
    const next = await row<{ day: string }>(db)`
      select day from (
        select coalesce((select max(day) + 1 from ledger_days), (select min(booked_on) from journals)) as day
      ) as next
      where day <= (select closed_through from ledger_book)
        -- A day that was sealed once is never sealed again: verify names one that is gone.
        and coalesce(day > (select sealed_through from ledger_book), true) and ${true}::boolean`
    if (!next) break
    const previous_hash = await previousTo(db, next.day)
    const { hash, ...counts } = await hashDay(db, next.day, previous_hash, (seals) =>
      keepSeals(db, next.day, seals),
    )
    await rows(db)`
      with sealed as (
        insert into ledger_days (day, first_journal, last_journal, journals_count, entries_count, turnover, hash, previous_hash, sealed_at)
      values (${next.day}, ${counts.first_journal}, ${counts.last_journal}, ${counts.journals_count}, ${counts.entries_count},
        ${counts.turnover}, ${hash}, ${previous_hash}, ${now})
        on conflict do nothing returning day, hash
      )
      update ledger_book set sealed_through = sealed.day, sealed_hash = sealed.hash from sealed
      where coalesce(sealed_through < sealed.day, true)`
  }
  return sealed
}

/** Sealed by two at once, both write the same. */
const keepSeals = async (db: Db, day: string, seals: readonly JournalSeal[]): Promise<void> => {
  await rows(db)`
    insert into journal_seals (journal_id, day, digest)
    select id, ${day}::date, digest from unnest(${seals.map(({ id }) => id)}::bigint[], ${seals.map(({ digest }) => digest)}::bytea[]) as seal (id, digest)
    on conflict do nothing`
}

/** From here on nothing is booked on these days: waits for the posts in flight, and they for it, for an instant. */
async function closeThrough(db: Db, day: string): Promise<void> {
  const open = await row(
    db,
  )`select from ledger_book where coalesce(closed_through < ${day}::date, true)`
  if (!open) return
  await inTransaction(db, async (tx) => {
    await rows(tx)`select pg_advisory_xact_lock(${BOOK_LOCK}::bigint)`
    await rows(tx)`
      update ledger_book set closed_through = greatest(closed_through, ${day}::date) where one = ${true}`
  })
}

const dayBefore = (day: string): string =>
  after(new Date(`${day}T00:00:00Z`), -DAY)
    .toISOString()
    .slice(0, 10)
