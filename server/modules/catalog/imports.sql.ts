import { type Db, row, rows, type Tx } from '../../platform/db.ts'
import type { Import, Outcome } from './import.ts'
import type { RowFinding } from './shopify-csv.ts'

export const findImport = (db: Db, id: string) => row<Import>(db)`
  select id, shop_id, file_key, file_name, dialect, dry_run, category_id, state, state_at, products_total, products_done,
    created_count, updated_count, unchanged_count, error_count, started_by, created_at
  from imports where id = ${id}`

export const listImports = (db: Db, shop_id: string, before: string, limit: number) => rows<Import>(
  db,
)`
  select id, shop_id, file_key, file_name, dialect, dry_run, category_id, state, state_at, products_total, products_done,
    created_count, updated_count, unchanged_count, error_count, started_by, created_at
  from imports where shop_id = ${shop_id} and id < ${before} order by id desc limit ${limit}`

export const noteRows = (tx: Tx, import_id: string, findings: readonly RowFinding[]) => rows(tx)`
  insert into import_errors (import_id, line, handle, field, code, words, is_warning)
  select ${import_id}, * from unnest(
    ${findings.map((one) => one.line)}::int[], ${findings.map((one) => one.handle.slice(0, 200))}::text[], ${findings.map((one) => one.field.slice(0, 60))}::text[],
    ${findings.map((one) => one.code)}::text[], ${findings.map((one) => one.words.slice(0, 300))}::text[], ${findings.map((one) => one.is_warning)}::boolean[])
  on conflict do nothing`

/**
 * Counts one product as done, if it is the next one and the import still ours. False: somebody else went on
 * with it, and whatever this transaction did has to be undone.
 */
export const countDone = async (
  tx: Tx,
  id: string,
  place: number,
  outcome: Outcome,
): Promise<boolean> =>
  (await row(tx)`
    update imports set products_done = products_done + 1,
      created_count = created_count + case when ${outcome} = 'created' then 1 else 0 end,
      updated_count = updated_count + case when ${outcome} = 'updated' then 1 else 0 end,
      unchanged_count = unchanged_count + case when ${outcome} = 'unchanged' then 1 else 0 end,
      error_count = error_count + case when ${outcome} = 'error' then 1 else 0 end
    where id = ${id} and state = 'running' and products_done = ${place} returning id`) !== undefined

export type ByHandle = { id: string; import_hash: string | null }
export const findByHandle = (db: Db, shop_id: string, handle: string) => row<ByHandle>(db)`
  select id, import_hash from products where shop_id = ${shop_id} and handle = ${handle} and state <> 'deleted'`

export type ErrorRow = RowFinding
export const listErrors = (
  db: Db,
  import_id: string,
  after: { line: number; field: string; code: string },
  limit: number,
) => rows<ErrorRow>(db)`
  select line, handle, field, code, words, is_warning from import_errors
  where import_id = ${import_id} and (line, field collate "C", code collate "C") > (${after.line}::int, ${after.field}::text collate "C", ${after.code}::text collate "C")
  order by line, field collate "C", code collate "C" limit ${limit}`
