import { CompiledQuery } from 'kysely'
import type { Invariant } from './context.ts'
import type { Db } from './db.ts'

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

/** The platform's own: what holds for every noun with states, the outbox and histories. */
export const platformInvariants = async (db: Db): Promise<Invariant[]> => {
  const nouns = (
    await db.executeQuery<{ noun: string }>(
      CompiledQuery.raw('select distinct noun from state_edges order by 1'),
    )
  ).rows
  return [
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
