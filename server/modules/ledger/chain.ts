import { createHash } from 'node:crypto'
import { type Db, row, rows } from '../../platform/db.ts'

/** What the chain begins with. */
export const GENESIS = createHash('sha256').update('closedloop ledger').digest('hex')

/** Journals read at a time: a day is hashed in constant memory however busy it was. */
const PAGE = 2_000

/** What a journal was when it was sealed: SHA-256 over its own lines. */
export type JournalSeal = { id: bigint; digest: Buffer }

export type DayHash = {
  first_journal: bigint | null
  last_journal: bigint | null
  journals_count: bigint
  entries_count: bigint
  turnover: bigint
  hash: string
}

/**
 * The hash of one business day: SHA-256 over the hash of the day before, the day, and every journal and entry
 * of it in the order of their ids, one JSON array a line, accounts spelt out by kind, owner and currency. `each` hears
 * the journals' own digests, page by page.
 */
export async function hashDay(
  db: Db,
  day: string,
  previous_hash: string,
  each: (seals: readonly JournalSeal[]) => Promise<void> = async () => {},
): Promise<DayHash> {
  const hash = createHash('sha256').update(`${previous_hash}\n${day}\n`)
  const made = {
    first_journal: null as bigint | null,
    last_journal: null as bigint | null,
    journals_count: 0n,
    entries_count: 0n,
    turnover: 0n,
  }
  for (;;) {
    const journals = await rows<{
      id: bigint
      event: string
      kind: string
      reverses: bigint | null
      memo: string
      at: string
    }>(db)`
      select id, event, kind, reverses, memo, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as at
      from journals where booked_on = ${day}::date and id > ${made.last_journal ?? 0n} order by id limit ${PAGE}`
    const last = journals.at(-1)
    if (!last) break
    const entries = Map.groupBy(
      await rows<{ journal_id: bigint; fields: (string | bigint | null)[] } & Record<string, any>>(
        db,
      )`
        select e.id, e.journal_id, e.account_id, a.kind, a.owner_kind, a.owner_id, e.amount, e.currency, e.order_id, e.order_line_id, e.balance_after
        from ledger_entries as e left join ledger_accounts as a on a.id = e.account_id
        where e.journal_id = any(${journals.map(({ id }) => id)}::bigint[]) order by e.id`,
      ({ journal_id }) => journal_id,
    )
    const seals: JournalSeal[] = []
    for (const { id, event, kind, reverses, memo, at } of journals) {
      let lines = line('journal', id, event, kind, reverses, memo, at)
      for (const entry of entries.get(id) ?? []) {
        lines += line(
          'entry',
          entry.id,
          entry.account_id,
          entry.kind,
          entry.owner_kind,
          entry.owner_id,
          entry.amount,
          entry.currency,
          entry.order_id,
          entry.order_line_id,
          entry.balance_after,
        )
        made.entries_count += 1n
        if (entry.amount > 0n) made.turnover += entry.amount
      }
      hash.update(lines)
      seals.push({ id, digest: createHash('sha256').update(lines).digest() })
      made.journals_count += 1n
      made.first_journal ??= id
    }
    made.last_journal = last.id
    await each(seals)
  }
  return { ...made, hash: hash.digest('hex') }
}

const line = (...fields: unknown[]): string =>
  `${JSON.stringify(fields, (_, field) => (typeof field === 'bigint' ? String(field) : field))}\n`

/** The hash that a day follows on. */
export const previousTo = async (db: Db, day: string): Promise<string> =>
  (
    await row<{ hash: string }>(
      db,
    )`select hash from ledger_days where day < ${day}::date order by day desc limit 1`
  )?.hash ?? GENESIS

export type ChainCheck = {
  days: number
  journals: bigint
  /** The first day that is not what was sealed. */
  bad: BadDay | undefined
}

export type BadDay = {
  day: string
  why: 'changed' | 'missing' | 'broken_link'
  /** The first journal of the day that is not what was sealed; none when the seal itself was touched. */
  journal?: { id: bigint; was: 'changed' | 'deleted' | 'added' }
}

/**
 * Recomputes the chain from its first row (I-07): any journal or entry of a sealed day that was edited, deleted,
 * added or moved, and any day taken out, the newest too, shows as the first bad day, and in it the first bad journal.
 */
export async function verifyChain(db: Db): Promise<ChainCheck> {
  const days = await rows<{ day: string; expected: string; hash: string; previous_hash: string }>(
    db,
  )`
    select day, hash, previous_hash,
      coalesce((lag(day) over (order by day) + 1), (select min(booked_on) from journals), day) as expected
    from ledger_days where ${true}::boolean order by day`
  const check: ChainCheck = { days: 0, journals: 0n, bad: undefined }
  let previous = GENESIS
  for (const { day, expected, hash, previous_hash } of days) {
    if (day !== expected) return { ...check, bad: { day: expected, why: 'missing' } }
    if (previous_hash !== previous) return { ...check, bad: { day, why: 'broken_link' } }
    const fresh = await hashDay(db, day, previous)
    if (fresh.hash !== hash) {
      const journal = await firstBadJournal(db, day)
      return { ...check, bad: { day, why: 'changed', ...(journal ? { journal } : {}) } }
    }
    previous = hash
    check.days += 1
    check.journals += fresh.journals_count
  }
  const book = await row<{ day: string | null; next: string | null; sealed_hash: string | null }>(
    db,
  )`
    select sealed_through::text as day, sealed_hash,
      coalesce((select max(day) + 1 from ledger_days), (select min(booked_on) from journals), sealed_through)::text as next
    from ledger_book where ${true}::boolean`
  if (book?.day && book.next && book.next <= book.day)
    return { ...check, bad: { day: book.next, why: 'missing' } }
  if (book?.day && book.sealed_hash !== previous)
    return { ...check, bad: { day: book.day, why: 'broken_link' } }
  return check
}

/** The first journal of a sealed day that is not what its seal says. Days sealed before there were seals name none. */
async function firstBadJournal(db: Db, day: string): Promise<BadDay['journal']> {
  const sealed = await row(db)`select from journal_seals where day = ${day}::date limit 1`
  if (!sealed) return undefined
  let found: BadDay['journal']
  let after = 0n
  const compare = async (through: bigint | null, seals: readonly JournalSeal[]): Promise<void> => {
    const known = await rows<JournalSeal>(db)`
      select journal_id as id, digest from journal_seals
      where day = ${day}::date and journal_id > ${after} and (${through}::bigint is null or journal_id <= ${through}::bigint) order by journal_id`
    const before = new Map(known.map(({ id, digest }) => [id, digest]))
    const now = new Map(seals.map(({ id, digest }) => [id, digest]))
    for (const id of [...new Set([...before.keys(), ...now.keys()])].sort((a, b) =>
      a < b ? -1 : 1,
    )) {
      const [was, is] = [before.get(id), now.get(id)]
      if (found || (was && is && was.equals(is))) continue
      found = { id, was: !is ? 'deleted' : !was ? 'added' : 'changed' }
    }
  }
  await hashDay(db, day, '', async (seals) => {
    const through = (seals.at(-1) as JournalSeal).id
    if (!found) await compare(through, seals)
    after = through
  })
  if (!found) await compare(null, [])
  return found
}
