import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { readId, showId } from '../../server/kernel/ids.ts'
import { aftersalesModule } from '../../server/modules/aftersales/index.ts'
import { inventoryModule } from '../../server/modules/inventory/index.ts'
import { type Journal, ledgerModule, post } from '../../server/modules/ledger/index.ts'
import { ordersModule } from '../../server/modules/orders/index.ts'
import { paymentsModule } from '../../server/modules/payments/index.ts'
import { settlementModule } from '../../server/modules/settlement/index.ts'
import { shippingModule } from '../../server/modules/shipping/index.ts'
import type { Context } from '../../server/platform/context.ts'
import { type Db, inTransaction, openDb } from '../../server/platform/db.ts'
import { settleDown } from '../../server/platform/pump.ts'
import { CHECKS_SETUP } from './checks.ts'
import type { Mother, Names } from './mother.ts'
import { lockWatch, Seat, type Watch } from './scheduler.ts'

/**
 * A database in which schedules are played: cloned from the migrated template, filled with copies of a mother. Every
 * schedule has a copy, that is people, goods, orders and payments, of its own; nothing is cleaned between them.
 */

/** One copy, by the names of its mother. */
export type Copy = Names & { number: number }

export type Arena = AsyncDisposable & {
  seats: readonly Seat[]
  /** A handle that is never held at the gate: for preparing, for coming to rest, for checking. */
  db: Db
  context: Context
  now: () => Date
  watch: Watch
  /** A copy that nobody has used. */
  next: () => Promise<Copy>
  /** Lets every listener and sweep of the platform do what there is to do, except what speaks to partners. */
  settleDown: () => Promise<void>
  /** Every uuid of a copy, for checks that ask about all that is its. */
  idsOf: (copy: Copy) => string[]
}

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

const MODULES = [
  inventoryModule,
  ledgerModule,
  paymentsModule,
  ordersModule,
  shippingModule,
  aftersalesModule,
  settlementModule,
]
/** Sweeps that call a provider, which knows nothing of copies. */
const SPEAKS = /^payments\.(query|refunds|payouts|bills)/

export type ArenaWish = {
  mother: Mother
  context: Context
  seats: number
  /** SQL run once in the new database: a table for a test's consumer, a constraint that a planted fault takes away. */
  setup?: string | undefined
}

export async function openArena({
  mother,
  context,
  seats: count,
  setup,
}: ArenaWish): Promise<Arena> {
  const name = `schedules_${randomBytes(6).toString('hex')}`
  await oneByOne(() =>
    asAdmin(`create database ${name} template closedloop_template strategy file_copy`),
  )
  const url = admin().replace(/\/[^/]*$/, `/${name}`)
  const opened = openDb(url, { max: 2, app: 'schedules' })
  // Checks ask the same long questions about a few rows each time: planned once, and never by reading a table whole.
  opened.pool.on('connect', (client) => {
    void client.query(
      'set jit = off; set enable_seqscan = off; set plan_cache_mode = force_generic_plan',
    )
  })
  const control = new pg.Client({ connectionString: url })
  control.on('error', () => {})
  await control.connect()
  const seats = Array.from({ length: count }, (_, place) => new Seat(url, 'ABC'[place] as string))
  await Promise.all(seats.map((seat) => seat.open()))
  await control.query('update clock set offset_ms = $1', [mother.offset])
  await control.query(
    `insert into categories (id, name_zh, name_en, fee_ppm, return_days) values ('tea', 'tea', 'tea', 50000, 7) on conflict do nothing`,
  )
  await control.query(CHECKS_SETUP)
  await control.query('insert into schedule_now values ($1)', [
    new Date(Date.now() + mother.offset),
  ])
  if (setup) await control.query(setup)

  let made = 0
  const free: Copy[] = []
  const copy = async () => {
    const numbers = Array.from({ length: COPIES_AT_ONCE }, (_, index) => made + index + 1)
    made += COPIES_AT_ONCE
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
    // Nobody vacuums here: without figures of the tables the checks would read them whole.
    if (made === COPIES_AT_ONCE) await control.query('analyze')
    for (const number of numbers)
      free.push({
        ...(Object.fromEntries(
          Object.entries(mother.names).map(([key, id]) => [key, idIn(id, number)]),
        ) as Names),
        number,
      })
  }
  const ids = [
    ...new Set([
      ...mother.tables.flatMap(({ rows }) => rows.flatMap((row) => row.match(UUID) ?? [])),
      ...Object.values(mother.names),
    ]),
  ]
  const now = () => new Date(Date.now() + mother.offset)
  const own: Context = { ...context, db: opened.db, now, wake: () => {} }
  const modules = MODULES.map((make) => make(own))
  return {
    seats,
    db: opened.db,
    now,
    context: own,
    settleDown: () =>
      settleDown(
        opened.db,
        modules.flatMap(({ consumers = [] }) => consumers),
        modules.flatMap(({ sweeps = [] }) => sweeps.filter(({ name }) => !SPEAKS.test(name))),
        now,
        own.log,
      ),
    watch: lockWatch(control),
    next: async () => {
      if (free.length === 0) await copy()
      return free.shift() as Copy
    },
    idsOf: ({ number }) => ids.map((id) => idIn(id, number)),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(seats.map((seat) => seat.close()))
      await control.end()
      await opened.close()
      await asAdmin(`drop database if exists ${name} with (force)`)
    },
  }
}
