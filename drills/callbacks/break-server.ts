/**
 * Loaded into the server of a drill with `--import`, and into no other: rewrites what `DRILL_BREAK` names while the
 * files are read. A text that is not found stops the server, so that a break never passes for a sound one unnoticed.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BREAKS, type Break, type BreakName } from './breaks.ts'

const root = join(import.meta.dirname, '../..')
const name = process.env.DRILL_BREAK as BreakName
const { edits }: Break = BREAKS[name]
// What the server starts itself is none of ours.
delete process.env.NODE_OPTIONS

const edits_of = Map.groupBy(edits, ({ file }) => pathToFileURL(join(root, file)).href)
for (const [url, all] of edits_of)
  for (const { find } of all)
    if (!readFileSync(new URL(url), 'utf8').includes(find))
      throw new Error(`${name}: ${url} does not hold: ${find}`)

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    const here = edits_of.get(url)
    if (!here) return loaded
    let source = String(loaded.source)
    for (const { find, put } of here) {
      if (!source.includes(find)) throw new Error(`${name}: ${url} does not hold: ${find}`)
      source = source.replace(find, () => put)
    }
    process.stderr.write(`broken on purpose: ${name} in ${url}\n`)
    return { ...loaded, source }
  },
})
