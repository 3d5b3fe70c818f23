import pg from 'pg'
import { aftersalesModule } from '../../server/modules/aftersales/index.ts'
import { inventoryModule } from '../../server/modules/inventory/index.ts'
import { ledgerModule } from '../../server/modules/ledger/index.ts'
import { ordersModule } from '../../server/modules/orders/index.ts'
import { paymentsModule } from '../../server/modules/payments/index.ts'
import { promotionsModule } from '../../server/modules/promotions/index.ts'
import { settlementModule } from '../../server/modules/settlement/index.ts'
import { shippingModule } from '../../server/modules/shipping/index.ts'
import type { Context } from '../../server/platform/context.ts'
import { type Db, openDb } from '../../server/platform/db.ts'
import { makeMetrics } from '../../server/platform/metrics.ts'
import { settleDown } from '../../server/platform/pump.ts'
import { COPIES, cloneDatabase, dropDatabase, idsOf, namesIn } from './copies.ts'
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
  next: () => Copy
  /** Lets every listener and sweep of the platform do what there is to do, except what speaks to partners. */
  settleDown: () => Promise<void>
  /** Every uuid of a copy, for checks that ask about all that is its. */
  idsOf: (copy: Copy) => string[]
}

const MODULES = [
  inventoryModule,
  promotionsModule,
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
  /** A database full of copies of this mother. */
  database: string
  context: Context
  seats: number
  /** SQL run once in the new database: a table for a test's consumer, a constraint that a planted fault takes away. */
  setup?: string | undefined
}

export async function openArena({
  mother,
  database,
  context,
  seats: count,
  setup,
}: ArenaWish): Promise<Arena> {
  await using opening = new AsyncDisposableStack()
  const { name, url } = await cloneDatabase(database)
  opening.defer(() => dropDatabase(name))
  const opened = openDb(url, { max: 2, app: 'schedules' })
  // Checks ask the same long questions about a few rows each time: planned once, and never by reading a table whole.
  opening.defer(opened.close)
  opened.pool.on('connect', (client) => {
    void client.query(
      'set jit = off; set enable_seqscan = off; set plan_cache_mode = force_generic_plan',
    )
  })
  const control = new pg.Client({ connectionString: url })
  control.on('error', () => {})
  await control.connect()
  opening.defer(() => control.end())
  const seats = Array.from({ length: count }, (_, place) => new Seat(url, 'ABC'[place] as string))
  for (const seat of seats) opening.defer(seat.close)
  await Promise.all(seats.map((seat) => seat.open()))
  await control.query('insert into schedule_now values ($1)', [
    new Date(Date.now() + mother.offset),
  ])
  if (setup) await control.query(setup)

  let used = 0
  const ids = idsOf(mother)
  const now = () => new Date(Date.now() + mother.offset)
  // Metrics are registered by name, once a process.
  const own: Context = { ...context, db: opened.db, now, wake: () => {}, metrics: makeMetrics() }
  const modules = MODULES.map((make) => make(own))
  const opened_all = opening.move()
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
    next: () => {
      used += 1
      if (used > COPIES) throw new Error('all copies are used; open another arena')
      return { ...namesIn(mother.names, used), number: used }
    },
    idsOf: ({ number }) => ids(number),
    [Symbol.asyncDispose]: () => opened_all.disposeAsync(),
  }
}
