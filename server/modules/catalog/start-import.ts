import { createHash } from 'node:crypto'
import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction, isDatabaseError, row, rows } from '../../platform/db.ts'
import { recordBirth } from '../../platform/transition.ts'
import { categoryExists } from './drafts.sql.ts'
import { importMachine } from './import.ts'
import { importRunning, unknownCategory } from './product.ts'
import { assertUtf8, readFileHeader } from './read-products.ts'

/**
 * Keeps a product file and lets a sweep work it off; only its header is read here. Returns the import's id.
 * @throws notATable, unknownCategory, importRunning while the same file is being imported
 */
export async function startImport(
  { db, storage }: Pick<Context, 'db' | 'storage'>,
  wish: {
    shop_id: string
    account_id: string
    category_id: string
    dry_run: boolean
    file_name: string
    bytes: Buffer
    now: Date
  },
): Promise<string> {
  if (!(await categoryExists(db, wish.category_id)))
    throw unknownCategory({ category_id: wish.category_id })
  assertUtf8(wish.bytes)
  const { dialect } = await readFileHeader(wish.bytes)
  const file_hash = createHash('sha256').update(wish.bytes).digest('base64url')
  const running = await row(db)`
    select id from imports where shop_id = ${wish.shop_id} and file_hash = ${file_hash} and category_id = ${wish.category_id}
      and not dry_run and state in ('waiting', 'running')`
  if (running && !wish.dry_run) throw importRunning()
  const id = newId()
  const file_key = await storage.put('import', 'csv', wish.bytes)
  try {
    await inTransaction(db, async (tx) => {
      await rows(tx)`
        insert into imports (id, shop_id, file_key, file_name, file_hash, dialect, dry_run, category_id, state, state_at, started_by, created_at)
        values (${id}, ${wish.shop_id}, ${file_key}, ${wish.file_name}, ${file_hash}, ${dialect}, ${wish.dry_run}, ${wish.category_id}, 'waiting', ${wish.now}, ${wish.account_id}, ${wish.now})`
      await recordBirth(tx, importMachine, {
        ids: [id],
        state: 'waiting',
        actor: { kind: 'account', id: wish.account_id },
        reason: 'uploaded',
        now: wish.now,
      })
    })
  } catch (error) {
    await storage.remove(file_key)
    if (isDatabaseError(error, '23505', 'imports_once')) throw importRunning()
    throw error
  }
  return id
}
