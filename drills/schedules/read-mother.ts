import type { Journal } from '../../server/modules/ledger/index.ts'
import { type Db, rows, sql } from '../../server/platform/db.ts'
import type { World } from '../../server/test-world.ts'
import type { Mother, Names } from './mother.ts'

/** Not of one world but of the whole platform, or of a connection: what stands there already is right for copies too. */
const NOT_COPIED = new Set([
  ...['schema_migrations', 'state_edges', 'clock', 'sweep_runs', 'categories', 'link_rules'],
  ...[
    'outbox',
    'outbox_positions',
    'outbox_dead_letters',
    'idempotency_keys',
    'provider_callbacks',
  ],
  ...['journals', 'ledger_entries', 'ledger_accounts', 'ledger_book', 'ledger_days', 'statements'],
  'journal_seals',
  ...['sessions', 'demo_people', 'room_tickets'],
  ...['provider_bills', 'provider_bill_files', 'provider_bill_lines'],
  ...['tier_rules', 'refund_fee_rules', 'deposit_rules', 'provider_fee_terms', 'provider_glances'],
  ...['ledger_account_types', 'ledger_fee_splits'],
])

/** Everything that stands in the tables now, as one mother. */
export async function readMother(world: World, names: Names): Promise<Mother> {
  const { db } = world
  const columns = await rows<{ table: string; name: string; is_made: boolean }>(db)`
    select c.table_name as table, c.column_name as name, c.is_identity = 'YES' or c.is_generated = 'ALWAYS' as is_made
    from information_schema.columns as c join information_schema.tables as t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and ${true}::boolean order by 1, c.ordinal_position`
  const tables: Mother['tables'] = []
  for (const [table, all] of Map.groupBy(columns, (one) => one.table)) {
    if (NOT_COPIED.has(table)) continue
    const in_order = all.some(({ name }) => name === 'id') ? sql`order by id` : sql``
    const found = await sql<{ row: string }>`
      select to_jsonb(one)::text as row from ${sql.table(table)} as one ${in_order}`.execute(db)
    if (found.rows.length > 0)
      tables.push({
        table,
        columns: all.filter(({ is_made }) => !is_made).map(({ name }) => name),
        rows: found.rows.map(({ row }) => row),
      })
  }
  return {
    names,
    tables,
    journals: await readJournals(db),
    offset: world.app.context.clock.offset(),
  }
}

/** What was posted, as it was handed to the ledger: copies post it again, and the ledger keeps its own sums. */
async function readJournals(db: Db): Promise<Journal[]> {
  type Row = Omit<Journal, 'entries'> & {
    id: bigint
    amount: bigint
    order_id: string | null
    order_line_id: string | null
  } & Journal['entries'][number]['account'] & {
      account_kind: Journal['entries'][number]['account']['kind']
    }
  const found = await rows<Row>(db)`
    select j.id, j.event, j.kind, j.memo, j.at, e.amount, e.order_id, e.order_line_id, a.kind as account_kind, a.owner_kind, a.owner_id, a.currency
    from journals as j join ledger_entries as e on e.journal_id = j.id join ledger_accounts as a on a.id = e.account_id
    where ${true}::boolean order by e.id`
  return [...Map.groupBy(found, ({ id }) => id).values()].map((entries) => {
    const { event, kind, memo, at } = entries[0] as Row
    return {
      event,
      kind,
      memo: memo ?? '',
      at,
      entries: entries.map((one) => ({
        account: {
          kind: one.account_kind,
          owner_kind: one.owner_kind,
          owner_id: one.owner_id,
          currency: one.currency,
        },
        amount: one.amount,
        ...(one.order_id ? { order_id: one.order_id } : {}),
        ...(one.order_line_id ? { order_line_id: one.order_line_id } : {}),
      })),
    }
  })
}
