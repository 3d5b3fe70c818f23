/** `npm test`: every ring of tests, or the named files. Starts the database they clone their worlds from. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../server/platform/embedded-postgres.ts'
import { migrate } from '../server/platform/migrate.ts'
import { installTestTools } from './install-test-tools.ts'

const root = join(import.meta.dirname, '..')
const named = process.argv.slice(2)
const files =
  named.length > 0
    ? named
    : globSync(['{server,web,tools,journeys,bench,drills}/**/*.test.ts'], { cwd: root }).sort()

let wrong = false
if (named.length === 0) {
  installTestTools()
  const { buildWeb } = await import('./build-web.ts')
  await buildWeb()
  wrong =
    spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'tools/check.ts')],
      { cwd: root, stdio: 'inherit' },
    ).status !== 0
}

const folder = mkdtempSync(join(tmpdir(), 'closedloop-test-'))
const postgres = await startEmbeddedPostgres({ folder: join(folder, 'pg'), throwaway: true })
const template = postgres.url.replace(/closedloop$/, 'closedloop_template')
const client = new pg.Client({ connectionString: postgres.url })
await client.connect()
await client.query('create database closedloop_template')
await client.end()
await migrate(template)

/** Journeys want the machine for themselves: they measure what people would see. */
const phases = [
  {
    files: files.filter((file) => !file.includes('journeys/')),
    at_once: Math.max(2, availableParallelism()),
  },
  { files: files.filter((file) => file.includes('journeys/')), at_once: 1 },
]
let running: ChildProcess | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => running?.kill(signal))
let code = 0
for (const phase of phases) {
  if (phase.files.length === 0) continue
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--test',
      `--test-concurrency=${phase.at_once}`,
      '--test-timeout=600000',
      ...phase.files,
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, TEST_DATABASE_URL: postgres.url, TZ: 'UTC' },
    },
  )
  running = child
  const status = await new Promise<number>((done) => child.on('exit', (one) => done(one ?? 1)))
  code = code || status
}
await postgres.stop()
rmSync(folder, { recursive: true, force: true })
if (wrong) console.log('npm run check found something: see the top of this output')
process.exit(code !== 0 ? code : wrong ? 1 : 0)
