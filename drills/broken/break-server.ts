/**
 * Loaded before a drill's own server, and only there: rewrites the text of the files that the named broken variant is
 * about. A text that is not found ends the start, so that no refactoring takes a drill's teeth out unnoticed.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { BROKEN, broken, fileOf, rewritten } from './variants.ts'

const name = process.env[BROKEN] ?? ''
const edits = new Map(broken(name).edits.map((edit) => [fileOf(edit), edit]))

registerHooks({
  load: (url, context, next) => {
    const file = url.startsWith('file:') ? fileURLToPath(url) : ''
    const edit = edits.get(file)
    if (!edit) return next(url, context)
    process.stderr.write(`broken on purpose (${name}): ${edit.file}\n`)
    return {
      format: 'module-typescript',
      source: rewritten(edit, readFileSync(file, 'utf8')),
      shortCircuit: true,
    }
  },
})
