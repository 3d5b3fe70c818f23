/** `npm run check`: format, lint, types, imports, dead code, schema snapshot. `--fix` formats and fixes what is safe. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSchema } from './read-schema.ts'
import { withScratchDatabase } from './scratch-database.ts'

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)
const fix = process.argv.includes('--fix')
const failed: string[] = []

function step(name: string, command: string, args: string[]): void {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  const ok = status === 0
  console.log(`${ok ? '✔' : '✘'} ${name} (${((performance.now() - started) / 1_000).toFixed(1)} s)`)
  if (!ok) {
    failed.push(name)
    console.log(`${stdout}${stderr}`.trim())
  }
}

step('format and lint', bin('biome'), [
  'check',
  '--error-on-warnings',
  '--max-diagnostics=60',
  ...(fix ? ['--write'] : []),
  '.',
])
step('types of the server', bin('tsc'), ['-p', '.'])
step('types of the web apps', bin('tsc'), ['-p', 'web'])
step('imports', process.execPath, [join(root, 'tools/check-imports.ts')])
step('dead code', bin('knip'), ['--no-progress'])

const { types, snapshot } = await withScratchDatabase(readSchema)
for (const [file, now] of [
  ['db/schema.sql', snapshot],
  ['db/tables.ts', types],
] as const) {
  const same = readFileSync(join(root, file), 'utf8') === now
  console.log(`${same ? '✔' : '✘'} ${file} is what the migrations make`)
  if (!same) failed.push(`${file} (run \`npm run generate\`)`)
}
console.log(failed.length === 0 ? 'everything holds' : `not right: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
