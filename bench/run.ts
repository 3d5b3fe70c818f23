/** `npm run bench -- NAME`: one load program; its last line is JSON. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const [name = '', ...rest] = process.argv.slice(2)
const file = join(import.meta.dirname, `${name}.ts`)
if (!/^[a-z-]+$/.test(name) || name === 'run' || !existsSync(file)) {
  const names = readdirSync(import.meta.dirname)
    .filter((one) => one.endsWith('.ts') && one !== 'run.ts' && !one.endsWith('.test.ts'))
    .map((one) => one.replace('.ts', ''))
  console.error(`Which one? ${names.join(', ')}`)
  process.exit(2)
}
const { bench } = (await import(file)) as {
  bench: (args: string[]) => Promise<Record<string, unknown>>
}
const figures = await bench(rest)
console.log(JSON.stringify({ name, ...figures }))
// However fast it was: a piece sold twice or an order gone is a fault.
const is_wrong = ['oversold', 'lost', 'doubled', 'misused'].some(
  (what) => Number(figures[what] ?? 0) > 0,
)
process.exit(is_wrong ? 1 : 0)
