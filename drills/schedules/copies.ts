import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { readId, showId } from '../../server/kernel/ids.ts'
import { type Journal, post } from '../../server/modules/ledger/index.ts'
import { inTransaction, openDb } from '../../server/platform/db.ts'
import { CHECKS_SETUP } from './checks.ts'
import type { Mother, Names } from './mother.ts'

/**
 * Databases full of copies of one mother: the same rows, set by set, under ids of their own. Arenas are cloned from them.
 */

/** So many copies stand in a database, and so many schedules can be played in a clone of it. */
export const COPIES = 150
const COPIES_AT_ONCE = 25
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g
const BARE_UUID = /\b[0-9a-f]{12}7[0-9a-f]{19}\b/g
const SHOWN = /\b([a-z]{3,4})_[0-9a-hjkmnp-tv-z]{26}\b/g

const ending = (number: number): string => number.toString(16).padStart(6, '0')
/** The same id in copy `number`: its last 24 bits are the copy's number, so ids keep their order within a copy. */
const idIn = (id: string, number: number): string => id.slice(0, -6) + ending(number)
const textIn = (text: string, number: number): string =>
  text
    .replace(UUID, (id) => idIn(id, number))
    .replace(BARE_UUID, (id) => idIn(id, number))
    .replace(SHOWN, (shown, prefix) => {
      const id = readId(prefix, shown)
      return id ? showId(prefix, idIn(id, number)) : shown
    })

type Row = Record<string, any>
/** What must be unlike in every copy and is no id; and times at which nothing shall happen before a schedule says so. */
const UNLIKE: Record<string, (row: Row, number: number) => void> = {
  orders: (row, number) => {
    row.number = `99${row.number.slice(-8)}${String(number).padStart(8, '0')}`
  },
  shops: (row, number) => {
    row.name_key = `${row.name_key}${number}`
  },
  sign_in_names: (row, number) => {
    row.name = `${row.name}${number}`
  },
  payments: (row, number) => {
    if (row.provider_number) row.provider_number += `-${number}`
    if (row.next_query_at) row.next_query_at = '2099-01-01T00:00:00Z'
  },
  parcels: (row, number) => {
    row.tracking_number += `-${number}`
  },
}

const journalIn = (journal: Journal, number: number): Journal => ({
  ...journal,
  event: textIn(journal.event, number),
  entries: journal.entries.map(({ account, amount, order_id, order_line_id }) => ({
    account: { ...account, owner_id: account.owner_id && idIn(account.owner_id, number) },
    amount,
    ...(order_id ? { order_id: idIn(order_id, number) } : {}),
    ...(order_line_id ? { order_line_id: idIn(order_line_id, number) } : {}),
  })),
})

const admin = (): string => {
  const url = process.env.TEST_DATABASE_URL
  if (!url)
    throw new Error('schedules need TEST_DATABASE_URL, which `npm test` and `npm run drill` set')
  return url
}

async function asAdmin(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: admin() })
  await client.connect()
  await client.query(text).finally(() => client.end())
}

/** Cloning reads the template, which nobody may do at the same time as another. */
let cloning: Promise<unknown> = Promise.resolve()
const oneByOne = <T>(work: () => Promise<T>): Promise<T> => {
  const mine = cloning.then(work)
  cloning = mine.catch(() => {})
  return mine
}

/** A fresh database cloned from another; the url to reach it. */
export async function cloneDatabase(from: string): Promise<{ name: string; url: string }> {
  const name = `schedules_${randomBytes(6).toString('hex')}`
  await oneByOne(() => asAdmin(`create database ${name} template ${from} strategy file_copy`))
  return { name, url: admin().replace(/\/[^/]*$/, `/${name}`) }
}
export const dropDatabase = (name: string): Promise<void> =>
  asAdmin(`drop database if exists ${name} with (force)`)

/** The names of a mother's things in its copy `number`. */
export const namesIn = (names: Names, number: number): Names =>
  Object.fromEntries(Object.entries(names).map(([key, id]) => [key, idIn(id, number)])) as Names

/** Every uuid there is in a mother, as it is in copy `number`. */
export function idsOf(mother: Mother): (number: number) => string[] {
  const ids = [
    ...new Set([
      ...mother.tables.flatMap(({ rows }) => rows.flatMap((row) => row.match(UUID) ?? [])),
      ...Object.values(mother.names),
    ]),
  ]
  return (number) => ids.map((id) => idIn(id, number))
}

/** Makes a database with `COPIES` copies of this mother; its name. */
export async function fillDatabase(mother: Mother): Promise<string> {
  const { name, url } = await cloneDatabase('closedloop_template')
  const opened = openDb(url, { max: 1, app: 'schedules' })
  const control = new pg.Client({ connectionString: url })
  await control.connect()
  await control.query('update clock set offset_ms = $1', [mother.offset])
  await control.query(
    `insert into categories (id, name_zh, name_en, fee_ppm, return_days) values ('tea', 'tea', 'tea', 50000, 7) on conflict do nothing`,
  )
  await control.query(CHECKS_SETUP)
  for (let made = 0; made < COPIES; made += COPIES_AT_ONCE) {
    const numbers = Array.from({ length: COPIES_AT_ONCE }, (_, index) => made + index + 1)
    // Rows come from tables in which every reference holds, and so do these.
    await control.query("begin; set local session_replication_role = 'replica'")
    for (const { table, columns, rows } of mother.tables) {
      const copies = numbers.flatMap((number) =>
        rows.map((row) => {
          const one = JSON.parse(textIn(row, number)) as Row
          UNLIKE[table]?.(one, number)
          return one
        }),
      )
      const list = columns.map((column) => `"${column}"`).join(', ')
      await control.query(
        `insert into "${table}" (${list}) select ${list} from jsonb_populate_recordset(null::"${table}", $1::jsonb)`,
        [JSON.stringify(copies)],
      )
    }
    await control.query('commit')
    const journals = numbers.flatMap((number) =>
      mother.journals.map((journal) => journalIn(journal, number)),
    )
    await inTransaction(opened.db, (tx) => post(tx, journals))
  }
  // Nobody vacuums here: without figures of the tables the checks would read them whole.
  await control.query('vacuum analyze')
  await control.end()
  await opened.close()
  return name
}
