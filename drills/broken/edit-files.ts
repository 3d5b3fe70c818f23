/**
 * Loaded with `--import` into a process of a drill and into no other: rewrites the files that `DRILL_EDITS` (JSON) names
 * while they are read. A text that is not found ends the process, so that no refactoring takes a drill's teeth out unnoticed.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Edit, fileOf, rewritten } from './variants.ts'

const edits = new Map(
  (JSON.parse(process.env.DRILL_EDITS ?? '[]') as Edit[]).map((edit) => [fileOf(edit), edit]),
)
for (const [file, edit] of edits) rewritten(edit, readFileSync(file, 'utf8'))

registerHooks({
  load: (url, context, next) => {
    const file = url.startsWith('file:') ? fileURLToPath(url) : ''
    const edit = edits.get(file)
    if (!edit) return next(url, context)
    process.stderr.write(`broken on purpose: ${edit.file}\n`)
    return {
      format: 'module-typescript',
      source: rewritten(edit, readFileSync(file, 'utf8')),
      shortCircuit: true,
    }
  },
})
