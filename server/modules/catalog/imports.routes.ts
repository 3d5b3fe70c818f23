import { stringify } from 'csv-stringify/sync'
import { malformed, notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { Handlers } from '../../platform/http.ts'
import { cursorOf, INTEGER, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import type { catalogContract } from './catalog.contract.ts'
import { findImport, listErrors, listImports } from './imports.sql.ts'
import { readUpload } from './read-upload.ts'
import type { RowFinding } from './shopify-csv.ts'
import { startImport } from './start-import.ts'

type ImportRoutes =
  | 'POST /v1/shops/:shop_id/imports'
  | 'GET /v1/shops/:shop_id/imports'
  | 'GET /v1/shops/:shop_id/imports/:import_id'
  | 'GET /v1/shops/:shop_id/imports/:import_id/errors'
  | 'GET /v1/shops/:shop_id/imports/:import_id/errors.csv'

const MAX_BYTES = 30 * 1024 * 1024
const ANYTHING = /^[^\u0000]{0,200}$/u
const START = { line: -1, field: '', code: '' }

/** Files of products that a shop hands in. */
export const importHandlers = (
  context: Context,
): Pick<Handlers<typeof catalogContract>, ImportRoutes> => {
  const { db } = context
  const own = async (shop_id: string, import_id: string) => {
    const found = await findImport(db, import_id)
    if (!found || found.shop_id !== shop_id) throw notFound()
    return found
  }
  return {
    'POST /v1/shops/:shop_id/imports': async ({ params, account_id, request, now }) => {
      const { fields, file } = await readUpload(request, {
        fields: ['category_id', 'dry_run'],
        max_bytes: MAX_BYTES,
      })
      const dry_run = fields.dry_run ?? 'false'
      if (dry_run !== 'true' && dry_run !== 'false')
        throw malformed({ errors: [{ path: 'dry_run', message: 'is true or false' }] })
      if (!/^[a-z0-9_]{1,40}$/.test(fields.category_id ?? ''))
        throw malformed({
          errors: [{ path: 'category_id', message: 'names the category of the goods' }],
        })
      const id = await startImport(context, {
        shop_id: params.shop_id,
        account_id,
        category_id: fields.category_id as string,
        dry_run: dry_run === 'true',
        file_name: file.name,
        bytes: file.bytes,
        now,
      })
      return own(params.shop_id, id)
    },
    'GET /v1/shops/:shop_id/imports': async ({ params, query }) => {
      const limit = pageSize(query.limit)
      const [before] = readCursor(query.after, UUID) ?? ['ffffffff-ffff-ffff-ffff-ffffffffffff']
      const found = await listImports(db, params.shop_id, before as string, limit + 1)
      return pageOf(found, limit, (last) => cursorOf(last.id))
    },
    'GET /v1/shops/:shop_id/imports/:import_id': ({ params }) =>
      own(params.shop_id, params.import_id),
    'GET /v1/shops/:shop_id/imports/:import_id/errors': async ({ params, query }) => {
      await own(params.shop_id, params.import_id)
      const limit = pageSize(query.limit)
      const keys = readCursor(query.after, INTEGER, ANYTHING, ANYTHING)
      const after = keys
        ? {
            line: Math.min(Number(keys[0]), 2_147_483_647),
            field: keys[1] as string,
            code: keys[2] as string,
          }
        : START
      const found = await listErrors(db, params.import_id, after, limit + 1)
      return pageOf(found, limit, (last) => cursorOf(last.line, last.field, last.code))
    },
    'GET /v1/shops/:shop_id/imports/:import_id/errors.csv': async ({ params, reply }) => {
      await own(params.shop_id, params.import_id)
      const all = await listErrors(db, params.import_id, START, 100_000)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="import-errors.csv"')
        .send(errorTable(all))
    },
  }
}

/** A cell that a spreadsheet would run as a formula is made text. */
const harmless = (cell: string): string =>
  /^[\s]*[=+\-@\t\r\n＝＋－＠]/u.test(cell) ? `'${cell}` : cell

/** With a byte-order mark, so that spreadsheets read it as UTF-8. */
export const errorTable = (findings: readonly RowFinding[]): string =>
  stringify(
    findings.map(({ line, handle, field, code, words, is_warning }) => [
      line,
      harmless(handle),
      harmless(field),
      code,
      is_warning ? 'warning' : 'error',
      harmless(words),
    ]),
    {
      bom: true,
      header: true,
      columns: ['line', 'handle', 'field', 'code', 'kind', 'words'],
      record_delimiter: 'windows',
      quoted_string: true,
    },
  )
