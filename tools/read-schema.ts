import pg from 'pg'

const TYPES: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  date: 'string',
  int8: 'bigint',
  int4: 'number',
  int2: 'number',
  float8: 'number',
  bool: 'boolean',
  timestamptz: 'Date',
  json: 'unknown',
  jsonb: 'unknown',
  bytea: 'Buffer',
  _text: 'string[]',
  _uuid: 'string[]',
}

/** The schema as TypeScript row types and as a plain text that changes only when the schema does. */
export async function readSchema(url: string): Promise<{ types: string; snapshot: string }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: columns } = await client.query(`
      select n.nspname as schema, c.relname as table, a.attname as column, t.typname as type, a.attnotnull as required,
        format_type(a.atttypid, a.atttypmod) as shown, pg_get_expr(d.adbin, d.adrelid) as default,
        a.attidentity <> '' or d.adbin is not null as has_default
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relkind = 'r' and n.nspname in ('public', 'sandbox') and c.relname <> 'schema_migrations'
      order by n.nspname, c.relname, a.attnum`)
    const { rows: constraints } = await client.query(`
      select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as text from pg_constraint
      where connamespace in ('public'::regnamespace, 'sandbox'::regnamespace) and contype <> 'n' and conrelid <> 0
        and conrelid <> 'schema_migrations'::regclass
      order by 1, contype desc, 2`)
    const { rows: indexes } = await client.query(`
      select indexdef as text from pg_indexes where schemaname in ('public', 'sandbox') and tablename <> 'schema_migrations'
      and indexname not in (select conname from pg_constraint) order by 1`)
    const { rows: functions } = await client.query(`
      select pg_get_functiondef(p.oid) as text from pg_proc p left join pg_depend d on d.objid = p.oid and d.deptype = 'e'
      where p.pronamespace = 'public'::regnamespace and d.objid is null order by p.proname`)
    const { rows: triggers } = await client.query(`
      select pg_get_triggerdef(oid) as text from pg_trigger where not tgisinternal order by tgrelid::regclass::text, tgname`)
    const { rows: edges } = await client.query(`
      select noun, from_state, string_agg(to_state, ', ' order by to_state) as to_states from state_edges group by 1, 2 order by 1, 2`)

    const tables = new Map<string, typeof columns>()
    for (const column of columns) {
      const name = column.schema === 'public' ? column.table : `${column.schema}.${column.table}`
      tables.set(name, [...(tables.get(name) ?? []), column])
    }
    const types = [
      '/** Made from the migrated schema by `npm run generate`; do not edit. */',
      "import type { ColumnType, Generated } from 'kysely'",
      '',
      'export interface Database {',
      ...[...tables].map(([name, own]) =>
        [
          `  '${name}': {`,
          ...own.map((c: any) => {
            const plain = TYPES[c.type]
            if (!plain) throw new Error(`${name}.${c.column}: no type for ${c.type}`)
            const type = c.required ? plain : `${plain} | null`
            if (c.type === 'jsonb' || c.type === 'json')
              return `    ${c.column}: ColumnType<${type}, string${c.has_default || !c.required ? ' | null | undefined' : ''}, string${c.required ? '' : ' | null'}>`
            return `    ${c.column}: ${c.has_default ? `Generated<${type}>` : type}`
          }),
          '  }',
        ].join('\n'),
      ),
      '}',
      '',
    ].join('\n')
    const snapshot = [
      '-- Made from the migrated schema by `npm run generate`; a test fails when it drifts.',
      ...[...tables].map(([name, own]) =>
        [
          `\ntable ${name}`,
          ...own.map(
            (c: any) =>
              `  ${c.column} ${c.shown}${c.required ? ' not null' : ''}${c.default ? ` default ${c.default}` : ''}`,
          ),
        ].join('\n'),
      ),
      '\n-- constraints',
      ...constraints.map((c) => `${c.table}: ${c.name} ${c.text}`),
      '\n-- indexes',
      ...indexes.map((i) => i.text),
      '\n-- triggers',
      ...triggers.map((t) => t.text),
      '\n-- state edges',
      ...edges.map((e) => `${e.noun}: ${e.from_state} -> ${e.to_states}`),
      '\n-- functions',
      ...functions.map((f) => f.text.trim()),
      '',
    ].join('\n')
    return { types, snapshot }
  } finally {
    await client.end()
  }
}
