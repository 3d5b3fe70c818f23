import { CompiledQuery } from 'kysely'
import { MAX_AMOUNT } from '../kernel/money.ts'
import type { Invariant } from './context.ts'
import { type Db, rows } from './db.ts'

export type Finding = { name: string; rows: Record<string, unknown>[] }

/** That each of these columns, which has no foreign key (decision 0012), names a row of its parent or nothing. */
export const noOrphans = (table: string, parents: Record<string, string>): Invariant => ({
  name: `every parent that ${table} of record name is there`,
  sql: `${Object.entries(parents)
    .map(
      ([column, parent]) =>
        `select child.id, '${column}' as of from (select distinct on (${column}) * from ${table} where ${column} is not null) as child
        where not exists (select from ${parent} as parent where parent.id = child.${column})`,
    )
    .join(' union all ')} limit 100`,
})

/**
 * Nouns that come into being as part of an order: whose doing it was and when stands in the order's history and on their
 * own row (`created_at`), so their own history begins with the first change. With the state they are born in.
 */
const BORN_ON_THEIR_ROW = new Map([
  ['orders', 'unpaid'],
  ['payments', 'created'],
  ['reservations', 'reserved'],
  ['redemptions', 'applied'],
])

/** Codes of ISO 4217 as the language's own library knows them. */
const CURRENCIES = Intl.supportedValuesOf('currency')

/** Amounts are whole minor units beside a known currency, in every table there is: a new one need not be named here. */
async function moneyInvariants(db: Db): Promise<Invariant[]> {
  const columns = await rows<{ of: string; name: string; is_currency: boolean }>(db)`
    select table_name as of, column_name as name, column_name = 'currency' as is_currency
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and (data_type = 'bigint' or column_name = 'currency') order by 1, 2`
  const scan = (is_currency: boolean, is_wrong: (column: string) => string): string =>
    [
      ...Map.groupBy(
        columns.filter((column) => column.is_currency === is_currency),
        ({ of }) => of,
      ),
    ]
      .map(
        ([of, found]) =>
          `(select '${of}' as of, to_jsonb(one) as offender from "${of}" as one where ${found.map(({ name }) => is_wrong(`one."${name}"`)).join(' or ')} limit 10)`,
      )
      .join(' union all ')
  return [
    {
      name: 'I-14 every amount is a whole number that JSON can carry',
      sql: `${scan(false, (column) => `${column} not between -${MAX_AMOUNT} and ${MAX_AMOUNT}`)} limit 100`,
    },
    {
      name: 'I-14 every currency is a code of ISO 4217',
      sql: `${scan(true, (column) => `${column} <> all('{${CURRENCIES.join(',')}}'::text[])`)} limit 100`,
    },
    {
      name: 'I-14 nothing is kept as a fraction',
      sql: `select table_name as of, column_name from information_schema.columns
        where table_schema = 'public' and data_type in ('real', 'double precision', 'numeric', 'money') limit 100`,
    },
  ]
}

/** The platform's own: what holds for every noun with states, every amount, claims, the outbox and histories. */
export const platformInvariants = async (db: Db): Promise<Invariant[]> => {
  const nouns = (
    await db.executeQuery<{ noun: string }>(
      CompiledQuery.raw('select distinct noun from state_edges order by 1'),
    )
  ).rows
  return [
    ...(await moneyInvariants(db)),
    {
      name: 'I-16 the database itself holds that a claim is made once',
      sql: `select wanted.name from (values ('idempotency_keys_pkey')) as wanted (name)
        where not exists (select from pg_constraint where conname = wanted.name and contype = 'p' and convalidated) limit 100`,
    },
    ...nouns.map(({ noun }) => ({
      name: `I-17 the history of ${noun} ends in its state`,
      sql: `select noun.id, noun.state, last.to_state from "${noun}" as noun left join lateral (
          select to_state from state_changes where noun = '${noun}' and noun_id = noun.id order by id desc limit 1) as last on true
        where last.to_state is distinct from noun.state ${BORN_ON_THEIR_ROW.has(noun) ? `and not (last.to_state is null and noun.state = '${BORN_ON_THEIR_ROW.get(noun)}')` : ''} limit 100`,
    })),
    {
      name: 'I-17 every state change runs along a published edge',
      sql: `select id, noun, noun_id, from_state, to_state from state_changes as change
        where from_state is not null and not exists (
          select from state_edges as edge where edge.noun = change.noun and edge.from_state = change.from_state and edge.to_state = change.to_state) limit 100`,
    },
    {
      name: 'I-71 no event waits in the dead-letter list',
      sql: 'select consumer, seq, type, key, error from outbox_dead_letters where resolved_at is null limit 100',
    },
    {
      name: 'I-74 the sequence of events has no repeat',
      sql: 'select seq, count(*) from outbox where seq is not null group by seq having count(*) > 1 limit 100',
    },
  ]
}

/** Runs every invariant; a query that itself fails counts as a violation. */
export async function checkInvariants(
  db: Db,
  invariants: readonly Invariant[],
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { name, sql } of invariants) {
    try {
      const { rows } = await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(sql))
      findings.push({ name, rows })
    } catch (error) {
      findings.push({
        name,
        rows: [{ failed: error instanceof Error ? error.message : String(error) }],
      })
    }
  }
  return findings
}
