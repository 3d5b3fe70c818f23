import { join } from 'node:path'
import type { Verdict } from '../crash/check-orders.ts'

/** The environment variable that names the variant a server shall be. */
export const BROKEN = 'DRILL_BROKEN'

/** What is done to one file: each text, and what stands in its place. */
export type Edit = { file: string; changes: readonly (readonly [string, string])[] }
/** A server that is broken the way real ones are; a drill that does not see it is worth nothing. */
export type Broken = {
  name: string
  /** What the check must find, at least one of these. */
  shows: readonly Exclude<keyof Verdict, 'acknowledged' | 'paid'>[]
  edits: readonly Edit[]
  /** Done to the throw-away database once its server runs. */
  sql?: readonly string[]
}

/** The database would refuse what the broken code does: without its checks the code alone is responsible. */
const WITHOUT_CHECKS = `
do $$
declare held record;
begin
  for held in
    select conrelid::regclass as noun, conname from pg_constraint
    where contype = 'c' and conrelid in ('stock'::regclass, 'flash_offers'::regclass, 'flash_takings'::regclass)
  loop
    execute format('alter table %s drop constraint %I', held.noun, held.conname);
  end loop;
end $$`

const PLACE = 'server/modules/orders/place-checkout.ts'
const CLAIMS = 'server/platform/idempotency.ts'
const SHELF = 'server/modules/inventory/inventory.sql.ts'

const WITHOUT_LOCK: Edit = {
  file: SHELF,
  changes: [['order by stock.sku_id for no key update of stock', 'order by stock.sku_id']],
}

const VARIANTS: readonly Broken[] = [
  {
    // "The write will be fine": the buyer hears yes, the commit follows a moment later.
    name: 'acknowledge-before-commit',
    shows: ['lost'],
    edits: [
      {
        file: PLACE,
        changes: [
          [
            'return await inTransaction(db, async (tx) => {',
            'return await new Promise((done, fail) => void inTransaction(db, async (tx) => {',
          ],
          [
            `return taps.map((tap) => batch.outcomes.get(tap) as Outcome)
      })`,
            `done(taps.map((tap) => batch.outcomes.get(tap)))
        await new Promise((later) => setTimeout(later, 120))
      }).catch(fail))`,
          ],
          ...[
            '[taken, ...redeemed.write(), ...close(batch, drafts)]',
            '[taken, ...write(batch, granted), ...redeem(), ...close(batch, granted)]',
          ].map((last) => [`commitWith(tx, ${last})`, `together(${last})`] as const),
        ],
      },
    ],
  },
  {
    // Whoever cannot tell whether it was bought says that it was not.
    name: 'unknown-taken-for-no',
    shows: ['doubled'],
    edits: [
      {
        file: PLACE,
        changes: [
          [
            'if (!(error instanceof ClaimTaken) || tries === TRIES) throw error',
            `if (!(error instanceof ClaimTaken)) {
              const { Refusal } = await import('../../kernel/refusal.ts')
              return taps.map(() => new Refusal('out_of_stock', 409, 'Not enough in stock', {}))
            }`,
          ],
        ],
      },
    ],
  },
  {
    // Quicker, and mostly it goes well: the database says yes before the commit is on disk.
    name: 'asynchronous-commit',
    shows: ['lost'],
    edits: [],
    sql: [
      'alter system set synchronous_commit = off',
      `alter system set wal_writer_delay = '10s'`,
      `alter system set wal_writer_flush_after = '64MB'`,
      'select pg_reload_conf()',
    ],
  },
  {
    // Read what is there, decide, take: right as long as nobody else does the same.
    name: 'no-lock',
    shows: ['oversold', 'over_limit'],
    edits: [WITHOUT_LOCK],
    sql: [WITHOUT_CHECKS],
  },
  {
    // What is left is computed from what was read, not from what is there.
    name: 'read-then-write',
    shows: ['oversold', 'astray'],
    edits: [
      {
        file: SHELF,
        changes: [
          ...WITHOUT_LOCK.changes,
          [
            `update stock set available = stock.available - part.quantity, reserved = stock.reserved + part.quantity
  from (select sku_id, sum(quantity)::bigint as quantity from line group by 1) as part
  where`,
            `update stock set available = seen.available - part.quantity, reserved = seen.reserved + part.quantity
  from (select sku_id, sum(quantity)::bigint as quantity from line group by 1) as part
    join (select sku_id, available, reserved from stock) as seen using (sku_id)
  where`,
          ],
        ],
      },
    ],
    sql: [WITHOUT_CHECKS],
  },
  {
    // The key is looked up and never kept: who asks again buys again.
    name: 'key-not-claimed',
    shows: ['doubled'],
    edits: [{ file: CLAIMS, changes: [['if (done.length === 0) return', 'return']] }],
  },
  {
    // That somebody else claimed the key first goes unnoticed: twins at two servers both buy.
    name: 'twin-not-noticed',
    shows: ['doubled'],
    edits: [
      {
        file: CLAIMS,
        changes: [
          [
            '::json[]) as one (id, hash, answer)',
            '::json[]) as one (id, hash, answer) on conflict do nothing',
          ],
        ],
      },
    ],
  },
]

export function broken(name: string): Broken {
  const found = VARIANTS.find((one) => one.name === name)
  if (!found) throw new Error(`there is no broken variant "${name}"`)
  return found
}

export const variants = (): readonly Broken[] => VARIANTS

const ROOT = join(import.meta.dirname, '../..')
export const fileOf = ({ file }: Edit): string => join(ROOT, file)

/** @throws when a text to be broken does not stand there exactly once: then the variant is to be written anew. */
export function rewritten({ file, changes }: Edit, text: string): string {
  let now = text
  for (const [find, put] of changes) {
    const parts = now.split(find)
    if (parts.length !== 2)
      throw new Error(
        `${file} holds ${parts.length - 1} times what a broken variant rewrites, not once: ${find}`,
      )
    now = parts.join(put)
  }
  return now
}
