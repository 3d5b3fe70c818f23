/**
 * An import is a file of products that a shop handed in. It is worked off in slices, each product in its own
 * transaction with the count of those done: killed at any point it goes on where it was.
 */
import { MINUTE } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

export type ImportState = 'waiting' | 'running' | 'done' | 'failed'
export const importMachine = machine<ImportState>('imports', {
  waiting: ['running', 'failed'],
  running: ['done', 'failed', 'waiting'],
  done: [],
  failed: [],
})

/** Who runs an import has it for so long; when the time is over it is free for the next. */
export const LEASE = 2 * MINUTE

export type Import = {
  id: string
  shop_id: string
  file_key: string
  file_name: string
  dialect: string
  dry_run: boolean
  category_id: string
  state: ImportState
  state_at: Date
  products_total: number
  products_done: number
  created_count: number
  updated_count: number
  unchanged_count: number
  error_count: number
  started_by: string
  created_at: Date
}

export type Outcome = 'created' | 'updated' | 'unchanged' | 'error'
