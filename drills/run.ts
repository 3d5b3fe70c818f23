/** `npm run drill -- NAME`: one fault campaign; its last line is JSON, its exit code says whether all held. */
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
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
const { drill } = (await import(file)) as {
  drill: (args: string[]) => Promise<Record<string, unknown>>
}
const { ok, ...figures } = await drill(rest)
console.log(JSON.stringify({ name, ...figures }))
process.exit(ok === false ? 1 : 0)
